"""Standing choices: what a person has decided once and for all, and what it leaves to people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.model.approvals import Direction
from core.model.compare import Link, Mismatch, Verdict
from core.model.intents import STALE, Decision
from core.model.items import Side, fingerprint
from core.model.plans import SYSTEM, Standpoint
from core.model.rules import FieldRule, Kind, Terms
from core.model.values import calendar_date

MOST_DAYS = 30
"""How far a date may slip without a question, where nobody says otherwise."""

_MOVED = {Side.ADO: Verdict.ADO, Side.PPM: Verdict.PPM}


@dataclass(frozen=True)
class StandingChoice:
    """These rules always follow one side, until it is paused. `by` made it, `at` ISO 8601 in UTC.

    A date that would slip by more than `most_days` is asked about; so is every new parent.
    """

    rules: tuple[str, ...]
    direction: Direction
    by: str
    at: str
    most_days: int = MOST_DAYS
    active: bool = True

    @property
    def id(self) -> str:
        """Changes with what it decides and who decided it: another decision, another id."""
        what = [sorted(self.rules), self.direction.value, self.most_days, self.by, self.at]
        return fingerprint(what)[:16]

    @property
    def words(self) -> str:
        """Whose doing it is, for approvals and the history."""
        names, source = ", ".join(self.rules), SYSTEM[self.direction.source]
        return f"standing choice: {names} as in {source}, made by {self.by} on {self.at[:10]}"


NO_LONGER = "the standing choice behind it was changed or paused"


def holding(choices: Iterable[StandingChoice]) -> set[str]:
    """The names of those that are not paused."""
    return {each.id for each in choices if each.active}


def decides(
    choice: StandingChoice, link: Link, rules: Sequence[FieldRule], terms: Terms
) -> list[FieldRule]:
    """The rules under which this link follows by itself; everything else is for a person."""
    if not choice.active or link.gone:
        return []
    mine = {rule.id: rule for rule in rules if rule.active and rule.id in choice.rules}
    return [
        mine[each.name]
        for each in link.mismatches
        if each.name in mine and not asks(choice, each, mine[each.name], terms)
    ]


def followed(
    decision: Decision,
    standing: str,
    choices: Iterable[StandingChoice],
    link: Link,
    view: Standpoint,
) -> Decision:
    """Without the writes that the choice of this name would not decide by now: a look may have come
    between a write of ours and its record, and what moved beside that was nobody's edit."""
    choice = next((each for each in choices if each.id == standing), None)
    if choice is None:
        return decision
    still = {rule.id for rule in decides(choice, link, view.rules, view.terms)}
    stale = {name: STALE for name in decision.writes if name not in still}
    writes = {name: each for name, each in decision.writes.items() if name in still}
    return Decision({**decision.outcomes, **stale}, writes)


def asks(choice: StandingChoice, mismatch: Mismatch, rule: FieldRule, terms: Terms) -> bool:
    """Whether a person is asked about this mismatch all the same: where more than its own side
    moved, nobody knows who did, or nobody did and the value is settled; and where a date slips
    far."""
    if mismatch.changed is not _MOVED[choice.direction.source]:
        return True
    return rule.kind is Kind.DATE and _slips(choice, mismatch, terms)


def _slips(choice: StandingChoice, mismatch: Mismatch, terms: Terms) -> bool:
    ado = calendar_date(mismatch.now.ado, Side.ADO, terms)
    ppm = calendar_date(mismatch.now.ppm, Side.PPM, terms)
    new, old = (ado, ppm) if choice.direction.source is Side.ADO else (ppm, ado)
    if new is None:
        return True
    return old is not None and abs((new - old).days) > choice.most_days


def chase(
    one: StandingChoice,
    my_rules: Sequence[FieldRule],
    other: StandingChoice,
    their_rules: Sequence[FieldRule],
) -> str:
    """The ADO field on which choices of two projects could chase each other, were they to share a
    work item: both have to do with it, and one of them writes it. Empty where there is none."""
    if not (one.active and other.active):
        return ""
    if Direction.TO_ADO not in (one.direction, other.direction):
        return ""
    shared = _ado_fields(one, my_rules) & _ado_fields(other, their_rules)
    return min(shared, default="")


def _ado_fields(choice: StandingChoice, rules: Sequence[FieldRule]) -> set[str]:
    return {name for rule in rules if rule.id in choice.rules for name in rule.ado}
