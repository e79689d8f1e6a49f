"""Which projects a token for PPM Express sees, to begin with one of them."""

from __future__ import annotations

import pytest

from core.model.backlogs import Choice
from core.model.errors import Rejected, TryLater
from sandbox.ppm.people import LOCKSTEP, Token
from sandbox.ppm.projects import Project
from tests.connectors.ppm_stage import PROJECT, PpmStage, written

OTHER = "0b6b1d1c-0000-4000-8000-0000000000aa"


def a_stage(*names: str) -> PpmStage:
    stage = PpmStage()
    for number, name in enumerate(names):
        id_ = f"{OTHER[:-2]}{number:02}"
        stage.world.projects[id_] = Project(id_, {"Name": name})
    return stage


def test_every_project_is_told_by_name() -> None:
    stage = a_stage("zebra", "Parcels")

    found = stage.tenant.projects()

    assert [each.name for each in found] == ["Apollo", "Parcels", "zebra"]
    assert found[0] == Choice(PROJECT, "Apollo")


def test_asking_for_projects_writes_nothing() -> None:
    stage = PpmStage()

    stage.tenant.projects()

    assert written(stage) == []


def test_a_project_without_a_name_is_called_by_its_id() -> None:
    assert Choice(f"{OTHER[:-2]}00", f"{OTHER[:-2]}00") in a_stage("").tenant.projects()


def test_a_token_that_may_not_read_projects_is_refused_in_words() -> None:
    stage = PpmStage(token="ppm-fresh")
    expires = stage.clock().replace(year=2027)
    stage.world.tokens["ppm-fresh"] = Token("ppm-fresh", LOCKSTEP, expires, ("Read Tasks",))

    with pytest.raises(Rejected, match="scope"):
        stage.tenant.projects()


def test_while_ppm_express_is_away_nobody_can_tell() -> None:
    stage = PpmStage()
    stage.be_busy(30)

    with pytest.raises(TryLater):
        stage.tenant.projects()
