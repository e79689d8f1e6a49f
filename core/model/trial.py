"""What other rules would do to present links; nothing is kept."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.model.compare import UNREAD, Link, Verdict, reconcile
from core.model.rules import PARENT, FieldRule, Terms

MOST_SHOWN = 20


@dataclass(frozen=True)
class Counts:
    """How links stand under one rule: in agreement, different by who moved, not read yet, or
    without a part in it by the reason why."""

    agree: int
    differ: Mapping[Verdict, int]
    unread: int
    aside: Mapping[str, int]


@dataclass(frozen=True)
class Effect:
    """One rule before and after; no counts where there is no such active rule."""

    rule: str
    before: Counts | None
    after: Counts | None


@dataclass(frozen=True)
class Trial:
    """The rules that are no longer what they were, how many links would show something else,
    and the first of those as they would be."""

    effects: tuple[Effect, ...]
    changed: int
    shown: tuple[Link, ...]


def try_rules(
    links: Sequence[Link], before: Sequence[FieldRule], after: Sequence[FieldRule], terms: Terms
) -> Trial:
    """From stored snapshots alone: what they cannot tell is not read yet.

    Rules that stay as they are do as they did, so only the others are looked at.
    """
    old = [rule for rule in before if rule not in after]
    new = [rule for rule in after if rule not in before]
    strange = about_other_fields(before, after)
    now = [reconcile(link, old, terms, {}) for link in links]
    then = [reconcile(forgetting(link, strange), new, terms, {}) for link in links]
    changed = [would for is_, would in zip(now, then, strict=True) if _shows(is_) != _shows(would)]
    effects = tuple(
        Effect(name, _counts(name, old, now), _counts(name, new, then))
        for name in dict.fromkeys(rule.id for rule in (*old, *new))
    )
    return Trial(effects, len(changed), tuple(changed[:MOST_SHOWN]))


def about_other_fields(before: Sequence[FieldRule], after: Sequence[FieldRule]) -> frozenset[str]:
    """The rules whose base, where a link has one, speaks of other fields than they do now."""
    known = {rule.id: (rule.ado, rule.ppm) for rule in before}
    return frozenset(rule.id for rule in after if known.get(rule.id) != (rule.ado, rule.ppm))


def forgetting(link: Link, names: frozenset[str]) -> Link:
    """The link without what it last agreed on under these names."""
    kept = {name: pair for name, pair in link.base.items() if name not in names}
    return replace(link, base=kept, compared="")


def _shows(link: Link) -> object:
    """What a person sees of the rules; the parent is none."""
    differ = [(each.name, each.now, each.changed) for each in link.mismatches]
    aside = dict(link.aside)
    return [each for each in differ if each[0] != PARENT], aside | {PARENT: ""}


def _counts(name: str, rules: Sequence[FieldRule], links: Sequence[Link]) -> Counts | None:
    if not any(rule.id == name and rule.active for rule in rules):
        return None
    differ = Counter(found.changed for link in links if (found := link.mismatch(name)))
    aside = Counter(why for link in links if (why := _why_not(name, link)))
    agree = len(links) - differ.total() - aside.total()
    return Counts(agree, dict(differ), aside.pop(UNREAD, 0), dict(aside))


def _why_not(name: str, link: Link) -> str:
    """A link with an item that is gone takes part in nothing, and says so once."""
    return link.aside.get(PARENT if link.gone else name, "")
