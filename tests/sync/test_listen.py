"""Hooks look after themselves: one address for what several need, made, mended, moved, let go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from core.model.connections import HookRow, Subscription
from core.model.errors import Conflict, Rejected, TryLater
from core.model.items import Side
from core.model.projects import AdoPlace, Project, Site
from core.sync.listen import NO_ADDRESS, PPM_HOOK, hook_name, keep_hooks, needed_by
from core.sync.ports import Services, Subscriptions
from sandbox.memory.subscriptions import MemorySubscriptions
from tests.handlers.desks import a_desk

SHOP = AdoPlace("https://dev.azure.com/contoso", "Shop", "collection-1", "billing's token", "shop")
OTHER_WAY = replace(SHOP, secret="shipping's token")
TILL = replace(SHOP, project="Till", id="till")
WEB = AdoPlace("https://dev.azure.com/fabrikam", "Web", "collection-2", "fabrikam's token", "web")
HERE = "https://lockstep.example"
MOVED = "https://lockstep-2.example"


@dataclass
class Office:
    """Two vendors' lists of subscriptions, and what goes wrong with which token."""

    troubles: dict[str, Exception] = field(default_factory=dict)
    ado: dict[str, MemorySubscriptions] = field(default_factory=dict)
    used: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        desk = a_desk()
        self.store, self.secrets = desk.world.store, desk.secrets
        self.secrets.values.clear()
        self.ppm = desk.subscriptions[Side.PPM]
        self.services: Services = desk.with_(subscriptions=self.subscriptions)
        self.feed("billing", SHOP)
        self.feed("shipping", OTHER_WAY)

    def subscriptions(self, side: Side, at: AdoPlace | None) -> Subscriptions:
        if side is Side.PPM or at is None:
            return self.ppm
        self.used.append(at.secret)
        if at.secret in self.troubles:
            raise self.troubles[at.secret]
        return self.at(at)

    def at(self, at: AdoPlace) -> MemorySubscriptions:
        return self.ado.setdefault(f"{at.collection} {at.id}", MemorySubscriptions())

    def feed(self, project: str, *places: AdoPlace) -> Project:
        known = self.store.projects.get(project) or Project(project)
        return self.store.projects.put(replace(known, ado=places))

    def keep(self, only: Project | None = None, left: Sequence[AdoPlace] = ()) -> list[HookRow]:
        return keep_hooks(self.services, only, left)

    def row(self, at: AdoPlace | None = None) -> HookRow:
        found = self.store.hooks.get(hook_name(at) if at else PPM_HOOK)
        assert found is not None
        return found

    def move(self) -> None:
        self.services = replace(self.services, address=MOVED)


@pytest.fixture
def office() -> Office:
    return Office()


def leads_to(theirs: MemorySubscriptions) -> list[str]:
    return [each.url for each in theirs.rows.values()]


def address(at: AdoPlace, home: str = HERE) -> str:
    return f"{home}/api/hooks/ado/{hook_name(at)}"


def test_two_projects_fed_by_one_ado_project_share_one_address(office: Office) -> None:
    rows = office.keep()

    assert [row.name for row in rows] == [PPM_HOOK, hook_name(SHOP)]
    assert leads_to(office.at(SHOP)) == [address(SHOP)]
    assert leads_to(office.ppm) == [f"{HERE}/api/hooks/ppm/ppm"]


def test_a_renamed_ado_project_or_organisation_keeps_its_address(office: Office) -> None:
    renamed = replace(SHOP, project="Store", url="https://dev.azure.com/contoso-group")

    assert hook_name(renamed) == hook_name(SHOP)
    assert hook_name(replace(SHOP, collection="collection-2")) != hook_name(SHOP)


def test_a_project_hears_from_its_own_ado_projects_and_ppm_express(office: Office) -> None:
    project = office.feed("billing", SHOP, WEB)

    assert needed_by(project) == {PPM_HOOK, hook_name(SHOP), hook_name(WEB)}


def test_looking_after_them_twice_is_looking_after_them_once(office: Office) -> None:
    office.keep()
    before = dict(office.at(SHOP).rows), dict(office.ppm.rows), dict(office.secrets.values)

    rows = office.keep()

    assert (office.at(SHOP).rows, office.ppm.rows, office.secrets.values) == before
    assert [row.words for row in rows] == ["", ""]


def test_the_vendor_is_told_the_secret_that_is_kept(office: Office) -> None:
    office.keep()

    [told] = office.at(SHOP).secrets.values()
    assert told == office.secrets.values[f"hook-{hook_name(SHOP)}"]
    assert len(told) >= 32


def test_of_two_active_secrets_a_new_subscription_gets_the_newest(office: Office) -> None:
    office.secrets.values[f"hook-{hook_name(SHOP)}"] = "older newest"

    office.keep()

    assert list(office.at(SHOP).secrets.values()) == ["newest"]


def test_what_is_doubled_goes(office: Office) -> None:
    office.keep()
    office.at(SHOP).subscribe("changed", address(SHOP), "by hand")

    office.keep()

    assert len(office.at(SHOP).rows) == 1


def test_what_is_broken_is_replaced(office: Office) -> None:
    office.keep()
    [broken] = office.at(SHOP).rows.values()
    office.at(SHOP).rows[broken.id] = replace(broken, state="switched off")

    office.keep()

    [sound] = office.at(SHOP).rows.values()
    assert (sound.id != broken.id, sound.state) == (True, "")
    assert office.row(SHOP).subscriptions == (sound,)


def test_an_event_that_we_do_not_want_any_more_goes(office: Office) -> None:
    office.keep()
    office.at(SHOP).events = ("changed", "removed")
    office.at(SHOP).subscribe("of old", address(SHOP), "secret")

    office.keep()

    assert sorted(each.event for each in office.at(SHOP).rows.values()) == ["changed", "removed"]


def test_what_was_made_with_a_lost_secret_is_replaced(office: Office) -> None:
    office.keep()
    before = set(office.at(SHOP).rows)
    office.secrets.values.clear()

    office.keep()

    [made] = office.at(SHOP).rows
    assert made not in before
    assert office.at(SHOP).secrets[made] == office.secrets.values[f"hook-{hook_name(SHOP)}"]


def test_a_lost_secret_is_not_forgotten_while_the_vendor_is_away(office: Office) -> None:
    office.keep()
    office.secrets.values.clear()
    theirs, leading_to = office.at(SHOP), office.at(SHOP).leading_to

    def away(url: str) -> Sequence[Subscription]:
        raise TryLater("Azure DevOps is away")

    theirs.leading_to = away  # type: ignore[method-assign]
    office.keep()
    theirs.leading_to = leading_to  # type: ignore[method-assign]

    office.keep()

    [made] = theirs.rows
    assert theirs.secrets[made] == office.secrets.values[f"hook-{hook_name(SHOP)}"]


def test_an_address_that_changed_is_moved(office: Office) -> None:
    office.keep()
    office.move()

    office.keep()

    assert leads_to(office.at(SHOP)) == [address(SHOP, MOVED)]
    assert leads_to(office.ppm) == [f"{MOVED}/api/hooks/ppm/ppm"]


def test_other_peoples_subscriptions_stay(office: Office) -> None:
    theirs = office.at(SHOP).subscribe("changed", "https://elsewhere.example/hook", "theirs")
    office.keep()
    office.move()
    office.keep()
    office.feed("billing")
    office.feed("shipping")

    office.keep(left=[SHOP])

    assert list(office.at(SHOP).rows) == [theirs.id]


def test_a_permission_that_is_missing_leaves_words_and_the_others_go_on(office: Office) -> None:
    office.feed("billing", SHOP, WEB)
    office.ppm.refuse = "an administrator has to do it"
    office.at(SHOP).refuse = "somebody has to allow it"

    office.keep()

    assert "an administrator has to do it; until then" in office.row().words
    assert "somebody has to allow it; until then" in office.row(SHOP).words
    assert (office.row(WEB).words, len(office.row(WEB).subscriptions)) == ("", 1)


@pytest.mark.parametrize(
    "trouble",
    [
        Rejected("it may not"),
        TryLater("away"),
        Conflict("moved"),
        ValueError("dev.azure.example is not a host that we may call"),
    ],
)
def test_where_one_projects_token_does_not_do_the_others_is_tried(
    office: Office, trouble: Exception
) -> None:
    office.troubles["billing's token"] = trouble

    office.keep()

    assert office.used == ["billing's token", "shipping's token"]
    assert (office.row(SHOP).words, len(office.row(SHOP).subscriptions)) == ("", 1)


def test_a_refusal_is_forgotten_once_it_works(office: Office) -> None:
    office.at(SHOP).refuse = "somebody has to allow it"
    office.keep()
    office.at(SHOP).refuse = ""

    office.keep()

    assert (office.row(SHOP).words, len(office.row(SHOP).subscriptions)) == ("", 1)


def test_what_no_project_needs_is_let_go(office: Office) -> None:
    office.feed("billing", SHOP, TILL)
    office.keep()
    office.feed("billing", SHOP)

    office.keep()

    assert office.store.hooks.get(hook_name(TILL)) is None
    assert (leads_to(office.at(TILL)), len(office.at(SHOP).rows)) == ([], 1)


def test_what_one_of_two_projects_still_needs_stays(office: Office) -> None:
    office.keep()
    saved = office.feed("billing")

    office.keep(saved, left=[SHOP])

    assert len(office.at(SHOP).rows) == 1
    assert office.row(SHOP)


def test_the_place_just_given_up_is_the_last_way_back_to_its_organisation(office: Office) -> None:
    saved = office.feed("billing", SHOP, WEB)
    office.keep()
    saved = office.feed("billing", SHOP)

    office.keep(saved, left=[SHOP, WEB])

    assert office.store.hooks.get(hook_name(WEB)) is None
    assert leads_to(office.at(WEB)) == []


def test_what_cannot_be_taken_away_says_so_and_stays_until_it_can(office: Office) -> None:
    office.feed("billing", SHOP, WEB)
    office.keep()
    office.feed("billing", SHOP)

    rows = office.keep()
    assert "no project is connected to its organisation" in office.row(WEB).words
    assert office.row(WEB) in rows

    office.store.projects.put_site(Site(WEB.url, WEB.collection, WEB.secret))
    office.keep()
    assert office.store.hooks.get(hook_name(WEB)) is None
    assert leads_to(office.at(WEB)) == []


def test_one_that_cannot_be_let_go_keeps_no_other_from_it(office: Office) -> None:
    office.feed("billing", SHOP, TILL, WEB)
    office.keep()
    office.feed("billing", SHOP)
    office.troubles["fabrikam's token"] = ValueError("no host that we may call")

    office.keep(left=[SHOP, TILL, WEB])

    assert office.store.hooks.get(hook_name(TILL)) is None
    assert "no host that we may call" in office.row(WEB).words


def test_without_an_address_nobody_is_asked_and_the_row_says_what_to_do(office: Office) -> None:
    office.services = replace(office.services, address="")

    rows = office.keep()

    assert {row.words for row in rows} == {NO_ADDRESS}
    assert (office.used, leads_to(office.ppm)) == ([], [])


def test_one_project_is_looked_after_alone_and_takes_nothing_from_the_others(
    office: Office,
) -> None:
    office.feed("shipping", WEB)
    office.keep()
    office.used.clear()

    rows = office.keep(office.feed("billing", SHOP))

    assert [row.name for row in rows] == [PPM_HOOK, hook_name(SHOP)]
    assert office.used == ["billing's token"]
    assert len(office.at(WEB).rows) == 1


@pytest.mark.parametrize("known_before", [False, True])
def test_what_is_connected_while_we_look_after_the_others_is_not_let_go(
    office: Office, known_before: bool
) -> None:
    if known_before:
        office.feed("archive", WEB)
        office.keep()
        office.feed("archive")
    ask = office.subscriptions

    def somebody_connects(side: Side, at: AdoPlace | None) -> Subscriptions:
        office.services = replace(office.services, subscriptions=ask)
        office.keep(office.feed("web", WEB))
        return ask(side, at)

    office.services = replace(office.services, subscriptions=somebody_connects)
    office.keep()

    assert office.row(WEB).words == ""
    assert leads_to(office.at(WEB)) == [address(WEB)]
