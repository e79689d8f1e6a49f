"""What the stand-in says and does: an account, Entra's roles, a deployment, an app that runs."""

from __future__ import annotations

import json
import re
import socket
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .world import ARM_TOKEN, SUBSCRIPTION, World

# What Azure's own tool is to Entra.
AZURE_CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
_GRAPH = re.compile(
    r"https://graph\.microsoft\.com/v1\.0/servicePrincipals/([^/]+)/appRoleAssignedTo"
    r"(?:\?\$skiptoken=(\d+))?"
)
_SITE = re.compile(
    r"https://management\.azure\.com/subscriptions/([^/]+)/resourceGroups/([^/]+)"
    r"/providers/Microsoft\.Web/sites/([^/]+)\?api-version=[\d-]+"
)
_PARAMETER = re.compile(r"^param (\w+) \w+( =)?", re.MULTILINE)
_OUTPUT = re.compile(r"^output (\w+) string", re.MULTILINE)


class Failed(Exception):
    """`az` ends with 1, and with these words."""


@dataclass(frozen=True)
class Asked:
    world: World
    words: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.words[f"--{name}"]

    @property
    def known(self) -> dict[str, Any]:
        return self.world.know()


# az itself, and who is signed in


def version(asked: Asked) -> Any:
    return {"azure-cli": asked.known["version"], "extensions": {}}


def bicep(asked: Asked) -> str:
    found = asked.known["bicep"]
    if not found:
        raise Failed('Bicep CLI not found. Install it now by running "az bicep install".')
    return f"Bicep CLI version {found} (0123456789)"


def account(asked: Asked) -> Any:
    return asked.known["account"]


def roles(asked: Asked) -> Any:
    return [{"roleDefinitionName": role} for role in asked.known["roles"]]


def signed_in_user(asked: Asked) -> Any:
    return asked.known["people"][0]


def user(asked: Asked) -> Any:
    for person in asked.known["people"]:
        if asked["id"] in (person["id"], person["userPrincipalName"]):
            return person
    raise Failed(f"Resource '{asked['id']}' does not exist.")


# Entra


def entra_app(asked: Asked) -> Any:
    found = _deployed_for(asked, asked["id"])
    template = Path(found["template"])
    told = json.loads((template.parent / "app-roles.json").read_text("utf-8"))
    return {"id": found["principal"], "appId": asked["id"], "appRoles": told}


def rest(asked: Asked) -> Any:
    method, url = asked["method"], asked["url"]
    if method == "GET" and (place := _SITE.fullmatch(url)):
        return _site(asked, place)
    if method in ("GET", "POST") and (place := _GRAPH.fullmatch(url)):
        return _given(asked, place)
    raise Failed(f"Not Found({method} {url})")


def _given(asked: Asked, place: re.Match[str]) -> Any:
    """Who has which role of that app, or one more who has."""
    given = asked.known["given"]
    if asked["method"] == "GET":
        return _page([each for each in given if each["resourceId"] == place[1]], place)
    new = json.loads(Path(asked["body"].removeprefix("@")).read_text("utf-8"))
    if set(new) != {"principalId", "resourceId", "appRoleId"} or new in given:
        raise Failed('Bad Request({"error":{"code":"Request_BadRequest","message":"Invalid."}})')
    asked.world.change(given=[*given, new])
    return {"id": uuid.uuid4().hex, **new}


def _page(found: list[Any], place: re.Match[str]) -> Any:
    """One at a time, so that whoever asks has to turn pages."""
    at = int(place[2] or 0)
    more = {"@odata.nextLink": f"{place[0].partition('?')[0]}?$skiptoken={at + 1}"}
    return {"value": found[at : at + 1], **(more if at + 1 < len(found) else {})}


def token(asked: Asked) -> Any:
    """For Azure itself; or for an app, of a demo person with the role that they were given: roles
    have to be given here. And nobody is asked for consent: the app has to know `az` beforehand."""
    if "--resource" not in asked.words:
        return {"accessToken": ARM_TOKEN, "tokenType": "Bearer"}
    client = asked["resource"]
    app = entra_app(Asked(asked.world, {"--id": client}))
    module = Path(_deployed_for(asked, client)["template"]).parent / "modules" / "entra.bicep"
    if "preAuthorizedApplications" not in module.read_text("utf-8"):
        raise Failed(
            f"AADSTS65001: The user has not consented to use the application '{AZURE_CLI}'."
        )
    person = signed_in_user(asked)["id"]
    held = [
        role["value"]
        for each in asked.known["given"]
        for role in app["appRoles"]
        if each["principalId"] == person and each["appRoleId"] == role["id"]
    ]
    if not held:
        raise Failed(
            "AADSTS50105: The signed in user is not assigned to a role for the application."
        )
    return {"accessToken": f"demo-{held[-1]}", "tokenType": "Bearer"}


def _deployed_for(asked: Asked, client: str) -> dict[str, Any]:
    for each in asked.known["deployments"].values():
        if each["outputs"]["clientId"] == client:
            found: dict[str, Any] = each
            return found
    raise Failed(
        f"Resource '{client}' does not exist or one of its queried properties is not there."
    )


# What is deployed


def what_if(asked: Asked) -> str:
    told = _parameters(asked)
    again = asked["name"] in asked.known["deployments"]
    changes = "no change" if again else f"1 to create: rg-lockstep-{told['tenant']}"
    return f"Scope: /subscriptions/{SUBSCRIPTION}\n\nResource changes: {changes}."


def create(asked: Asked) -> Any:
    told, known = _parameters(asked), asked.known
    template = Path(asked["template-file"])
    before = known["deployments"].get(asked["name"], {})
    names = _OUTPUT.findall(template.read_text("utf-8"))
    outputs = before.get("outputs") or _outputs(names, told)
    made = {
        "outputs": outputs,
        "template": str(template),
        "subscription": asked.words.get("--subscription", known["account"]["id"]),
        "parameters": told,
        "principal": before.get("principal") or uuid.uuid4().hex,
    }
    asked.world.change(deployments={**known["deployments"], asked["name"]: made})
    values = {name: {"type": "String", "value": value} for name, value in outputs.items()}
    return {
        "name": asked["name"],
        "properties": {"outputs": values, "provisioningState": "Succeeded"},
    }


def _outputs(names: list[str], told: Mapping[str, Any]) -> dict[str, str]:
    tenant = told["tenant"]
    usual = {name: f"{name}-{tenant}" for name in names}
    return usual | {
        "address": f"http://127.0.0.1:{_free_port()}",
        "group": f"rg-lockstep-{tenant}",
        "app": f"lockstep-{tenant}",
        "vault": f"kv-{tenant}",
        "clientId": told.get("clientId") or str(uuid.uuid4()),
    }


def _parameters(asked: Asked) -> dict[str, Any]:
    """The values of the file, held against what the template takes."""
    takes = _PARAMETER.findall(Path(asked["template-file"]).read_text("utf-8"))
    told = json.loads(Path(asked["parameters"]).read_text("utf-8"))["parameters"]
    unknown = sorted(set(told) - {name for name, _ in takes})
    missing = [name for name, usual in takes if not usual and name not in told]
    if unknown or missing:
        words = f"do not correspond: {', '.join(unknown)}; are missing: {', '.join(missing)}"
        raise Failed(json.dumps({"code": "InvalidTemplate", "message": f"Parameters that {words}"}))
    return {name: each["value"] for name, each in told.items()}


def _site(asked: Asked, place: re.Match[str]) -> Any:
    """Where it answers, and where it is published."""
    subscription, group, app = place.groups()
    for each in asked.known["deployments"].values():
        outputs = each["outputs"]
        if (each["subscription"], outputs["group"], outputs["app"]) == (subscription, group, app):
            answers = {"name": outputs["address"].rpartition("/")[2], "hostType": "Standard"}
            publishes = {"name": asked.known["publishing"], "hostType": "Repository"}
            return {"name": app, "properties": {"hostNameSslStates": [answers, publishes]}}
    raise Failed(f"(ResourceNotFound) The Resource 'Microsoft.Web/sites/{app}' was not found.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
