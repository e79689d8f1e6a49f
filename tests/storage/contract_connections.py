"""What every store promises about projects, hook addresses and messages that failed."""

from dataclasses import replace

import pytest

from core.model.alarms import Alarm, Kind, Raised
from core.model.approvals import Direction
from core.model.brakes import Brake, Limits, Stops
from core.model.changes import PoisonRow, Probe
from core.model.connections import HookRow, Subscription
from core.model.errors import Conflict
from core.model.items import Side
from core.model.projects import AdoPlace, Project, Site, Suspension
from core.model.rules import Terms
from core.model.silence import Found
from core.model.standing import StandingChoice
from core.model.tallies import Tally
from core.sync.stores import Store
from tests.storage.stories import HOSTILE, PROJECT
from tests.worlds import Clock


class ProjectsContract:
    def test_a_project_comes_back_as_it_was_put(self, store: Store) -> None:
        place = AdoPlace("https://dev.azure.com/contoso", "Billing", "c-1", "ado-token")
        terms = Terms("Europe/Berlin", 7.5, "plain")
        days = tuple(Tally(f"2026-01-{day:02}", 10_000, 300, day) for day in range(1, 32))
        members = frozenset({"g", "m"})
        at = "2026-03-02T12:00:00+00:00"
        brakes = (
            Brake(Stops.RUN, "request", "412 of 500 links", at, 412, 500),
            Brake(Stops.EMPTY, "ado", "none of 9", at, 9, 9, over_at=at, over_by="Mara", passes=9),
        )
        project = Project(
            PROJECT,
            "Billing",
            (place,),
            terms=terms,
            members=members,
            tallies=days,
            limits=Limits(40, 10, 20, 90),
            brakes=brakes,
            found=(Found(Side.PPM, at, 12),),
            suspended=Suspension("it is listed no more", at),
            resumed_at=at,
            standing=(StandingChoice(("title", "tags"), Direction.TO_PPM, "Eva", at, 5, False),),
            apply_at="22:00",
        )

        saved = store.projects.put(project)

        assert store.projects.get(PROJECT) == saved
        assert replace(saved, etag="") == project

    def test_all_projects_are_told(self, store: Store) -> None:
        for name in ("billing", "shipping", HOSTILE):
            store.projects.put(Project(name))

        assert {each.id for each in store.projects.all()} == {"billing", "shipping", HOSTILE}

    def test_a_project_is_not_put_over_another(self, store: Store) -> None:
        store.projects.put(Project(PROJECT, "Billing"))

        with pytest.raises(Conflict):
            store.projects.put(Project(PROJECT, "Billing again"))

    def test_the_second_of_two_who_change_a_project_is_told(self, store: Store) -> None:
        read = store.projects.put(Project(PROJECT))
        store.projects.put(replace(read, name="Billing"))

        with pytest.raises(Conflict):
            store.projects.put(replace(read, name="Invoicing"))

    def test_what_the_tenant_shares_is_empty_at_first_and_then_as_it_was_put(
        self, store: Store
    ) -> None:
        assert store.projects.site() == Site()
        site = Site(
            "https://dev.azure.com/contoso", "c-1", "ado-1", "2027-01-01T00:00:00Z", "ended"
        )

        saved = store.projects.put_site(site)

        assert store.projects.site() == saved
        assert replace(saved, etag="") == site
        assert list(store.projects.all()) == []

    def test_the_second_of_two_who_change_what_the_tenant_shares_is_told(
        self, store: Store
    ) -> None:
        read = store.projects.put_site(Site("https://dev.azure.com/contoso"))
        store.projects.put_site(replace(read, collection="c-1"))

        for stale in (read, Site("https://dev.azure.com/fabrikam")):
            with pytest.raises(Conflict):
                store.projects.put_site(stale)

    def test_a_project_nobody_put_is_nothing(self, store: Store) -> None:
        assert store.projects.get(PROJECT) is None


A_HOOK = HookRow(
    "ado-1", Side.ADO, "c-1", "p-1", (Subscription("s-1", "workitem.updated", "https://x", ""),)
)


class ProbesContract:
    def test_a_probe_is_kept_replaced_and_forgotten(self, store: Store) -> None:
        sent = Probe(HOSTILE, "2026-03-02T12:00:00+00:00")
        store.probes.put(sent)
        store.probes.put(Probe("another", "at"))
        store.probes.put(Probe("another", "at", "then"))
        assert store.probes.get(HOSTILE) == sent
        assert store.probes.get("another") == Probe("another", "at", "then")

        store.probes.remove(HOSTILE)
        store.probes.remove(HOSTILE)

        assert store.probes.get(HOSTILE) is None
        assert [probe.id for probe in store.probes.all()] == ["another"]


class AlarmsContract:
    def test_an_alarm_comes_back_as_it_was_put_until_it_is_removed(self, store: Store) -> None:
        at = "2026-03-02T12:00:00+00:00"
        row = Raised(Alarm(Kind.HOOK, "", HOSTILE, "no permission", grave=True), at, at)

        store.alarms.put(row)
        store.alarms.put(replace(row, sent=True))

        assert list(store.alarms.all()) == [replace(row, sent=True)]
        store.alarms.remove(row)
        store.alarms.remove(row)
        assert list(store.alarms.all()) == []

    def test_alarms_of_one_kind_are_kept_apart(self, store: Store) -> None:
        for project, about in (("", "ado-1"), ("", "ado-2"), (PROJECT, "ado-1")):
            store.alarms.put(Raised(Alarm(Kind.HOOK, project, about, "off"), "", ""))

        assert len(list(store.alarms.all())) == 3


class HooksContract:
    def test_a_hook_address_comes_back_as_it_was_put(self, store: Store) -> None:
        store.hooks.put(A_HOOK)

        assert store.hooks.get("ado-1") == A_HOOK
        assert list(store.hooks.all()) == [A_HOOK]

    def test_when_it_was_heard_from_outlives_what_leads_to_it(self, store: Store) -> None:
        store.hooks.put(A_HOOK)
        store.hooks.seen("ado-1", "2026-03-02T12:00:00+00:00")
        store.hooks.put(replace(A_HOOK, words="no permission", seen_at="never"))

        [found] = store.hooks.all()

        assert (found.words, found.seen_at) == ("no permission", "2026-03-02T12:00:00+00:00")
        assert store.hooks.get("ado-1") == found

    def test_a_hook_address_that_is_let_go_is_gone(self, store: Store) -> None:
        store.hooks.put(A_HOOK)
        store.hooks.remove("ado-1")
        store.hooks.remove("ado-1")

        assert store.hooks.get("ado-1") is None
        assert list(store.hooks.all()) == []

    def test_an_address_that_is_put_again_was_not_heard_from(self, store: Store) -> None:
        store.hooks.put(A_HOOK)
        store.hooks.seen("ado-1", "2026-03-02T12:00:00+00:00")
        store.hooks.remove("ado-1")
        store.hooks.seen("ado-1", "2026-03-02T12:00:01+00:00")

        store.hooks.put(A_HOOK)

        assert store.hooks.get("ado-1") == A_HOOK

    def test_an_address_that_is_heard_often_is_noted_once_a_minute(
        self, store: Store, clock: Clock
    ) -> None:
        store.hooks.put(A_HOOK)
        noted = []

        for seconds in (0, 59, 1):
            clock.pass_(seconds=seconds)
            store.hooks.seen("ado-1", clock().isoformat())
            noted += [row.seen_at for row in store.hooks.all()]

        assert noted == [f"2026-03-02T12:0{minute}:00+00:00" for minute in (0, 0, 1)]

    def test_addresses_are_told_by_name(self, store: Store) -> None:
        for name in ("ppm", "ado-2", "ado-10"):
            store.hooks.put(replace(A_HOOK, name=name))

        assert [row.name for row in store.hooks.all()] == ["ado-10", "ado-2", "ppm"]

    def test_each_address_is_heard_from_apart(self, store: Store) -> None:
        for name in ("ado-1", "ado-2"):
            store.hooks.put(replace(A_HOOK, name=name))

        store.hooks.seen("ado-1", "2026-03-02T12:00:00+00:00")

        seen = {row.name: row.seen_at for row in store.hooks.all()}
        assert seen == {"ado-1": "2026-03-02T12:00:00+00:00", "ado-2": ""}

    def test_hearing_from_an_address_nobody_knows_makes_none(self, store: Store) -> None:
        store.hooks.seen("strange", "2026-03-02T12:00:00+00:00")

        assert store.hooks.get("strange") is None
        assert list(store.hooks.all()) == []


class PoisonContract:
    def test_a_message_is_kept_with_all_it_says(self, store: Store) -> None:
        row = PoisonRow(HOSTILE, "発票 🧾 \x00" * 5000, "2026-03-02T12:00:00+00:00", "ValueError")

        store.poison.add(row)

        assert store.poison.get(HOSTILE) == row

    def test_a_message_that_is_there_stays_as_it_is(self, store: Store) -> None:
        store.poison.add(PoisonRow("m", "body", "at", replayed_at="then"))
        store.poison.add(PoisonRow("m", "body", "at"))

        assert [row.replayed_at for row in store.poison.all()] == ["then"]

    def test_a_replayed_message_is_put_in_its_place(self, store: Store) -> None:
        store.poison.add(PoisonRow("m", "body", "at"))
        store.poison.put(PoisonRow("m", "body", "at", replayed_at="now"))

        assert list(store.poison.all()) == [PoisonRow("m", "body", "at", replayed_at="now")]

    def test_a_message_that_came_true_is_no_more(self, store: Store) -> None:
        row = PoisonRow("m", "body", "at", "error", "then", 3, "Mara", "Noor", "now", "not needed")
        store.poison.add(row)
        assert list(store.poison.all()) == [row]

        store.poison.remove("m")
        store.poison.remove("m")

        assert list(store.poison.all()) == []

    def test_what_went_wrong_last_is_remembered_by_place_and_is_no_message(
        self, store: Store
    ) -> None:
        store.poison.fail("a place", "ValueError: odd")
        store.poison.fail("a place", "ValueError: odder")

        assert store.poison.failure("a place") == "ValueError: odder"
        assert store.poison.failure("another") == ""
        assert list(store.poison.all()) == []

    def test_a_message_nobody_kept_is_nothing(self, store: Store) -> None:
        assert store.poison.get("m") is None
