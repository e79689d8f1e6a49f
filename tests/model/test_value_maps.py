"""A first value map, for a person to look over."""

import pytest

from core.model.value_maps import Proposal, propose_map

PRIORITIES = ("Low", "Medium", "High", "Critical")


def test_equal_names_find_each_other_however_they_are_written() -> None:
    found = propose_map(["To Do", "Done ", "Blocked"], ["done", "To-do", "Parked"])

    assert found.pairs == (("To Do", "To-do"), ("Done ", "done"))


def test_what_finds_no_partner_is_listed_on_both_sides() -> None:
    found = propose_map(["North", "East"], ["West", "North"])

    assert found == Proposal((("North", "North"),), ("East",), ("West",))


def test_numbers_are_priorities_with_1_the_most_important() -> None:
    found = propose_map(["1", "2", "3", "4"], PRIORITIES)

    assert found.pairs == (("1", "Critical"), ("2", "High"), ("3", "Medium"), ("4", "Low"))


def test_a_number_beyond_the_last_rank_stays_without_partner() -> None:
    found = propose_map(["1", "2", "3", "4"], ["Normal", "Urgent", "Minor"])

    assert found.pairs == (("1", "Urgent"), ("2", "Normal"), ("3", "Minor"))
    assert found.ado_left == ("4",)


@pytest.mark.parametrize("names", [["1 - Critical", "2 - High"], ["Blocker", "Major"]])
def test_what_means_the_same_finds_each_other(names: list[str]) -> None:
    found = propose_map(names, PRIORITIES)

    assert found.pairs == ((names[0], "Critical"), (names[1], "High"))
    assert found.ppm_left == ("Low", "Medium")


def test_states_meet_by_name_first_then_by_how_far_along_they_are() -> None:
    states = ["New", "Active", "Resolved", "Closed", "Removed"]

    found = propose_map(states, ["Backlog", "Planned", "In Progress", "Completed"])

    assert found.pairs == (
        ("New", "Backlog"),
        ("Active", "In Progress"),
        ("Resolved", "In Progress"),
        ("Closed", "Completed"),
    )
    assert (found.ado_left, found.ppm_left) == (("Removed",), ("Planned",))


def test_a_step_of_its_own_answers_to_what_is_resolved() -> None:
    found = propose_map(["Resolved"], ["In Progress", "In Review"])

    assert found.pairs == (("Resolved", "In Review"),)


@pytest.mark.parametrize(("ado", "ppm"), [((), PRIORITIES), (("1", "2"), ())])
def test_without_a_list_of_values_there_is_nothing_to_map(
    ado: tuple[str, ...], ppm: tuple[str, ...]
) -> None:
    assert propose_map(ado, ppm) == Proposal()


@pytest.mark.parametrize("odd", ["²", "", " ", "-1", "½"])
def test_odd_values_are_left_and_harm_nobody(odd: str) -> None:
    found = propose_map([odd, "1"], PRIORITIES)

    assert found.ado_left == (odd,)
