"""Connecting: tried before it is kept, a token goes where it was given for, and links stay."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.model.errors import Conflict, Rejected
from core.sync.adopt import unlink
from core.sync.connect import Offer, connect, connect_site, try_out
from tests.sync.cloud import CONTOSO, FABRIKAM, OLDER, RENAMED, Cloud


@pytest.fixture
def cloud() -> Cloud:
    return Cloud()


def test_a_connection_is_kept_with_its_token_once_it_has_passed_its_test(cloud: Cloud) -> None:
    cloud.connected(Offer(CONTOSO, "Shop", "pat"))

    [shop] = cloud.of()
    assert (shop.url, shop.project, shop.collection, shop.id) == (
        CONTOSO,
        "Shop",
        "collection-1",
        "id of Shop",
    )
    assert cloud.token(shop) == "pat"


def test_the_token_stands_nowhere_but_among_the_secrets(cloud: Cloud) -> None:
    saved, tried = connect(cloud.project(), [Offer(CONTOSO, "Shop", "pat")], cloud.services)

    assert "'pat'" not in repr((saved, tried, cloud.world.project))
    assert list(cloud.secrets.values.values()) == ["pat"]


def test_a_failed_test_keeps_nothing_not_even_the_token(cloud: Cloud) -> None:
    cloud.is_connected()
    before = cloud.project(), dict(cloud.secrets.values)

    with pytest.raises(Rejected, match="not accepted") as refused:
        cloud.connected(Offer(CONTOSO, "Shop", "new pat"), Offer(CONTOSO, "Till", "wrong"))

    assert list(refused.value.fields) == ["places.1"]
    assert (cloud.project(), cloud.secrets.values) == before


def test_a_token_goes_to_its_host_again_without_being_asked_for(cloud: Cloud) -> None:
    cloud.is_connected()

    cloud.connected(Offer(CONTOSO, "Shop"), Offer(CONTOSO, "Till"))

    assert cloud.sent == [(CONTOSO, "pat")] * 2
    assert {cloud.token(at) for at in cloud.of()} == {"pat"}


def test_another_host_asks_for_the_token_again(cloud: Cloud) -> None:
    cloud.is_connected()

    with pytest.raises(Rejected, match="a token is needed"):
        cloud.connected(Offer(OLDER, "Shop"))

    assert cloud.sent == []


def test_a_kept_token_is_of_no_use_for_another_organisation_of_its_host(cloud: Cloud) -> None:
    cloud.connected(Offer(CONTOSO, "Shop", "opens both"))

    with pytest.raises(Rejected, match="for another organisation"):
        cloud.connected(Offer(CONTOSO, "Shop"), Offer(FABRIKAM, "Salaries"))


def test_what_is_seen_of_another_organisation_is_not_told(cloud: Cloud) -> None:
    connect_site(Offer(CONTOSO, "", "opens both"), cloud.services)

    [tried] = try_out([Offer(FABRIKAM, "Salaries")], cloud.project(), cloud.services)

    assert (tried.findings.usable, tried.findings.project, tried.findings.who) == (False, "", "")


def test_the_token_of_another_project_is_never_used(cloud: Cloud) -> None:
    cloud.is_connected()

    with pytest.raises(Rejected, match="a token is needed"):
        cloud.connected(Offer(CONTOSO, "Shop"), project="shipping")

    assert cloud.sent == []


def test_a_project_of_whatever_name_never_takes_the_tenants_token_for_its_own(
    cloud: Cloud,
) -> None:
    connect_site(Offer(CONTOSO, "", "pat"), cloud.services)
    for name in ("default", "site", "tenant", "billing"):
        cloud.world.store.projects.put(cloud.project(name))
        cloud.connected(Offer(CONTOSO, "Shop", "new pat"), project=name)

    assert cloud.secrets.values[cloud.world.store.projects.site().secret] == "pat"


def test_a_renamed_organisation_keeps_its_links_and_its_token(cloud: Cloud) -> None:
    cloud.is_connected()

    cloud.connected(Offer(RENAMED, "Shop"))

    [shop] = cloud.of()
    assert (shop.url, shop.collection, cloud.token(shop)) == (RENAMED, "collection-1", "pat")
    assert cloud.world.link("link-1")


def test_a_renamed_organisation_is_opened_by_its_own_token_among_several(cloud: Cloud) -> None:
    both = [Offer(FABRIKAM, "Web", "fabrikam's pat"), Offer(CONTOSO, "Shop", "pat")]
    cloud.connected(*both)

    cloud.connected(Offer(FABRIKAM, "Web"), Offer(RENAMED, "Shop"), Offer(RENAMED, "Till"))

    assert [cloud.token(at) for at in cloud.of()] == ["fabrikam's pat", "pat", "pat"]


def test_a_new_address_of_the_same_organisation_keeps_its_links(cloud: Cloud) -> None:
    cloud.is_connected()

    cloud.connected(Offer(OLDER, "Shop", "pat"))

    assert [(at.url, at.collection) for at in cloud.of()] == [(OLDER, "collection-1")]


def test_a_new_token_takes_the_place_of_one_that_ended(cloud: Cloud) -> None:
    cloud.is_connected()
    before = cloud.of()
    del cloud.opens["pat"]

    cloud.connected(Offer(CONTOSO, "Shop", "new pat"))

    assert cloud.of() == before
    assert [cloud.token(at) for at in cloud.of()] == ["new pat"]


@pytest.mark.parametrize("other", [CONTOSO, "https://dev.azure.com/Contoso"])
def test_two_offers_of_one_address_share_the_token(cloud: Cloud, other: str) -> None:
    cloud.places[other] = "collection-1"

    cloud.connected(Offer(CONTOSO, "Shop", "pat"), Offer(other, "Till"))

    assert [cloud.token(at) for at in cloud.of()] == ["pat", "pat"]


def test_two_tokens_for_one_organisation_are_refused_as_only_one_can_be_kept(
    cloud: Cloud,
) -> None:
    with pytest.raises(Rejected, match="another token") as refused:
        cloud.connected(Offer(CONTOSO, "Shop", "pat"), Offer(CONTOSO, "Till", "new pat"))

    assert list(refused.value.fields) == ["places.1.token"]
    assert cloud.secrets.values == {}


def test_a_place_is_not_named_twice_however_it_is_spelled(cloud: Cloud) -> None:
    with pytest.raises(Rejected, match="twice"):
        cloud.connected(Offer(CONTOSO, "Shop", "pat"), Offer(RENAMED, "Shop", "pat"))


def test_an_organisation_whose_items_have_links_cannot_be_left_out(cloud: Cloud) -> None:
    cloud.is_connected()

    with pytest.raises(Rejected, match="1 links hang on an organisation that is left out"):
        cloud.connected(Offer(FABRIKAM, "Web", "fabrikam's pat"))

    assert [at.url for at in cloud.of()] == [CONTOSO]
    assert "fabrikam's pat" not in cloud.secrets.values.values()


def test_an_organisation_without_links_can_be_left_out(cloud: Cloud) -> None:
    cloud.is_connected()
    unlink(cloud.project(), "link-1", "Mara", cloud.world.store, cloud.world.clock)

    cloud.connected(Offer(FABRIKAM, "Web", "fabrikam's pat"))

    assert [at.url for at in cloud.of()] == [FABRIKAM]


def test_the_app_itself_signs_in_where_it_is_told_to(cloud: Cloud) -> None:
    cloud.connected(Offer(CONTOSO, "Shop", identity=True))

    assert cloud.sent == [(CONTOSO, "")]
    assert [at.secret for at in cloud.of()] == [""]
    assert cloud.secrets.values == {}


def test_where_the_app_itself_signs_in_it_goes_on_doing_so(cloud: Cloud) -> None:
    cloud.connected(Offer(CONTOSO, "Shop", identity=True))

    cloud.connected(Offer(CONTOSO, "Shop"), Offer(CONTOSO, "Till"))

    assert [at.secret for at in cloud.of()] == ["", ""]


def test_the_app_itself_is_not_let_in_anywhere_else_unless_somebody_says_so(cloud: Cloud) -> None:
    cloud.connected(Offer(CONTOSO, "Shop", identity=True))

    with pytest.raises(Rejected, match="a token is needed"):
        cloud.connected(Offer(CONTOSO, "Shop"), Offer(FABRIKAM, "Salaries"))


def test_of_two_who_connect_at_once_the_later_is_told_and_keeps_nothing(cloud: Cloud) -> None:
    read = cloud.project()
    connect(read, [Offer(CONTOSO, "Shop", "pat")], cloud.services)

    with pytest.raises(Conflict, match="changed meanwhile"):
        connect(read, [Offer(CONTOSO, "Till", "new pat")], cloud.services)

    assert [at.project for at in cloud.of()] == ["Shop"]
    assert list(cloud.secrets.values.values()) == ["pat"]


def test_a_sweep_that_ends_meanwhile_is_not_in_the_way_of_a_connection(cloud: Cloud) -> None:
    read = cloud.project()
    cloud.world.agree(swept_at="2026-03-02T12:00:00+00:00")

    connect(read, [Offer(CONTOSO, "Shop", "pat")], cloud.services)

    assert (len(cloud.of()), cloud.project().swept_at) == (1, "2026-03-02T12:00:00+00:00")


def test_links_of_other_organisations_hold_nothing_back(cloud: Cloud) -> None:
    cloud.is_connected()
    cloud.services = replace(cloud.services, ado_parts=lambda ref: ("collection-9", 1))

    cloud.connected(Offer(FABRIKAM, "Web", "fabrikam's pat"))

    assert [at.url for at in cloud.of()] == [FABRIKAM]
