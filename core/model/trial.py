"""What other rules would do to present links; nothing is kept."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.model.compare import Link, Verdict, reconcile
from core.model.items import ItemRef
from core.model.rules import FieldRule, Terms


@dataclass(frozen=True)
class Counts:
    """How present links stand under one rule: in agreement, different by who moved, or not
    compared, by the reason why."""

    agree: int
    differ: Mapping[Verdict, int]
    aside: Mapping[str, int]


@dataclass(frozen=True)
class Effect:
    """One rule before and after; nothing on the side where there is no such active rule."""

    rule: str
    before: Counts | None
    after: Counts | None


@dataclass(frozen=True)
class Trial:
    """`changed` are links that would show something else: how many, and the first of them."""

    effects: tuple[Effect, ...]
    changed: int
    examples: tuple[Link, ...]


def try_rules(
    links: Sequence[Link],
    before: Sequence[FieldRule],
    after: Sequence[FieldRule],
    terms: Terms,
    link_ids: Mapping[ItemRef, str],
    most: int = 20,
) -> Trial:
    """From stored snapshots alone: what they cannot tell shows as not read yet."""
    old = [reconcile(link, before, terms, link_ids) for link in links]
    # Rules that mean something else keep the base that they have, as they will when saved.
    new = [reconcile(link, after, terms, link_ids) for link in links]
    changed = [n for o, n in zip(old, new, strict=True) if _shows(o) != _shows(n)]
    names = dict.fromkeys([rule.id for rule in (*before, *after)])
    effects = (
        Effect(each, _counts(each, before, old), _counts(each, after, new)) for each in names
    )
    moved = tuple(each for each in effects if each.before != each.after)
    return Trial(moved, len(changed), tuple(changed[:most]))


def _shows(link: Link) -> object:
    return link.mismatches, dict(link.aside)


def _counts(name: str, rules: Sequence[FieldRule], links: Sequence[Link]) -> Counts | None:
    if not any(rule.id == name and rule.active for rule in rules):
        return None
    differ = Counter(found.changed for link in links if (found := link.mismatch(name)))
    aside = Counter(link.aside[name] for link in links if name in link.aside and not link.gone)
    gone = sum(1 for link in links if link.gone)
    agree = len(links) - sum(differ.values()) - sum(aside.values()) - gone
    return Counts(agree, dict(differ), dict(aside))
