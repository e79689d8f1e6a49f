"""The ladder: how much of what stands below comes along, from the project's own levels."""

import pytest

from core.model.backlogs import Level
from core.model.items import ItemRef, Side, Snapshot
from core.model.ladder import ALL, kept, parents_first, rungs

AGILE = (
    Level("epics", "Epics", 4, frozenset({"Epic"})),
    Level("features", "Features", 3, frozenset({"Feature"})),
    Level("stories", "Stories", 2, frozenset({"User Story"})),
    Level("tasks", "Tasks", 1, frozenset({"Task"})),
)
BASIC = (
    Level("epics", "Epics", 3, frozenset({"Epic"})),
    Level("issues", "Issues", 2, frozenset({"Issue"})),
    Level("tasks", "Tasks", 1, frozenset({"Task"})),
)
RENAMED = (
    Level("a", "Initiatives", 5, frozenset({"Vorhaben"})),
    Level("b", "Bets", 4, frozenset({"Wette"})),
    Level("c", "Themes", 3, frozenset({"Thema"})),
    Level("d", "Anforderungen", 2, frozenset({"Anforderung"})),
    Level("e", "Aufgaben", 1, frozenset({"Aufgabe"})),
)


def ref(key: str) -> ItemRef:
    return ItemRef(Side.ADO, key)


def items(**types: str) -> dict[ItemRef, Snapshot]:
    """Each below the one before it."""
    found: dict[ItemRef, Snapshot] = {}
    above = None
    for key, type_ in types.items():
        found[ref(key)] = Snapshot(ref(key), type=type_.replace("_", " "), parent=above)
        above = ref(key)
    return found


AN_EPIC = items(e="Epic", f="Feature", s="User_Story", t="Task", x="Test_Case")


@pytest.mark.parametrize(
    ("top", "choices"),
    [
        (
            "e",
            [
                ("", "only the item", 1),
                ("features", "with all Features", 2),
                ("stories", "with all Features and Stories", 3),
                ("all", "with everything below", 5),
            ],
        ),
        (
            "f",
            [
                ("", "only the item", 1),
                ("stories", "with all Stories", 2),
                ("all", "with everything below", 4),
            ],
        ),
        ("s", [("", "only the item", 1), ("all", "with everything below", 3)]),
        ("t", [("", "only the item", 1), ("all", "with everything below", 2)]),
    ],
)
def test_the_ladder_goes_down_from_the_level_of_the_chosen_item(
    top: str, choices: list[tuple[str, str, int]]
) -> None:
    keys = list(AN_EPIC)
    below = {each: AN_EPIC[each] for each in keys[keys.index(ref(top)) :]}

    found = rungs([ref(top)], below, AGILE)

    assert [(each.down_to, each.name, each.items) for each in found] == choices


def test_a_process_without_features_has_no_rung_for_them() -> None:
    found = rungs([ref("e")], items(e="Epic", i="Issue", t="Task"), BASIC)

    assert [each.name for each in found] == [
        "only the item",
        "with all Issues",
        "with everything below",
    ]


def test_renamed_types_and_five_levels_make_their_own_ladder() -> None:
    below = items(a="Vorhaben", b="Wette", c="Thema", d="Anforderung", e="Aufgabe")

    found = rungs([ref("a")], below, RENAMED)

    assert [each.name for each in found][1:4] == [
        "with all Bets",
        "with all Bets and Themes",
        "with all Bets, Themes and Anforderungen",
    ]
    assert [each.items for each in found] == [1, 2, 3, 4, 5]


def test_what_no_backlog_shows_comes_along_with_everything_only() -> None:
    assert ref("x") not in kept([ref("e")], AN_EPIC, AGILE, "stories")
    assert ref("x") in kept([ref("e")], AN_EPIC, AGILE, ALL)


def test_the_same_level_below_itself_comes_along() -> None:
    below = items(e="Epic", f="Feature", g="Feature", s="User_Story")

    assert kept([ref("e")], below, AGILE, "features") == [ref("e"), ref("f"), ref("g")]


def test_parents_come_first_and_a_circle_ends() -> None:
    found = {
        ref("c"): Snapshot(ref("c"), parent=ref("b")),
        ref("b"): Snapshot(ref("b"), parent=ref("a")),
        ref("a"): Snapshot(ref("a")),
        ref("x"): Snapshot(ref("x"), parent=ref("y")),
        ref("y"): Snapshot(ref("y"), parent=ref("x")),
    }

    order = [each.key for each in parents_first(found)]

    assert order.index("a") < order.index("b") < order.index("c")
    assert sorted(order) == ["a", "b", "c", "x", "y"]
