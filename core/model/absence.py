"""Why an item of a link takes no part: the ways in which it can be away, and what to do about each.

None of them is a reason to delete anything, on either side; a link stays until somebody unlinks it.
"""

from enum import StrEnum

from core.model.items import Side


class Absence(StrEnum):
    """Why an item is not there for us. `unknown` is said where the vendor does not tell more."""

    RECYCLED = "recycled"
    DESTROYED = "destroyed"
    OUT_OF_SCOPE = "out_of_scope"
    NO_ACCESS = "no_access"
    UNKNOWN = "unknown"


def since(before: Absence | None, told: Absence | None) -> Absence:
    """Why it is away, with what was known before: the vendors tell nothing of what was destroyed,
    but what lay in the recycle bin and lies there no more was."""
    if told is None:
        return before or Absence.UNKNOWN
    if told is Absence.UNKNOWN and before in (Absence.RECYCLED, Absence.DESTROYED):
        return Absence.DESTROYED
    return told


def absence_words(side: Side, why: Absence) -> str:
    """A sentence for people: what is the matter, and what they can do."""
    return _WORDS.get((side, why)) or _WORDS[side, Absence.UNKNOWN]


_ADO, _PPM = Side.ADO, Side.PPM
_WORDS = {
    (_ADO, Absence.RECYCLED): (
        "the work item lies in the recycle bin of Azure DevOps:"
        " restore it there and the link is back, or unlink"
    ),
    (_ADO, Absence.DESTROYED): (
        "the work item lay in the recycle bin of Azure DevOps and lies there no more,"
        " so it was deleted for good: unlink, and create it again from the task if it is wanted"
    ),
    (_ADO, Absence.OUT_OF_SCOPE): (
        "the work item is where nothing is connected to this project:"
        " move it back, connect the project it is in now, or unlink"
    ),
    (_ADO, Absence.NO_ACCESS): (
        "this connection's account may no longer read the work item's project in Azure DevOps:"
        " an administrator has to give that back, and the link is back too"
    ),
    (_ADO, Absence.UNKNOWN): (
        "the work item cannot be found: it was deleted for good, or this connection's account"
        " may no longer read it; Azure DevOps does not say which"
    ),
    (_PPM, Absence.OUT_OF_SCOPE): (
        "the task is in another project of PPM Express: move it back, or unlink it here"
    ),
    (_PPM, Absence.NO_ACCESS): (
        "this connection's account may no longer read the task's project in PPM Express:"
        " an administrator has to give that back, and the link is back too"
    ),
    (_PPM, Absence.UNKNOWN): (
        "the task cannot be found in this project: it was deleted or moved elsewhere;"
        " PPM Express does not say which. Unlink, and create it again if it is wanted"
    ),
}
