"""What a program of the state machine is drawn from: who does what, and what comes between."""

from hypothesis import strategies as st

from core.model.approvals import Direction
from core.model.compare import ROOT
from core.model.items import Side, Value
from tests.sync.busy_choices import ChoosingWorld
from tests.sync.busy_items import FIELDS, FREE, LINKS, OTHERS, RULE_OF
from tests.sync.busy_world import Happening

SIDES = st.sampled_from(list(Side))
WHO = st.sampled_from((*LINKS, *OTHERS))
FEW = st.sampled_from((*FREE, "link-1", "other-0"))
EDITS = SIDES.flatmap(
    lambda side: st.sampled_from(sorted(FIELDS[side])).flatmap(
        lambda name: st.tuples(
            st.just(side),
            WHO,
            st.just(name),
            st.sampled_from(FIELDS[side][name]),
        )
    )
)
MOVES = SIDES.flatmap(
    lambda side: st.tuples(
        st.just(side),
        WHO,
        st.sampled_from([ROOT, "unlinked", *LINKS, *OTHERS]),
    )
)
PLACES = st.sampled_from([ROOT, "unlinked", "link-1", "link-2", *OTHERS])
NAMES = st.sampled_from(sorted({*RULE_OF.values()} - {"tags"}))
DIRECTIONS = st.sampled_from(list(Direction))
CHOICES = st.tuples(
    st.sets(NAMES, min_size=1, max_size=5),
    DIRECTIONS,
    st.sampled_from([1, 30]),
    st.sampled_from(["", "", "", "", "", "", "22:00", "12:01"]),
)
"""The rules that are to follow, where to, how far a date may slip, and when all is applied."""
FOLLOWED = st.tuples(st.sampled_from((*LINKS[:2], "other-0")), st.integers(0, 7))
"""An item, and which of the values that are chosen to follow."""

HEARD = st.sampled_from(["", "seen", "missed", "applied", "applied", "applied"])
"""What comes of an edit: nothing yet, a look at it, a worker who was not told, or both."""

WAITS = st.booleans()
EVERY_LINK = st.sets(WHO, min_size=1)
STEPS = ("ado.create", "ado.made", "ppm.create", "ppm.made")
PLAIN = ("killed", "hook", "work", "sweep", "away", "time", "pause")
MEANWHILE = st.lists(
    st.tuples(
        st.integers(0, 14),
        st.one_of(
            st.tuples(st.just("edit"), EDITS),
            st.tuples(st.just("move"), MOVES),
            st.tuples(st.just("delete"), st.tuples(SIDES, st.sampled_from(OTHERS))),
            st.tuples(st.just("adopt"), st.tuples(FEW, FEW)),
            st.tuples(st.just("unlink"), st.sampled_from(OTHERS)),
            st.tuples(st.just("bin"), st.tuples(SIDES, WHO)),
            st.tuples(st.just("restore"), SIDES),
            st.tuples(st.just("choose"), CHOICES),
            st.tuples(st.sampled_from(PLAIN), SIDES),
        ),
    ),
    max_size=3,
)
TROUBLE = st.lists(
    st.tuples(
        st.integers(0, 20),
        st.tuples(st.sampled_from((*PLAIN, "killed", "pause")), SIDES),
    ),
    max_size=3,
)
"""What may come in the way of a standing choice."""

Edit = tuple[Side, str, str, Value]
Move = tuple[Side, str, str]
Choice = tuple[set[str], Direction, int, str]
Meanwhile = list[tuple[int, tuple[str, object]]]


def happening(world: ChoosingWorld, kind: str, what: object) -> Happening:
    """What MEANWHILE has drawn, as something that may happen in this world."""
    told: dict[str, Happening] = {
        "edit": lambda: world.someone_edits(*what),  # type: ignore[misc]
        "move": lambda: world.someone_moves(*what),  # type: ignore[misc]
        "delete": lambda: world.somebody_deletes(*what),  # type: ignore[misc]
        "adopt": lambda: world.somebody_links_by_hand(*what),  # type: ignore[misc]
        "bin": lambda: world.somebody_puts_in_the_bin(*what),  # type: ignore[misc]
        "restore": lambda: world.somebody_restores(what),  # type: ignore[arg-type]
        "unlink": lambda: world.somebody_unlinks(str(what)),
        "choose": lambda: world.somebody_chooses(*what),  # type: ignore[misc]
        "pause": lambda: world.somebody_pauses_or_resumes(0),
        "away": lambda: world.away.add(what),  # type: ignore[arg-type]
        "time": world.time_passes,
        "killed": world.killed,
        "hook": lambda: world.deliver(0) if world.events else None,
        "work": world.work,
        "sweep": world.round,
    }
    return told[kind]
