"""The items of a busy world: how they are meant, what people write on them, what comes of it."""

from core.model.items import Side, Value
from sandbox.memory.system import Values
from tests.worlds import ACTIVE, CLOSED, NEW, RESOLVED, RULES

LINKS = ("link-1", "link-2", "link-3", "link-4")
OTHERS = ("other-0", "other-1", "other-2", "other-3")
"""Items that nobody has linked at first, and those that we make of them, by order."""

FREE = ("free-0", "free-1", "free-2")
"""Those of them that nobody holds."""

FIELDS: dict[Side, dict[str, tuple[Value, ...]]] = {
    Side.ADO: {
        "System.Title": ("a", "b", "c"),
        "System.State": (NEW, ACTIVE, RESOLVED, CLOSED),
        "TargetDate": (
            "2026-03-06T00:00:00Z",
            "2026-03-07T00:00:00Z",
            "2026-03-08T23:00:00Z",
            None,
        ),
        "StartDate": ("2026-03-02T00:00:00Z", "2026-03-04T00:00:00Z"),
        "Priority": (1, 2),
    },
    Side.PPM: {
        "Name": ("a", "b", "c"),
        "Progress": (0, 30, 95, 100),
        "DueDate": ("2026-03-06", "2026-03-07", "2026-03-10", None),
        "StartDate": ("2026-03-02", "2026-03-04"),
        "Priority": ("High", "Low"),
    },
}
RULE_OF = {field: rule.id for rule in RULES for side in Side for field in rule.fields(side)}


ADJUSTED = ("C, adjusted", "2026-03-09", "2026-03-18")
"""What PPM Express makes of a value by itself."""


def ppm_adjusts(old: Values, new: Values) -> Values:
    """PPM Express snaps Saturdays, trims a title, and moves Due when Start is written."""
    answer: dict[str, Value] = {**old, **new}
    if answer.get("DueDate") == "2026-03-07":
        answer["DueDate"] = "2026-03-09"
    if answer.get("Name") == "c":
        answer["Name"] = "C, adjusted"
    if new.get("StartDate") == "2026-03-04" and "DueDate" not in new:
        answer["DueDate"] = "2026-03-18"
    return answer


def in_step() -> tuple[Values, Values]:
    """A work item and a task that say the same."""
    ado: Values = {
        "System.Title": "a",
        "System.State": NEW,
        "TargetDate": "2026-03-06T00:00:00Z",
        "StartDate": "2026-03-02T00:00:00Z",
        "Priority": 1,
    }
    ppm: Values = {
        "Name": "a",
        "Progress": 0,
        "DueDate": "2026-03-06",
        "StartDate": "2026-03-02",
        "Priority": "High",
    }
    return ado, ppm
