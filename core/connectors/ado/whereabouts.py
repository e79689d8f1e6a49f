"""Why a work item does not answer, or is none of ours any more.

Azure DevOps has one answer for what does not exist and for what we may not read. So the recycle
bin is asked, and then whether the item's project can still be seen.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from core.connectors.ado.answers import Missing, listed, members, text
from core.connectors.ado.calls import Calls, segment
from core.connectors.ado.refs import item_id
from core.connectors.ado.work_items import MOST_IDS
from core.model.absence import Absence
from core.model.errors import Rejected
from core.model.items import ItemRef, Snapshot

_BIN = "_apis/wit/recyclebin"
_WHAT = "the recycle bin"


class Whereabouts:
    """`projects` are those of this organisation that are connected."""

    def __init__(self, calls: Calls, projects: Collection[str]) -> None:
        self._calls = calls
        self._projects = sorted(projects)

    def absence(self, lost: Collection[Snapshot]) -> Mapping[ItemRef, Absence]:
        """Why each is away, as they were last seen. One about which nothing can be told, because
        the bin may not be looked into, is left out. Raises TryLater."""
        lying = self._lying([item_id(each.ref) for each in lost])
        found = {each.ref: Absence.RECYCLED for each in lost if item_id(each.ref) in (lying or ())}
        left = [each for each in lost if each.ref not in found]
        if lying is not None:
            found |= {each.ref: Absence.UNKNOWN for each in left}
        return found | dict.fromkeys(self._unseen(left), Absence.NO_ACCESS)

    def strays(self, seen: Collection[Snapshot]) -> frozenset[ItemRef]:
        """Items that live in a project that is not connected. Not those of one that has another
        name by now, nor anybody's where that cannot be told. Raises TryLater."""
        ours = {name.casefold() for name in self._projects}
        away = [each for each in seen if ours and each.home and each.home.casefold() not in ours]
        if not away:
            return frozenset()
        connected = [self._id(name) for name in self._projects]
        if not all(connected):
            return frozenset()
        elsewhere = {home for home in _homes(away) if self._id(home) not in ("", *connected)}
        return frozenset(each.ref for each in away if each.home in elsewhere)

    def _unseen(self, lost: Collection[Snapshot]) -> list[ItemRef]:
        """Those whose project we cannot see at all."""
        unseen = {home for home in _homes(lost) if not self._id(home)}
        return [each.ref for each in lost if each.home in unseen]

    def _id(self, project: str) -> str:
        """Nothing where it cannot be seen."""
        try:
            found = self._calls.get(f"_apis/projects/{segment(project)}", f"project {project}")
        except Rejected:
            return ""
        return text(members(found).get("id"))

    def _lying(self, ids: Sequence[int]) -> set[int] | None:
        """Which of them lie in the bin; None where we may not look into it."""
        found: set[int] = set()
        try:
            for start in range(0, len(ids), MOST_IDS):
                found |= self._of(ids[start : start + MOST_IDS])
        except Rejected:
            return None
        return found

    def _of(self, ids: Sequence[int]) -> set[int]:
        """Whether one that does not lie there spoils the whole answer is not documented."""
        try:
            asked = {"ids": ",".join(map(str, ids))}
            return _numbers(self._calls.get(_BIN, _WHAT, asked)) & set(ids)
        except Missing:
            return _numbers(self._calls.get(_BIN, _WHAT)) & set(ids)


def _homes(items: Iterable[Snapshot]) -> list[str]:
    return sorted({each.home for each in items if each.home})


def _numbers(found: object) -> set[int]:
    """The ids come as text or as numbers, in a list or in an envelope; a refused one has a code."""
    rows = listed(found) or listed(members(found).get("value"))
    told = [members(each) for each in rows]
    return {int(str(each["id"])) for each in told if _is_there(each)}


def _is_there(told: Mapping[str, object]) -> bool:
    return str(told.get("id", "")).isdecimal() and told.get("code") in (None, 200)
