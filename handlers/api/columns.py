"""The columns of the page: the active field rules in their order, with a short word for each."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from core.model.rules import FieldRule, active

_TITLE = "System.Title"
_BETWEEN = re.compile(r"_+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def columns(rules: Iterable[FieldRule]) -> Sequence[tuple[FieldRule, str]]:
    """Each rule with its label. The title is no column among others: every row begins with it."""
    shown = [rule for rule in active(rules) if rule.ado[0] != _TITLE]
    often = Counter(map(_label, shown))
    return [(rule, _label(rule) if often[_label(rule)] == 1 else _both(rule)) for rule in shown]


def _label(rule: FieldRule) -> str:
    """Of several fields that may stand for one, none is the name of it."""
    return _words(rule.ado[0] if len(rule.ado) == 1 else rule.ppm[0])


def _both(rule: FieldRule) -> str:
    return f"{_label(rule)} ({_words(rule.ppm[0])})"


def _words(name: str) -> str:
    """`Microsoft.VSTS.Scheduling.StartDate` is the start date."""
    return " ".join(_BETWEEN.sub(" ", name.rpartition(".")[2]).split()) or name
