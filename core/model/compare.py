"""Where the two sides of a link disagree, held against what they last agreed on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import Protocol

from core.model.absence import Absence, absence_words, since
from core.model.bursts import Burst
from core.model.items import ItemRef, Side, Snapshot, State, Value, fingerprint
from core.model.rich_text import fold
from core.model.rules import PARENT, FieldRule, Kind, Terms
from core.model.values import agree, progress_class, same

ROOT = "root"
OUTSIDE = "outside"
"""Parents that are no link: none at all, or one that is not linked."""


_REMOVED = "Removed"


def shelf(link: str) -> str:
    """Where a project keeps this link: a hex digit. Those of one shelf are saved together."""
    return fingerprint(link)[0]


class Verdict(StrEnum):
    """What the base says about two values: the same, or which side moved away."""

    AGREED = "agreed"
    UNKNOWN = "unknown"
    ADO = "ado"
    PPM = "ppm"
    BOTH = "both"
    SETTLED = "settled"


_WHO_MOVED = {
    (True, False): Verdict.ADO,
    (False, True): Verdict.PPM,
    (True, True): Verdict.BOTH,
    (False, False): Verdict.SETTLED,
}


@dataclass(frozen=True)
class Pair:
    """A value on both sides."""

    ado: Value
    ppm: Value

    @classmethod
    def of(cls, side: Side, here: Value, there: Value) -> "Pair":
        """The pair with `here` on that side and `there` on the other."""
        return cls(here, there) if side is Side.ADO else cls(there, here)

    def on(self, side: Side) -> Value:
        return self.ado if side is Side.ADO else self.ppm

    def swap(self, side: Side, value: Value) -> "Pair":
        return Pair(value, self.ppm) if side is Side.ADO else Pair(self.ado, value)


@dataclass(frozen=True)
class Mismatch:
    """A place where the sides disagree. `name` is a rule's id, or the parent. `found_in` is the
    trace of the look that found these values, where it was told of; it is no part of what differs.
    """

    name: str
    now: Pair
    base: Pair | None
    changed: Verdict
    found_in: str = field(default="", compare=False)


@dataclass(frozen=True)
class Link:
    """A work item and a task that are the same work: one row, one lock.

    `aside` says for each name that is not compared why not, `gone` which sides do not find their
    item and why. `intended` is the parent that was
    approved where PPM Express cannot tell one; no look overwrites it. `looked_at` holds when
    the last look of each side began, ISO 8601 in UTC; `burst` how often we wrote of late.
    `compared` names the rules and the places under which all this was compared (`standpoint`);
    empty where it is to be compared anew.
    """

    id: str
    project: str
    ado: Snapshot
    ppm: Snapshot
    base: Mapping[str, Pair] = field(default_factory=dict)
    mismatches: tuple[Mismatch, ...] = ()
    aside: Mapping[str, str] = field(default_factory=dict)
    gone: Mapping[Side, Absence] = field(default_factory=dict)
    intended: str | None = None
    looked_at: Mapping[Side, str] = field(default_factory=dict)
    burst: Burst = field(default_factory=Burst)
    compared: str = ""
    etag: str = ""

    def on(self, side: Side) -> Snapshot:
        return self.ado if side is Side.ADO else self.ppm

    @property
    def number(self) -> tuple[int, str]:
        """Orders links as the numbers of their work items do."""
        return len(self.ado.ref.key), self.ado.ref.key

    @property
    def parents(self) -> frozenset[ItemRef]:
        """The items that stand above this one, on either side."""
        return frozenset(each.parent for each in (self.ado, self.ppm) if each.parent)

    @property
    def removed(self) -> bool:
        """Whether the work item is in a state that stands for no progress. It is there, and it is
        compared; only that state has no counterpart."""
        states = (each for each in self.ado.values.values() if isinstance(each, State))
        return any(each.category == _REMOVED for each in states)

    def mismatch(self, name: str) -> Mismatch | None:
        return next((each for each in self.mismatches if each.name == name), None)

    def seeing(self, fresh: Snapshot, at: str = "") -> "Link":
        """The link after a look at one side."""
        side = fresh.ref.side
        folded = replace(fresh, values={n: fold(v) for n, v in fresh.values.items()})
        ado, ppm = (folded, self.ppm) if side is Side.ADO else (self.ado, folded)
        gone = {away: why for away, why in self.gone.items() if away is not side}
        looked_at = self._looked(side, at)
        return replace(self, ado=ado, ppm=ppm, gone=gone, looked_at=looked_at, compared="")

    def losing(self, side: Side, why: Absence | None = None, at: str = "") -> "Link":
        """The link after a look that did not find one side's item; its base is kept. Where nobody
        told why, what was known stays."""
        gone = {**self.gone, side: since(self.gone.get(side), why)}
        return replace(self, gone=gone, looked_at=self._looked(side, at), compared="")

    def _looked(self, side: Side, at: str) -> Mapping[Side, str]:
        return {**self.looked_at, side: at} if at else self.looked_at


def verdict(base: Pair | None, now: Pair, rule: FieldRule | None, terms: Terms) -> Verdict:
    """Who moved. Each side is held against its own half of the base.

    Without a rule the values are parents, which are equal or not.
    """
    if rule is None:
        agreed = now.ado == now.ppm
        moved = base and (now.ado != base.ado, now.ppm != base.ppm)
    else:
        agreed = agree(now.ado, now.ppm, rule, terms)
        moved = base and (
            not same(now.ado, base.ado, Side.ADO, rule, terms),
            not same(now.ppm, base.ppm, Side.PPM, rule, terms),
        )
    if agreed:
        return Verdict.AGREED
    return _WHO_MOVED[moved] if moved else Verdict.UNKNOWN


def reconcile(
    link: Link, rules: Sequence[FieldRule], terms: Terms, link_ids: Mapping[ItemRef, str]
) -> Link:
    """Where the sides agree, that pair is the new base; where they do not, that is a mismatch."""
    if link.gone:
        return replace(link, mismatches=(), aside={PARENT: _gone(link)}, compared="")
    known = {PARENT, *(rule.id for rule in rules)}
    base = {name: pair for name, pair in link.base.items() if name in known}
    mismatches, aside = [], {}
    for name, rule, now in _standing(link, rules, link_ids):
        if isinstance(now, str):
            aside[name] = now
            if now == COMPUTED:
                base.pop(name, None)
            continue
        found = verdict(base.get(name), now, rule, terms)
        if found is Verdict.AGREED:
            base[name] = now
        else:
            earlier = link.mismatch(name)
            found_in = earlier.found_in if earlier and earlier.now == now else ""
            mismatches.append(Mismatch(name, now, base.get(name), found, found_in))
    return replace(
        link,
        base=base,
        mismatches=tuple(mismatches),
        aside=aside,
        compared=standpoint(link, rules, terms, link_ids),
    )


def standpoint(
    link: Link, rules: Sequence[FieldRule], terms: Terms, link_ids: Mapping[ItemRef, str]
) -> str:
    """What a comparison depends on beside what both items tell and what they last agreed on: how it
    was viewed, and where each side has put the item."""
    return viewed(link, view(tuple(rules), terms), link_ids)


def viewed(link: "Standing", under: str, link_ids: Mapping[ItemRef, str]) -> str:
    """The same, where the name of the view is known: to find it anew takes longer than all else."""
    ado, ppm = places(link, link_ids)
    return f"{under} {ado} {ppm}"


def is_as_compared(row: Link, seen: Link, under: str, link_ids: Mapping[ItemRef, str]) -> bool:
    """Whether it would come out as it stands on the row: both items tell what they told, `under`
    the same view, in the same places."""
    told = (row.ado, row.ppm, row.gone) == (seen.ado, seen.ppm, seen.gone)
    return told and row.compared == viewed(seen, under, link_ids)


def told_places(link: Link, now: Link) -> Mapping[ItemRef, str] | None:
    """The links above, as far as the row tells them: where it was compared, and both items still
    stand below the same ones. Whoever links or parts those compares this row anew."""
    _, *told = link.compared.split(" ")
    if len(told) != len(Side) or (link.ado.parent, link.ppm.parent) != (
        now.ado.parent,
        now.ppm.parent,
    ):
        return None
    above = zip((link.ado.parent, link.ppm.parent), told, strict=True)
    return {ref: at for ref, at in above if ref is not None and at != OUTSIDE}


@lru_cache(100)
def view(rules: tuple[FieldRule, ...], terms: Terms) -> str:
    """A name for rules and terms: under the same ones the same values compare the same."""
    each = [[r.id, r.fingerprint, r.active, r.with_computed, r.paused] for r in rules]
    return fingerprint([each, terms.zone, terms.hours_per_day, terms.ppm_rich_text])[:16]


COMPUTED = "worked out by PPM Express from the tasks below"
UNREAD = "not read yet"
PAUSED = "this rule is paused"
MISSING = "not on this item"
REMOVED = "in a state that stands for no progress"
UNTOLD = "PPM Express does not say where this task stands"
HINT = "its parent has no link: link the parent"


def _gone(link: Link) -> str:
    return "; ".join(absence_words(side, link.gone[side]) for side in sorted(link.gone))


def _standing(
    link: Link, rules: Sequence[FieldRule], link_ids: Mapping[ItemRef, str]
) -> Iterator[tuple[str, FieldRule | None, Pair | str]]:
    """Every name with its pair of values, or with the reason why it is not compared."""
    for rule in rules:
        if rule.active:
            yield rule.id, rule, standing(link, rule)
    yield PARENT, None, parents(link, link_ids)


def standing(link: Link, rule: FieldRule) -> Pair | str:
    """A rule's two values, or why this link does not take part in it."""
    if rule.paused:
        return f"{PAUSED}: {rule.paused}"
    ado, ppm = rule.field(link.ado), rule.field(link.ppm)
    if ado is None or ppm is None:
        return MISSING
    if ado not in link.ado.told or ppm not in link.ppm.told:
        return UNREAD
    if not rule.with_computed and (ado in link.ado.computed or ppm in link.ppm.computed):
        return COMPUTED
    now = Pair(fold(link.ado.value(ado)), fold(link.ppm.value(ppm)))
    if rule.kind is Kind.STATE and not (progress_class(now.ado) and progress_class(now.ppm)):
        return REMOVED
    return now


def parents(link: Link, link_ids: Mapping[ItemRef, str]) -> Pair | str:
    """Where each side has put this item, in link ids, or why that is not compared."""
    ado, ppm = places(link, link_ids)
    if ado is None or ppm is None:
        return UNTOLD
    if ado != ppm and {ado, ppm} <= {ROOT, OUTSIDE}:
        return HINT
    return HINT if ado == ppm == OUTSIDE else Pair(ado, ppm)


class Placed(Protocol):
    """An item, as far as it says where it stands."""

    @property
    def ref(self) -> ItemRef: ...

    @property
    def parent(self) -> ItemRef | None: ...

    @property
    def parent_told(self) -> bool: ...


class Standing(Protocol):
    """As much of a link as says where it stands."""

    @property
    def ado(self) -> Placed: ...

    @property
    def ppm(self) -> Placed: ...

    @property
    def intended(self) -> str | None: ...


def places(link: Standing, link_ids: Mapping[ItemRef, str]) -> tuple[str | None, str | None]:
    """Where each side has put this item; nothing where that is not told."""
    return _parent(link.ado, link_ids), _parent(link.ppm, link_ids) or link.intended


def _parent(snapshot: Placed, link_ids: Mapping[ItemRef, str]) -> str | None:
    if not snapshot.parent_told:
        return None
    return ROOT if snapshot.parent is None else link_ids.get(snapshot.parent, OUTSIDE)


def assume_place(link: Link, link_ids: Mapping[ItemRef, str]) -> Link:
    """Where PPM Express cannot tell a parent and none was approved, ADO's is taken for agreed."""
    place = _parent(link.ado, link_ids)
    known = link.ppm.parent_told or link.intended or PARENT in link.base
    if known or place in (None, OUTSIDE):
        return link
    return replace(link, intended=place)
