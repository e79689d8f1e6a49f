"""The tenant's own site: tried like any connection, and those that follow it move with it."""

from __future__ import annotations

import pytest

from core.model.errors import Rejected
from core.model.projects import Project
from core.sync.connect import Offer, connect_site
from tests.sync.cloud import CONTOSO, FABRIKAM, OLDER, RENAMED, Cloud


@pytest.fixture
def cloud() -> Cloud:
    return Cloud()


def test_a_new_connection_may_start_with_the_tenants_own(cloud: Cloud) -> None:
    connect_site(Offer(CONTOSO, "", "pat"), cloud.services)

    cloud.connected(Offer(CONTOSO, "Shop"))

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
    cloud.connected(Offer(CONTOSO, "Shop"))
    cloud.connected(Offer(CONTOSO, "Till"), project="shipping")

    site, _ = connect_site(offer, cloud.services)

    moved = [*cloud.of(), *cloud.of("shipping")]
    assert {(at.url, at.secret) for at in moved} == {(offer.url, site.secret)}
    assert {cloud.token(at) for at in moved} == {offer.token or "pat"}
    assert cloud.world.link("link-1")


def test_a_place_with_a_token_of_its_own_does_not_follow_the_tenants_site(cloud: Cloud) -> None:
    cloud.is_connected()
    before = cloud.of()

    connect_site(Offer(CONTOSO, "", "new pat"), cloud.services)
    connect_site(Offer(RENAMED, ""), cloud.services)

    assert cloud.of() == before


def test_where_the_app_itself_signs_in_no_first_site_takes_over(cloud: Cloud) -> None:
    cloud.connected(Offer(CONTOSO, "Shop", identity=True))

    connect_site(Offer(CONTOSO, "", "pat"), cloud.services)

    assert [at.secret for at in cloud.of()] == [""]


def test_a_move_of_the_site_that_stopped_half_way_is_taken_up_again(cloud: Cloud) -> None:
    connect_site(Offer(CONTOSO, "", "pat"), cloud.services)
    cloud.connected(Offer(CONTOSO, "Shop"))
    left_behind = cloud.project()
    connect_site(Offer(OLDER, "", "new pat"), cloud.services)
    cloud.world.agree(ado=left_behind.ado)

    connect_site(Offer(OLDER, "", "new pat"), cloud.services)

    assert [(at.url, cloud.token(at)) for at in cloud.of()] == [(OLDER, "new pat")]


def test_a_site_of_another_organisation_moves_nobody(cloud: Cloud) -> None:
    connect_site(Offer(CONTOSO, "", "pat"), cloud.services)
    cloud.connected(Offer(CONTOSO, "Shop"))
    before = cloud.of()

    connect_site(Offer(FABRIKAM, "", "fabrikam's pat"), cloud.services)

    assert cloud.of() == before
    assert [cloud.token(at) for at in cloud.of()] == ["pat"]


def test_a_project_row_that_moves_meanwhile_still_follows_the_site(cloud: Cloud) -> None:
    connect_site(Offer(CONTOSO, "", "pat"), cloud.services)
    cloud.connected(Offer(CONTOSO, "Shop"))
    store, put = cloud.world.store.projects, cloud.world.store.projects.put

    def a_sweep_ends_first(project: Project) -> Project:
        store.put = put  # type: ignore[method-assign]
        cloud.world.agree(swept_at="2026-03-02T12:00:00+00:00")
        return put(project)

    store.put = a_sweep_ends_first  # type: ignore[method-assign]
    connect_site(Offer(RENAMED, ""), cloud.services)

    assert [at.url for at in cloud.of()] == [RENAMED]
    assert cloud.project().swept_at
