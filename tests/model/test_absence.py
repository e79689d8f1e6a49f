"""Why an item is away: what was known before counts, and each way has words that help."""

import pytest

from core.model.absence import Absence, absence_words, since
from core.model.items import Side
from tests.model.samples import a_link

RECYCLED, DESTROYED, UNKNOWN = Absence.RECYCLED, Absence.DESTROYED, Absence.UNKNOWN


@pytest.mark.parametrize(
    ("before", "told", "why"),
    [
        (None, RECYCLED, RECYCLED),
        (None, UNKNOWN, UNKNOWN),
        (RECYCLED, UNKNOWN, DESTROYED),
        (DESTROYED, UNKNOWN, DESTROYED),
        (DESTROYED, RECYCLED, RECYCLED),
        (RECYCLED, Absence.NO_ACCESS, Absence.NO_ACCESS),
        (Absence.NO_ACCESS, UNKNOWN, UNKNOWN),
    ],
)
def test_what_lay_in_the_bin_and_lies_there_no_more_was_destroyed(
    before: Absence | None, told: Absence, why: Absence
) -> None:
    assert since(before, told) is why


@pytest.mark.parametrize("why", list(Absence))
@pytest.mark.parametrize(("side", "item"), [(Side.ADO, "work item"), (Side.PPM, "task")])
def test_every_absence_has_words_about_its_side(side: Side, item: str, why: Absence) -> None:
    assert item in absence_words(side, why)


def test_an_item_that_comes_back_leaves_the_other_sides_absence() -> None:
    link = a_link()
    lost = link.losing(Side.ADO, RECYCLED).losing(Side.PPM)

    assert lost.seeing(link.ado).gone == {Side.PPM: UNKNOWN}
