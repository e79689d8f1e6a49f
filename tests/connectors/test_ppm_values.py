"""People, dates and choices on their way into PPM Express."""

from __future__ import annotations

import json

import pytest

from core.connectors.ppm import PpmSettings
from core.model.errors import Rejected
from core.model.items import Person
from tests.connectors.ppm_stage import BEN, CLARA, PpmStage, seen, write, written


def test_people_are_assigned_by_their_address_whatever_its_case() -> None:
    stage = PpmStage()
    before = seen(stage, stage.create("Pay by invoice"))

    answer = write(stage, before, AssignedTo=(Person(BEN.upper(), "B. Okafor", "aad.1"),))

    assert answer.value("AssignedTo") == (Person(BEN, "Ben Okafor", stage.resource(BEN)),)


@pytest.mark.parametrize("mail", [CLARA, "nobody@contoso.example"])
def test_nobody_inactive_or_unknown_is_newly_assigned(mail: str) -> None:
    stage = PpmStage()
    before = seen(stage, stage.create("Pay by invoice"))

    with pytest.raises(Rejected) as refused:
        write(stage, before, AssignedTo=(Person(mail),))

    words = f"no active resource has the e-mail address {mail}"
    assert refused.value.fields == {"AssignedTo": words}
    assert written(stage) == []


def test_somebody_inactive_may_stay_where_they_are() -> None:
    stage = PpmStage()
    clara = stage.world.resource_of(CLARA)
    assert clara
    ref = stage.create("Pay by invoice")
    stage.task(ref).values["AssignedTo"] = [clara.id]
    before = seen(stage, ref)

    answer = write(stage, before, AssignedTo=(Person(BEN), Person(CLARA, "Clara Gone", clara.id)))

    assert [each.id for each in answer.value("AssignedTo") or ()] == [  # type: ignore[union-attr]
        stage.resource(BEN),
        clara.id,
    ]


def test_somebody_hired_meanwhile_is_assigned() -> None:
    stage = PpmStage()
    before = seen(stage, stage.create("Pay by invoice"))
    write(stage, before, AssignedTo=(Person(BEN),))
    zoe = {"attributes": {"Name": "Zoe", "Email": "zoe@contoso.example"}}
    stage.http.post("Resources", json=zoe)
    stage.clock.pass_(seconds=11)

    answer = write(stage, seen(stage, before.ref), AssignedTo=(Person("zoe@contoso.example"),))

    assert str(answer.value("AssignedTo")).count("Zoe") == 1


def test_one_resource_is_assigned_once() -> None:
    stage = PpmStage()
    before = seen(stage, stage.create("Pay by invoice"))

    answer = write(stage, before, AssignedTo=(Person(BEN), Person(BEN.upper())))

    assert answer.value("AssignedTo") == (Person(BEN, "Ben Okafor", stage.resource(BEN)),)


def test_dates_are_written_as_the_setting_says() -> None:
    stage = PpmStage(settings=PpmSettings(date_write_format="YYYY-MM-DD"))
    before = seen(stage, stage.create("Pay by invoice"))

    write(stage, before, StartDate="2026-03-02T00:00:00Z")

    assert json.loads(stage.bodies[-1]) == {"updates": {"StartDate": "2026-03-02"}}


def test_a_choice_is_written_with_its_id_where_choices_have_ids() -> None:
    stage = PpmStage({"choice_shape": "object"})
    before = seen(stage, stage.create("Pay by invoice"))

    answer = write(stage, before, Priority="High")

    assert answer.value("Priority") == "High"


def test_a_choice_nobody_has_is_refused_by_its_name() -> None:
    stage = PpmStage()
    before = seen(stage, stage.create("Pay by invoice"))

    with pytest.raises(Rejected) as refused:
        write(stage, before, Priority="Urgent", Name="Pay by card")

    assert refused.value.fields == {"Priority": "is not one of the options"}
