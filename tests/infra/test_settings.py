"""The app is told every setting that it reads, and none that its plan refuses."""

from __future__ import annotations

import json
import re

import pytest

from tests.infra.bicep import INFRA
from tests.infra.deployed import deployed

ROOT = INFRA.parent
SAMPLE = json.loads((ROOT / "local.settings.sample.json").read_text("utf-8"))["Values"]
SETTINGS = deployed().one("Microsoft.Web/sites/config", "appsettings").properties
ELSEWHERE = {
    "AzureWebJobsStorage": "a connection string: in Azure an identity opens storage instead",
    "FUNCTIONS_WORKER_RUNTIME": "the plan itself says which runtime",
    "SECRETS_FILE": "where there is no vault",
    "WEBSITE_HOSTNAME": "told by the platform itself",
}
REFUSED = re.compile(
    r"FUNCTIONS_WORKER_RUNTIME(_VERSION)?|FUNCTIONS_EXTENSION_VERSION|FUNCTIONS_WORKER_PROCESS_COUNT"
    r"|FUNCTIONS_MAX_HTTP_CONCURRENCY|WEBSITE_RUN_FROM_PACKAGE|WEBSITE_CONTENT.*|WEBSITE_TIME_ZONE|TZ"
    r"|SCM_DO_BUILD_DURING_DEPLOYMENT|ENABLE_ORYX_BUILD|WEBSITE_VNET_ROUTE_ALL"
)


def read_by_the_code() -> set[str]:
    wiring = "\n".join(path.read_text("utf-8") for path in (ROOT / "core/wiring").glob("*.py"))
    named = re.findall(r"\.(?:get|is_on)\(\"([A-Za-z_]+)\"", wiring)
    needed = re.findall(r"(?:_settings|environ)\[\"([A-Za-z_]+)\"\]", wiring)
    of_storage = re.findall(r"f\"\{_STORAGE\}(__\w+)\"", wiring)
    timers = re.findall(r"%([A-Z_]+)%", (ROOT / "function_app.py").read_text("utf-8"))
    return {*named, *needed, *timers, *(f"AzureWebJobsStorage{each}" for each in of_storage)}


def test_every_setting_that_the_code_reads_is_set() -> None:
    read = read_by_the_code()

    assert {"PPM_URL", "TENANT_ID", "SWEEP_SCHEDULE", "AzureWebJobsStorage__clientId"} <= read
    assert read - set(SETTINGS) - set(ELSEWHERE) == set()


def test_every_setting_of_the_sample_is_set() -> None:
    assert set(SAMPLE) - set(SETTINGS) - set(ELSEWHERE) == set()


def test_none_is_set_that_the_plan_refuses_or_that_has_its_place_elsewhere() -> None:
    assert [name for name in SETTINGS if REFUSED.fullmatch(name) or name in ELSEWHERE] == []


def test_every_setting_is_text() -> None:
    assert [name for name, value in SETTINGS.items() if not isinstance(value, str)] == []


@pytest.mark.parametrize(
    "name",
    [name for name in SAMPLE if name.endswith("_SCHEDULE")]
    + [
        "PPM_HIERARCHY",
        "PPM_DATE_FORMAT",
        "PPM_CALLS_PER_MINUTE",
        "FRAME_PARAMETERS",
        "PPM_SECRET",
    ],
)
def test_what_is_usual_here_is_usual_in_azure(name: str) -> None:
    assert SETTINGS[name] == SAMPLE[name]


@pytest.mark.parametrize(
    ("parameter", "value", "name"),
    [
        ("ppmUrl", "https://api-eu.ppm.express/@a/v1.0", "PPM_URL"),
        ("ppmTaskUrl", "https://app.ppm.express/{task}", "PPM_TASK_URL"),
        ("ppmLinkField", "Lockstep", "PPM_LINK_FIELD"),
        ("adoHosts", "tfs.contoso.com", "ADO_HOSTS"),
        ("frameAncestors", "https://intra.contoso.com", "FRAME_ANCESTORS"),
        ("alarmWebhook", "alarm-webhook", "ALARM_WEBHOOK"),
        ("publicUrl", "https://lockstep.contoso.com", "PUBLIC_URL"),
        ("clientId", "theirs", "PAGE_CLIENT_ID"),
    ],
)
def test_what_differs_between_deployments_reaches_the_app(
    parameter: str, value: str, name: str
) -> None:
    found = deployed(**{parameter: value}).one("Microsoft.Web/sites/config", "appsettings")

    assert found.properties[name] == value


def test_the_app_speaks_to_stand_ins_nowhere_and_keeps_secrets_in_the_vault() -> None:
    assert SETTINGS["ADO_PLAIN_HTTP"] == "false"
    assert SETTINGS["VAULT_URL"] == "<Microsoft.KeyVault/vaults.properties.vaultUri>"


def test_the_page_is_at_the_root_and_not_the_platforms_greeting() -> None:
    host = json.loads((ROOT / "host.json").read_text("utf-8"))

    assert SETTINGS["AzureWebJobsDisableHomepage"] == "true"
    assert host["extensions"]["http"]["routePrefix"] == ""


def test_what_the_app_tells_is_signed_by_its_identity() -> None:
    client = deployed().outputs["identityClientId"]

    assert (
        SETTINGS["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"]
        == f"ClientId={client};Authorization=AAD"
    )
    assert SETTINGS["AzureWebJobsStorage__clientId"] == client
    assert SETTINGS["AzureWebJobsStorage__credential"] == "managedidentity"
