"""Everything of a project goes into a file, and its links out of it into another deployment with
what was last agreed on; nothing is written at the vendors, and nothing there is overwritten."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from core.model.approvals import Direction
from core.model.brakes import Limits
from core.model.compare import Pair, Verdict
from core.model.errors import Rejected, TryLater
from core.model.items import ItemRef, LongText, Person, Side, State, Value
from core.model.standing import StandingChoice
from core.sync import export
from sandbox.host import PEOPLE
from tests.handlers.desks import SECRET, Desk, a_desk, ask, refusal, request, told
from tests.worlds import PROJECT

ADMIN = PEOPLE["admin"]
STORY = ItemRef(Side.ADO, "a1")


@pytest.fixture
def desk() -> Desk:
    """Something was written, something refused, and the project has decided this and that."""
    made = a_desk()
    world = made.world
    for number, direction in enumerate((Direction.TO_PPM, Direction.TO_PPM)):
        world.ppm.refuse = lambda write, n=number: Rejected("no") if n else None  # type: ignore[misc]
        world.ado.edit(STORY, {"System.Title": f"Pay {number}"})
        world.hook(STORY)
        world.approve(direction)
        world.apply()
    choice = StandingChoice(("tags",), Direction.TO_PPM, "Mara", "2026-03-02T12:00:00+00:00")
    world.agree(standing=(choice,), apply_at="22:00", limits=Limits(share=40))
    return made


def another(desk: Desk) -> Desk:
    """Another deployment for the same vendors: it knows of none of their links."""
    made = a_desk()
    for name in list(made.world.links.rows):
        made.world.links.remove(made.world.links.rows[name])
    for side in Side:
        made.world.system(side).items = dict(desk.world.system(side).items)
    made.world.ppm.log.clear()
    return made


def portions(desk: Desk) -> list[Any]:
    found: list[Any] = []
    at = ""
    while True:
        answer = ask(desk, "export_show", request(person=ADMIN, params={"from": at} if at else {}))
        assert answer.status_code == 200, answer.get_body()
        found.append(told(answer))
        at = found[-1]["next"]
        if not at:
            return found


def exported(desk: Desk) -> list[Any]:
    return [line for portion in portions(desk) for line in portion["lines"]]


def lines(found: list[Any], kind: str) -> list[Any]:
    return [line for line in found if line["line"] == kind]


def restored(desk: Desk, links: list[Any]) -> Any:
    answer = ask(desk, "restored_links_add", request("POST", {"links": links}, ADMIN))
    assert answer.status_code == 200, answer.get_body()
    return told(answer)


def test_everything_of_a_project_stands_in_the_file_and_no_secret(desk: Desk) -> None:
    found = exported(desk)

    [project] = lines(found, "project")
    assert found[0] == project
    assert (project["id"], project["members"]) == (PROJECT, sorted(desk.world.project.members))
    assert project["limits"]["share"] == 40
    assert [each["rules"] for each in project["standing"]] == [["tags"]]
    assert project["apply_at"] == "22:00"
    assert len(project["rules"]) == len(desk.world.project.rules)
    [link] = lines(found, "link")
    assert (link["id"], link["item"], link["task"]) == ("link-1", 1, "p1")
    assert link["base"]["title"] == ["Pay 0", "Pay 0"]
    assert {row["became"] for row in lines(found, "history")} == {"applied", "rejected"}
    assert [row["words"] for row in lines(found, "letter")] == ["no"]
    assert SECRET not in json.dumps(found)


def test_a_large_project_goes_out_in_portions_and_each_line_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "MOST_LINKS", 3)
    monkeypatch.setattr(export, "MOST", 2)
    for number in range(2, 9):
        desk.world.a_pair(str(number), {"System.Title": "Pay"}, {"Name": "Pay"})
    whole = exported(desk)

    found = portions(desk)

    assert max(len(each["lines"]) for each in found) == 3
    links = [line["id"] for line in lines(whole, "link")]
    assert sorted(links) == sorted(f"link-{number}" for number in range(1, 9))
    history = [row["id"] for row in lines(whole, "history")]
    assert len(history) == len(set(history)) == len(desk.world.history.rows)
    assert len(lines(whole, "letter")) == 1


def test_what_is_no_position_is_refused(desk: Desk) -> None:
    for odd in ("everything", "history:yesterday x", "rows:1"):
        answer = ask(desk, "export_show", request(person=ADMIN, params={"from": odd}))
        assert refusal(answer) == (400, "from")


def test_links_come_back_with_what_was_last_agreed_on(desk: Desk) -> None:
    other = another(desk)
    desk.world.ado.edit(STORY, {"System.Title": "Edited while nobody looked"})
    other.world.ado.items = dict(desk.world.ado.items)
    [line] = lines(exported(desk), "link")

    answer = restored(other, [line])

    assert (answer["adopted"], answer["refused"], answer["left"]) == (1, [], 0)
    link = other.world.link("link-1")
    assert link.base["title"] == Pair("Pay 0", "Pay 0")
    [mismatch] = [each for each in link.mismatches if each.name == "title"]
    assert mismatch.changed is Verdict.ADO


def test_nothing_is_written_at_the_vendors(desk: Desk) -> None:
    other = another(desk)
    before = {side: dict(other.world.system(side).items) for side in Side}
    found = exported(desk)

    restored(other, lines(found, "link"))
    _takes(other, lines(found, "project")[0])
    other.world.sweep()
    other.world.apply()

    assert {side: other.world.system(side).items for side in Side} == before


def _takes(desk: Desk, project: Any) -> Any:
    told_by_lines = {"line", "id", "at", "members"}
    body = {name: each for name, each in project.items() if name not in told_by_lines}
    answer = ask(desk, "configuration_put", request("PUT", body, ADMIN))
    assert answer.status_code == 200, answer.get_body()
    return told(answer)


def test_the_project_of_a_file_is_taken_over_but_for_members_and_what_would_write(
    desk: Desk,
) -> None:
    other = another(desk)
    before = other.world.project
    [project] = lines(exported(desk), "project")

    answer = _takes(other, project)

    after = other.world.project
    assert (after.limits, after.apply_at) == (Limits(share=40), "22:00")
    [choice] = after.standing
    assert (choice.rules, choice.active, choice.by) == (("tags",), False, ADMIN.name)
    assert answer["paused"] == 1
    assert after.members == before.members


def test_a_choice_that_goes_on_here_goes_on_whatever_the_file_says(desk: Desk) -> None:
    before = desk.world.project.standing

    answer = _takes(desk, lines(exported(desk), "project")[0])

    assert desk.world.project.standing == before
    assert answer["paused"] == 0


def test_a_file_without_a_time_of_day_hurries_nothing_that_waits(desk: Desk) -> None:
    [project] = lines(exported(desk), "project")

    _takes(desk, project | {"apply_at": ""})

    assert desk.world.project.apply_at == "22:00"


def test_a_file_whose_choices_contradict_each_other_changes_nothing(desk: Desk) -> None:
    [project] = lines(exported(desk), "project")
    del project["line"], project["id"], project["at"], project["members"]
    twice = [{**project["standing"][0]}, {**project["standing"][0], "direction": "to_ado"}]
    before = desk.world.project

    answer = ask(
        desk,
        "configuration_put",
        request("PUT", project | {"standing": twice, "name": "Other", "rules": []}, ADMIN),
    )

    assert answer.status_code == 409
    assert desk.world.project == before


def test_a_link_that_is_there_stays_as_it_is(desk: Desk) -> None:
    [line] = lines(exported(desk), "link")
    before = desk.world.link("link-1")

    same = restored(desk, [line | {"base": {"title": ["x", "x"]}}])
    renamed = restored(desk, [line | {"id": "link-9"}])
    other_items = restored(desk, [line | {"item": 2, "task": "p2"}])
    taken_item = restored(desk, [line | {"id": "link-9", "task": "p2"}])

    assert (same["present"], renamed["present"]) == (1, 1)
    assert [each["words"] for each in other_items["refused"]] == [
        "a link of this id is there already, of other items"
    ]
    assert "already has a link" in taken_item["refused"][0]["words"]
    assert desk.world.link("link-1") == before
    assert len(desk.world.links.rows) == 1


def test_what_cannot_be_linked_is_named_and_leaves_its_items_free(desk: Desk) -> None:
    other = another(desk)
    [line] = lines(exported(desk), "link")
    lost = line | {"id": "link-8", "item": 404, "task": "p2"}
    foreign = line | {"id": "link-7", "collection": "collection-9"}

    answer = restored(other, [lost, foreign, line])

    words = {each["item"]: each["words"] for each in answer["refused"]}
    assert "has no item a404 that we may read" in words[404]
    assert "collection-9 does not feed this project" in words[1]
    assert answer["adopted"] == 1
    assert restored(other, [lost | {"id": "link-6", "item": 2}])["adopted"] == 1


def test_the_same_portion_once_more_adds_nothing(desk: Desk) -> None:
    other = another(desk)
    mine = lines(exported(desk), "link")

    first, second = restored(other, mine), restored(other, [*mine, *mine])

    assert (first["adopted"], second["adopted"], second["present"]) == (1, 0, 1)


def test_a_vendor_that_is_away_leaves_nothing_taken(desk: Desk) -> None:
    other = another(desk)
    [line] = lines(exported(desk), "link")

    def away(step: str) -> None:
        if step == "ppm.fetch":
            raise TryLater("PPM Express is away")

    other.world.on_step = away
    answer = ask(other, "restored_links_add", request("POST", {"links": [line]}, ADMIN))
    other.world.on_step = None

    assert answer.status_code == 503
    assert restored(other, [line])["adopted"] == 1


def test_places_below_one_another_come_back_in_whatever_order(desk: Desk) -> None:
    child = desk.world.a_pair(
        "2", {"System.Title": "Below"}, {"Name": "Below"}, below=desk.world.link("link-1")
    )
    other = another(desk)
    mine = {line["id"]: line for line in lines(exported(desk), "link")}

    restored(other, [mine[child.id]])
    restored(other, [mine["link-1"]])

    found = other.world.link(child.id)
    assert found.base["parent"] == Pair("link-1", "link-1")
    assert "parent" not in {*found.aside, *(each.name for each in found.mismatches)}


def test_what_has_no_time_is_told_and_is_what_was_named_last(desk: Desk) -> None:
    other = another(desk)
    links = [
        {"id": f"link-{n}", "collection": "collection-1", "item": n, "task": f"p{n}"}
        for n in range(1, 61)
    ]
    for n in range(3, 61):
        other.world.ado.put(f"a{n}", {"System.Title": "Pay"})
        other.world.ppm.put(f"p{n}", {"Name": "Pay"})

    def slowly(step: str) -> None:
        if step == "ppm.fetch":
            other.world.clock.pass_(seconds=timedelta(minutes=2).total_seconds())

    other.world.on_step = slowly
    first = restored(other, links)
    second = restored(other, links[-first["left"] :])

    assert (first["adopted"], first["left"]) == (50, 10)
    assert (second["adopted"], second["left"]) == (10, 0)


VALUES: list[Value] = [
    Person("mara@example.com", "Mara"),
    State("Active", "InProgress"),
    LongText("<p>発票</p>", "発票", "<p>発票</p>", "発票"),
    ("a", "b"),
    8.5,
    None,
]


def test_values_of_every_kind_come_back_as_they_were(desk: Desk) -> None:
    other = another(desk)
    # What is not compared is not agreed on anew either.
    resting = tuple(replace(rule, active=False) for rule in other.world.project.rules)
    other.world.agree(rules=resting)
    base = {rule.id: Pair(each, each) for rule, each in zip(resting, VALUES, strict=True)}
    desk.world.links.save(replace(desk.world.link("link-1"), base=base))

    restored(other, lines(exported(desk), "link"))

    kept = other.world.link("link-1").base
    assert {name: kept[name] for name in base} == base


def test_what_was_agreed_on_under_a_rule_that_is_unknown_here_is_left_out(desk: Desk) -> None:
    other = another(desk)
    [line] = lines(exported(desk), "link")

    restored(other, [line | {"base": {**line["base"], "unheard": ["a", "b"]}}])

    assert "unheard" not in other.world.link("link-1").base


@pytest.mark.parametrize(
    "odd",
    [
        {"base": {"title": ["only one"]}},
        {"base": {"title": [{"secret": "x"}, None]}},
        {"item": 0},
        {"id": ""},
        {"members": ["me"]},
    ],
)
def test_a_line_that_no_export_holds_is_refused(odd: Any, desk: Desk) -> None:
    [line] = lines(exported(desk), "link")

    answer = ask(desk, "restored_links_add", request("POST", {"links": [line | odd]}, ADMIN))

    assert answer.status_code == 400
