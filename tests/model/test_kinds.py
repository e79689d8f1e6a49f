"""Which fields of the two sides go together, and how."""

import pytest

from core.model.fields import VendorField
from core.model.items import Side
from core.model.kinds import allowed, in_days, together_as
from core.model.rules import Kind

K = Kind


def a_field(kind: Kind | None, label: str = "Stage", *, writable: bool = True) -> VendorField:
    return VendorField(label.replace(" ", ""), label, kind, writable)


@pytest.mark.parametrize(
    ("ado", "ppm", "kinds"),
    [
        (K.PERSON, K.PEOPLE, (K.PERSON, K.PEOPLE)),
        (K.STATE, K.TEXT, (K.CHOICE,)),
        (K.STATE, K.CHOICE, (K.CHOICE,)),
        (K.DATE, K.DATE, (K.DATE,)),
        (K.WHOLE, K.WHOLE, (K.WHOLE, K.DECIMAL, K.WORK)),
        (K.WHOLE, K.DECIMAL, (K.WHOLE, K.DECIMAL, K.WORK)),
        (K.DECIMAL, K.WHOLE, (K.WHOLE, K.DECIMAL, K.WORK)),
        (K.DECIMAL, K.DECIMAL, (K.DECIMAL, K.WORK)),
        (K.CHOICE, K.CHOICE, (K.CHOICE,)),
        (K.CHOICE, K.TEXT, (K.CHOICE, K.TEXT)),
        (K.TEXT, K.CHOICE, (K.CHOICE,)),
        (K.TEXT, K.TEXT, (K.TEXT, K.CHOICE)),
        (K.WHOLE, K.CHOICE, (K.CHOICE,)),
        (K.YES_NO, K.YES_NO, (K.YES_NO,)),
        (K.TAGS, K.TAGS, (K.TAGS,)),
        (K.RICH_TEXT, K.TEXT, (K.RICH_TEXT, K.TEXT)),
        (K.PERSON, K.DATE, ()),
        (K.RICH_TEXT, K.CHOICE, ()),
        (K.DATE, K.TEXT, ()),
        (K.TAGS, K.TEXT, ()),
        (K.YES_NO, K.WHOLE, ()),
        (K.STATE, K.DATE, ()),
        (None, K.TEXT, ()),
        (K.TEXT, None, ()),
    ],
)
def test_each_pair_of_kinds_allows_its_own_with_the_usual_one_first(
    ado: Kind | None, ppm: Kind | None, kinds: tuple[Kind, ...]
) -> None:
    assert tuple(allowed(a_field(ado), a_field(ppm))) == kinds


@pytest.mark.parametrize("name", ["OriginalEstimate", "CompletedWork", "RemainingWork"])
def test_what_azure_devops_counts_in_hours_is_work(name: str) -> None:
    ado = VendorField(f"Microsoft.VSTS.Scheduling.{name}", name, Kind.DECIMAL)

    assert allowed(ado, a_field(Kind.DECIMAL, "Effort"))[0] is Kind.WORK


def test_work_against_a_duration_is_counted_in_working_days() -> None:
    assert in_days([a_field(Kind.WHOLE, "Duration")]) == {Side.PPM}
    assert in_days([a_field(Kind.DECIMAL, "Effort")]) == frozenset()


@pytest.mark.parametrize("kind", [Kind.WHOLE, Kind.DECIMAL])
def test_of_all_numbers_only_the_progress_answers_to_a_state(kind: Kind) -> None:
    state = a_field(Kind.STATE, "State")

    assert together_as([state], [a_field(kind, "Progress %")]) == ((Kind.STATE,), "")
    kinds, words = together_as([state], [a_field(kind, "Effort")])
    assert kinds == ()
    assert words == "State holds a state, and of all numbers only the progress answers to that"


def test_fields_that_do_not_go_together_say_what_each_of_them_holds() -> None:
    kinds, words = together_as([a_field(Kind.PERSON, "Assigned To")], [a_field(Kind.DATE, "Due")])

    assert (kinds, words) == ((), "Assigned To holds a person, and Due holds dates")


@pytest.mark.parametrize(
    ("ado", "ppm", "words"),
    [
        (None, Kind.TEXT, "Azure DevOps keeps Stage in a way that we do not understand"),
        (Kind.TEXT, None, "PPM Express keeps Stage in a way that we do not understand"),
    ],
)
def test_a_field_that_nobody_understands_goes_with_none(
    ado: Kind | None, ppm: Kind | None, words: str
) -> None:
    assert together_as([a_field(ado)], [a_field(ppm)]) == ((), words)


def test_several_fields_go_together_as_what_all_of_them_allow() -> None:
    whole, decimal = a_field(Kind.WHOLE, "Size"), a_field(Kind.DECIMAL, "Points")

    kinds, _ = together_as([decimal, whole], [a_field(Kind.DECIMAL, "Story Points")])

    assert kinds == (Kind.DECIMAL, Kind.WORK)


def test_several_fields_may_have_no_kind_in_common() -> None:
    html, picked = a_field(Kind.RICH_TEXT, "Notes"), a_field(Kind.WHOLE, "Size")

    kinds, words = together_as([html, picked], [a_field(Kind.TEXT, "Comment")])

    assert (kinds, words) == ((), "Notes and Size and Comment have no kind in common")


@pytest.mark.parametrize(("ado", "ppm"), [(True, False), (False, True), (True, True)])
def test_one_side_that_can_be_written_is_enough(ado: bool, ppm: bool) -> None:
    fields = a_field(Kind.TEXT, writable=ado), a_field(Kind.TEXT, writable=ppm)

    assert together_as([fields[0]], [fields[1]])[0] == (Kind.TEXT, Kind.CHOICE)


def test_where_nobody_may_write_either_side_there_is_nothing_to_keep_in_step() -> None:
    created = a_field(Kind.DATE, "Created Date", writable=False)

    kinds, words = together_as([created], [a_field(Kind.DATE, "Created", writable=False)])

    assert (kinds, words) == ((), "nobody may write Created Date or Created")
