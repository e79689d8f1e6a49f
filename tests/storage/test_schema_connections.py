"""Rows about connections are read as they were written, whatever the codec becomes."""

import pytest
from azure.data.tables import TableServiceClient

from core.model.backlogs import Filter
from core.model.connections import HookRow, Subscription
from core.model.errors import TryLater
from core.model.items import Side
from core.model.projects import AdoPlace, SavedFilter, Site
from core.storage.store import table_store
from core.sync.stores import Store
from tests.storage.written import Written1
from tests.worlds import Clock

NOON = "2026-03-02T12:00:00+00:00"


@pytest.fixture
def store(tables: TableServiceClient, storage: str, clock: Clock) -> Store:
    return table_store(tables, clock, storage)


HOOK = (
    '{"name":"ado-1","side":"ado","collection":"c-1","project":"p-1",'
    '"subscriptions":[["s-1","workitem.updated","https://lockstep/api/hooks/ado/ado-1","off"]],'
    '"words":"no permission","looked_at":"2026-03-02T12:00:00+00:00"}'
)
SUBSCRIPTION = Subscription(
    "s-1", "workitem.updated", "https://lockstep/api/hooks/ado/ado-1", "off"
)


def test_a_hook_address_of_version_1_is_read(store: Store, version_1: Written1) -> None:
    version_1("hooks", "hook", "ado-1", json0=HOOK)
    version_1("hooks", "seen", "ado-1", at="2026-03-02T13:00:00+00:00")

    [found] = store.hooks.all()

    assert found == HookRow(
        "ado-1",
        Side.ADO,
        "c-1",
        "p-1",
        (SUBSCRIPTION,),
        "no permission",
        NOON,
        "2026-03-02T13:00:00+00:00",
    )
    assert store.hooks.get("ado-1") == found


def test_a_hook_address_of_version_1_that_nobody_heard_from_is_read(
    store: Store, version_1: Written1
) -> None:
    version_1("hooks", "hook", "ppm", json0='{"name":"ppm","side":"ppm"}')

    assert store.hooks.get("ppm") == HookRow("ppm", Side.PPM)


def test_a_hook_address_of_a_newer_version_is_refused_in_words(
    store: Store, version_1: Written1
) -> None:
    version_1("hooks", "hook", "ado-1", v=3, json0=HOOK)

    with pytest.raises(TryLater, match="row hook / ado-1 was written by schema version 3"):
        store.hooks.get("ado-1")


def test_what_the_tenant_shares_of_version_1_is_read(store: Store, version_1: Written1) -> None:
    text = '{"url":"https://dev.azure.com/contoso","collection":"c-1","secret":"ado-1",'
    text += '"express_expires_at":"2027-01-01T00:00:00Z"}'
    version_1("projects", "site", "site", json0=text)

    found = store.projects.site()

    assert found == Site(
        "https://dev.azure.com/contoso", "c-1", "ado-1", "2027-01-01T00:00:00Z", etag=found.etag
    )
    assert found.etag


PROJECT = (
    '{"id":"billing","ado":[{"url":"https://dev.azure.com/contoso","project":"Billing",'
    '"id":"p-1"}],"rules":[],"filters":[["Next sprint",{"collection":"c-1","project":"p-1",'
    '"team":"t-1","iteration":"Billing\\\\Sprint 1","query":"q-1","item":7,"text":"invoice"}]],'
    '"approvers_keep":true}'
)


def test_the_filters_of_a_project_of_version_1_are_read(store: Store, version_1: Written1) -> None:
    version_1("projects", "project", "billing", json0=PROJECT)

    found = store.projects.get("billing")

    assert found is not None
    assert found.ado == (AdoPlace("https://dev.azure.com/contoso", "Billing", id="p-1"),)
    wanted = Filter("c-1", "p-1", "t-1", "Billing\\Sprint 1", "q-1", 7, "invoice")
    assert found.filters == (SavedFilter("Next sprint", wanted),)
    assert found.approvers_keep
