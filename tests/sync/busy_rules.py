"""A busy world in which administrators change the field mapping while everything else goes on."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from core.model.rules import PARENT, FieldRule, Kind
from core.sync.rules import keep_rules
from tests.sync.busy_world import BusyWorld
from tests.worlds import RULES


@dataclass
class RuledWorld(BusyWorld):
    """Rules come, go, rest and change; `changed` are those whose values meant another thing, or
    nothing, for a while."""

    changed: set[str] = field(default_factory=set)

    def a_rule_comes(self) -> None:
        """An administrator adds the rules that are missing; those of fields that no snapshot has
        told yet are unread at first."""
        known = {rule.id for rule in self.project.rules}
        self._keep((*self.project.rules, *(rule for rule in RULES if rule.id not in known)))

    def a_rule_goes(self, name: str) -> None:
        self.changed.add(name)
        self._keep(tuple(rule for rule in self.project.rules if rule.id != name))

    def a_rule_rests(self, name: str) -> None:
        """An administrator lets a rule take no part, or take part again."""
        self._change(name, lambda rule: replace(rule, active=not rule.active))

    def another_kind(self, name: str) -> None:
        """An administrator has texts compared as tags, or again as texts."""
        self.changed.add(name)
        other = {Kind.TEXT: Kind.TAGS, Kind.TAGS: Kind.TEXT}
        self._change(name, lambda rule: replace(rule, kind=other.get(rule.kind, rule.kind)))

    def new_map(self, pairs: tuple[tuple[str, str], ...]) -> None:
        """An administrator edits the value map of priorities."""
        self.changed.add("priority")
        self._change("priority", lambda rule: replace(rule, value_map=pairs))

    def _change(self, name: str, change: Callable[[FieldRule], FieldRule]) -> None:
        rules = self.project.rules
        self._keep(tuple(change(rule) if rule.id == name else rule for rule in rules), name)

    def _keep(self, rules: tuple[FieldRule, ...], changed: str = "") -> None:
        """What a rule's values mean may be another now: nobody can be blamed for certain."""
        on_step, self.on_step = self.on_step, None
        keep_rules(self.project, rules, self.store)
        self.on_step = on_step
        names = {rule.id for rule in rules} - {changed}
        self.steady = {(link, name) for link, name in self.steady if name in {*names, PARENT}}
