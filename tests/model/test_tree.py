"""Links as one tree, whatever circles the vendors' edits have made of it."""

from hypothesis import given
from hypothesis import strategies as st

from core.model.compare import OUTSIDE, ROOT
from core.model.items import ItemRef, Side
from core.model.tree import above, loop, place, rows
from tests.model.samples import a_link, ado, ppm

NAMES = [f"link-{number}" for number in range(7)]
LINKS = [a_link(name) for name in NAMES]
PLACES = st.dictionaries(
    st.sampled_from(NAMES), st.sampled_from([*NAMES, ROOT, OUTSIDE, "link-elsewhere"])
)


def shown(places: dict[str, str]) -> list[tuple[str, int]]:
    return [(row.link.id, row.depth) for row in rows(LINKS, places)]


@given(PLACES)
def test_every_link_is_shown_exactly_once(places: dict[str, str]) -> None:
    assert sorted(name for name, _ in shown(places)) == NAMES


@given(PLACES)
def test_a_row_stands_right_below_its_parent(places: dict[str, str]) -> None:
    path: list[str] = []
    for name, depth in shown(places):
        assert depth <= len(path)
        del path[depth:]
        assert not path or places[name] == path[-1]
        path.append(name)


@given(PLACES)
def test_only_circles_and_absent_parents_put_a_link_at_the_top(places: dict[str, str]) -> None:
    for name, depth in shown(places):
        if depth == 0:
            assert places.get(name) not in NAMES or name in loop(name, places)


@given(PLACES)
def test_looking_up_always_ends(places: dict[str, str]) -> None:
    for name in NAMES:
        assert len(list(above(name, places))) <= len(NAMES) + 1


@given(PLACES)
def test_everybody_in_a_circle_sees_the_same_circle(places: dict[str, str]) -> None:
    for name in NAMES:
        for each in loop(name, places):
            assert set(loop(each, places)) == set(loop(name, places))


def test_siblings_keep_the_order_given() -> None:
    places = dict.fromkeys(["link-5", "link-2", "link-4"], "link-0")

    assert shown(places)[:4] == [("link-0", 0), ("link-2", 1), ("link-4", 1), ("link-5", 1)]


def test_what_hangs_below_a_circle_stands_in_no_circle() -> None:
    places = {"link-1": "link-2", "link-2": "link-1", "link-3": "link-1"}

    assert set(loop("link-1", places)) == {"link-1", "link-2"}
    assert loop("link-3", places) == ()


def test_the_first_link_of_a_circle_is_shown_at_the_top() -> None:
    places = {"link-1": "link-2", "link-2": "link-1"}

    assert {("link-1", 0), ("link-2", 1)} <= set(shown(places))


def test_a_place_is_a_link_or_root_or_outside() -> None:
    epic = ItemRef(Side.ADO, "9")
    link = a_link(ado=ado(parent=epic), ppm=ppm())

    assert place(link, Side.ADO, {epic: "link-9"}) == "link-9"
    assert place(link, Side.ADO, {}) == OUTSIDE
    assert place(link, Side.PPM, {}) == ROOT


def test_a_place_that_is_not_told_is_the_approved_one_or_outside() -> None:
    untold = ppm(parent_told=False)

    assert place(a_link(ppm=untold, intended="link-9"), Side.PPM, {}) == "link-9"
    assert place(a_link(ppm=untold), Side.PPM, {}) == OUTSIDE
