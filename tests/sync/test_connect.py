"""Connecting: tried before it is kept, a token goes where it was given for, and links stay."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.model.errors import Conflict, Rejected
from core.model.projects import Project
from core.sync.adopt import unlink
from core.sync.connect import Offer, connect, connect_site, try_out
from tests.sync.cloud import CONTOSO, FABRIKAM, OLDER, RENAMED, Cloud


@pytest.fixture
def cloud() -> Cloud:
    return Cloud()


def connected(cloud: Cloud, *offers: Offer, project: str = "billing") -> Project:
    saved, _ = connect(cloud.project(project), offers, cloud.services)
    return saved


def a_connection(cloud: Cloud) -> None:
    connected(cloud, Offer(CONTOSO, "Shop", "pat"))
    cloud.sent.clear()


def test_a_connection_is_kept_with_its_token_once_it_has_passed_its_test(cloud: Cloud) -> None:
    connected(cloud, Offer(CONTOSO, "Shop", "pat"))

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
    a_connection(cloud)
    before = cloud.project(), dict(cloud.secrets.values)

    with pytest.raises(Rejected, match="not accepted") as refused:
        connected(cloud, Offer(CONTOSO, "Shop", "new pat"), Offer(CONTOSO, "Till", "wrong"))

    assert list(refused.value.fields) == ["places.1"]
    assert (cloud.project(), cloud.secrets.values) == before


def test_a_token_goes_to_its_host_again_without_being_asked_for(cloud: Cloud) -> None:
    a_connection(cloud)

    connected(cloud, Offer(CONTOSO, "Shop"), Offer(CONTOSO, "Till"))

    assert cloud.sent == [(CONTOSO, "pat")] * 2
    assert {cloud.token(at) for at in cloud.of()} == {"pat"}


def test_another_host_asks_for_the_token_again(cloud: Cloud) -> None:
    a_connection(cloud)

    with pytest.raises(Rejected, match="a token is needed"):
        connected(cloud, Offer(OLDER, "Shop"))

    assert cloud.sent == []


def test_a_kept_token_is_of_no_use_for_another_organisation_of_its_host(cloud: Cloud) -> None:
    connected(cloud, Offer(CONTOSO, "Shop", "opens both"))

    with pytest.raises(Rejected, match="for another organisation"):
        connected(cloud, Offer(CONTOSO, "Shop"), Offer(FABRIKAM, "Salaries"))


def test_what_is_seen_of_another_organisation_is_not_told(cloud: Cloud) -> None:
    connect_site(Offer(CONTOSO, "", "opens both"), cloud.services)

    [tried] = try_out([Offer(FABRIKAM, "Salaries")], cloud.project(), cloud.services)

    assert (tried.findings.usable, tried.findings.project, tried.findings.who) == (False, "", "")


def test_the_token_of_another_project_is_never_used(cloud: Cloud) -> None:
    a_connection(cloud)

    with pytest.raises(Rejected, match="a token is needed"):
        connected(cloud, Offer(CONTOSO, "Shop"), project="shipping")

    assert cloud.sent == []


def test_a_project_of_whatever_name_never_takes_the_tenants_token_for_its_own(
    cloud: Cloud,
) -> None:
    connect_site(Offer(CONTOSO, "", "pat"), cloud.services)
    for name in ("default", "site", "tenant", "billing"):
        cloud.world.store.projects.put(cloud.project(name))
        connected(cloud, Offer(CONTOSO, "Shop", "new pat"), project=name)

    assert cloud.secrets.values[cloud.world.store.projects.site().secret] == "pat"


def test_a_renamed_organisation_keeps_its_links_and_its_token(cloud: Cloud) -> None:
    a_connection(cloud)

    connected(cloud, Offer(RENAMED, "Shop"))

    [shop] = cloud.of()
    assert (shop.url, shop.collection, cloud.token(shop)) == (RENAMED, "collection-1", "pat")
    assert cloud.world.link("link-1")


def test_a_renamed_organisation_is_opened_by_its_own_token_among_several(cloud: Cloud) -> None:
    both = [Offer(FABRIKAM, "Web", "fabrikam's pat"), Offer(CONTOSO, "Shop", "pat")]
    connected(cloud, *both)

    connected(cloud, Offer(FABRIKAM, "Web"), Offer(RENAMED, "Shop"), Offer(RENAMED, "Till"))

    assert [cloud.token(at) for at in cloud.of()] == ["fabrikam's pat", "pat", "pat"]


def test_a_new_address_of_the_same_organisation_keeps_its_links(cloud: Cloud) -> None:
    a_connection(cloud)

    connected(cloud, Offer(OLDER, "Shop", "pat"))

    assert [(at.url, at.collection) for at in cloud.of()] == [(OLDER, "collection-1")]


def test_a_new_token_takes_the_place_of_one_that_ended(cloud: Cloud) -> None:
    a_connection(cloud)
    before = cloud.of()
    del cloud.opens["pat"]

    connected(cloud, Offer(CONTOSO, "Shop", "new pat"))

    assert cloud.of() == before
    assert [cloud.token(at) for at in cloud.of()] == ["new pat"]


@pytest.mark.parametrize("other", [CONTOSO, "https://dev.azure.com/Contoso"])
def test_two_offers_of_one_address_share_the_token(cloud: Cloud, other: str) -> None:
    cloud.places[other] = "collection-1"

    connected(cloud, Offer(CONTOSO, "Shop", "pat"), Offer(other, "Till"))

    assert [cloud.token(at) for at in cloud.of()] == ["pat", "pat"]


def test_two_tokens_for_one_organisation_are_refused_as_only_one_can_be_kept(
    cloud: Cloud,
) -> None:
    with pytest.raises(Rejected, match="another token") as refused:
        connected(cloud, Offer(CONTOSO, "Shop", "pat"), Offer(CONTOSO, "Till", "new pat"))

    assert list(refused.value.fields) == ["places.1.token"]
    assert cloud.secrets.values == {}


def test_a_place_is_not_named_twice_however_it_is_spelled(cloud: Cloud) -> None:
    with pytest.raises(Rejected, match="twice"):
        connected(cloud, Offer(CONTOSO, "Shop", "pat"), Offer(RENAMED, "Shop", "pat"))


def test_an_organisation_whose_items_have_links_cannot_be_left_out(cloud: Cloud) -> None:
    a_connection(cloud)

    with pytest.raises(Rejected, match="1 links hang on an organisation that is left out"):
        connected(cloud, Offer(FABRIKAM, "Web", "fabrikam's pat"))

    assert [at.url for at in cloud.of()] == [CONTOSO]
    assert "fabrikam's pat" not in cloud.secrets.values.values()


def test_an_organisation_without_links_can_be_left_out(cloud: Cloud) -> None:
    a_connection(cloud)
    unlink(cloud.project(), "link-1", cloud.world.store)

    connected(cloud, Offer(FABRIKAM, "Web", "fabrikam's pat"))

    assert [at.url for at in cloud.of()] == [FABRIKAM]


def test_the_app_itself_signs_in_where_it_is_told_to(cloud: Cloud) -> None:
    connected(cloud, Offer(CONTOSO, "Shop", identity=True))

    assert cloud.sent == [(CONTOSO, "")]
    assert [at.secret for at in cloud.of()] == [""]
    assert cloud.secrets.values == {}


def test_where_the_app_itself_signs_in_it_goes_on_doing_so(cloud: Cloud) -> None:
    connected(cloud, Offer(CONTOSO, "Shop", identity=True))

    connected(cloud, Offer(CONTOSO, "Shop"), Offer(CONTOSO, "Till"))

    assert [at.secret for at in cloud.of()] == ["", ""]


def test_the_app_itself_is_not_let_in_anywhere_else_unless_somebody_says_so(cloud: Cloud) -> None:
    connected(cloud, Offer(CONTOSO, "Shop", identity=True))

    with pytest.raises(Rejected, match="a token is needed"):
        connected(cloud, Offer(CONTOSO, "Shop"), Offer(FABRIKAM, "Salaries"))


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


def test_a_new_connection_may_start_with_the_tenants_own(cloud: Cloud) -> None:
    connect_site(Offer(CONTOSO, "", "pat"), cloud.services)

    connected(cloud, Offer(CONTOSO, "Shop"))

    assert [cloud.token(at) for at in cloud.of()] == ["pat"]


def test_a_failed_test_leaves_the_tenants_site_as_it_was(cloud: Cloud) -> None:
    connect_site(Offer(CONTOSO, "", "pat"), cloud.services)
    before = cloud.world.store.projects.site(), dict(cloud.secrets.values)

    with pytest.raises(Rejected, match="not accepted"):
        connect_site(Offer(FABRIKAM, "", "wrong"), cloud.services)

    assert (cloud.world.store.projects.site(), cloud.secrets.values) == before


@pytest.mark.parametrize("offer", [Offer(RENAMED, ""), Offer(OLDER, "", "new pat")])
def test_the_tenants_site_moves_the_places_that_follow_it(cloud: Cloud, offer: Offer) -> None:
    connect_site(Offer(CONTOSO, "", "pat"), cloud.services)
    connected(cloud, Offer(CONTOSO, "Shop"))
    connected(cloud, Offer(CONTOSO, "Till"), project="shipping")

    site, _ = connect_site(offer, cloud.services)

    moved = [*cloud.of(), *cloud.of("shipping")]
    assert {(at.url, at.secret) for at in moved} == {(offer.url, site.secret)}
    assert {cloud.token(at) for at in moved} == {offer.token or "pat"}
    assert cloud.world.link("link-1")


def test_a_place_with_a_token_of_its_own_does_not_follow_the_tenants_site(cloud: Cloud) -> None:
    a_connection(cloud)
    before = cloud.of()

    connect_site(Offer(CONTOSO, "", "new pat"), cloud.services)
    connect_site(Offer(RENAMED, ""), cloud.services)

    assert cloud.of() == before


def test_where_the_app_itself_signs_in_no_first_site_takes_over(cloud: Cloud) -> None:
    connected(cloud, Offer(CONTOSO, "Shop", identity=True))

    connect_site(Offer(CONTOSO, "", "pat"), cloud.services)

    assert [at.secret for at in cloud.of()] == [""]


def test_a_move_of_the_site_that_stopped_half_way_is_taken_up_again(cloud: Cloud) -> None:
    connect_site(Offer(CONTOSO, "", "pat"), cloud.services)
    connected(cloud, Offer(CONTOSO, "Shop"))
    left_behind = cloud.project()
    connect_site(Offer(OLDER, "", "new pat"), cloud.services)
    cloud.world.agree(ado=left_behind.ado)

    connect_site(Offer(OLDER, "", "new pat"), cloud.services)

    assert [(at.url, cloud.token(at)) for at in cloud.of()] == [(OLDER, "new pat")]


def test_a_site_of_another_organisation_moves_nobody(cloud: Cloud) -> None:
    connect_site(Offer(CONTOSO, "", "pat"), cloud.services)
    connected(cloud, Offer(CONTOSO, "Shop"))
    before = cloud.of()

    connect_site(Offer(FABRIKAM, "", "fabrikam's pat"), cloud.services)

    assert cloud.of() == before
    assert [cloud.token(at) for at in cloud.of()] == ["pat"]


def test_links_of_other_organisations_hold_nothing_back(cloud: Cloud) -> None:
    a_connection(cloud)
    cloud.services = replace(cloud.services, ado_parts=lambda ref: ("collection-9", 1))

    connected(cloud, Offer(FABRIKAM, "Web", "fabrikam's pat"))

    assert [at.url for at in cloud.of()] == [FABRIKAM]


def test_a_project_row_that_moves_meanwhile_still_follows_the_site(cloud: Cloud) -> None:
    connect_site(Offer(CONTOSO, "", "pat"), cloud.services)
    connected(cloud, Offer(CONTOSO, "Shop"))
    store, put = cloud.world.store.projects, cloud.world.store.projects.put

    def a_sweep_ends_first(project: Project) -> Project:
        store.put = put  # type: ignore[method-assign]
        cloud.world.agree(swept_at="2026-03-02T12:00:00+00:00")
        return put(project)

    store.put = a_sweep_ends_first  # type: ignore[method-assign]
    connect_site(Offer(RENAMED, ""), cloud.services)

    assert [at.url for at in cloud.of()] == [RENAMED]
    assert cloud.project().swept_at
