"""A busy world that keeps account of what both sides have in common, by what the vendors hold."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

from core.model.approvals import Became
from core.model.compare import Link, Pair
from core.model.items import ItemRef, Side, Value
from core.model.rules import FieldRule
from core.model.values import agree
from tests.sync.busy_creation import CreatingWorld


@dataclass(frozen=True)
class Stood:
    """What both sides said when they agreed, or as a write of ours was answered.

    `by` is the approval behind that write. Nobody can tell what the source of a new item, `born`
    on the other side, said at the time.
    """

    pair: Pair
    by: str = ""
    born: Side | None = None


@dataclass
class SharedWorld(CreatingWorld):
    """`stood` is what may be known as common ground of a value, `met` the links that count."""

    stood: dict[tuple[str, str], list[Stood]] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__post_init__()
        self._note_common_ground(self.all_links())

    def touch(self, ref: ItemRef, name: str) -> None:
        super().touch(ref, name)
        self._note_common_ground(self._links_of(ref))

    def somebody_links_by_hand(self, ado: str, ppm: str) -> None:
        super().somebody_links_by_hand(ado, ppm)
        self._note_common_ground(self.all_links())

    def remember_steady(self) -> None:
        """What agrees is all that is known by now; what an older look said is forgotten."""
        super().remember_steady()
        for key in self.steady:
            self.stood.pop(key, None)
        self._note_common_ground(self.all_links())

    def _keep(self, rules: tuple[FieldRule, ...], changed: str = "") -> None:
        """What agrees under other rules, agrees as the rows have it: nobody looks."""
        super()._keep(rules, changed)
        for link in self.all_links():
            self._note_agreements(link, partial(_as_seen, link))
        self._note_common_ground(self.all_links())

    def _note_birth(self, side: Side, look: int) -> None:
        super()._note_birth(side, look)
        birth = self.births[-1]
        item = self.system(side).items[birth.ref]
        for rule in self.project.rules:
            pair = Pair.of(side, item.values.get(rule.fields(side)[0]), None)
            self._note(birth.link, rule.id, Stood(pair, born=side))

    def _links_of(self, ref: ItemRef) -> list[Link]:
        return [link for link in self.all_links() if ref in (link.ado.ref, link.ppm.ref)]

    def _note_common_ground(self, links: Iterable[Link]) -> None:
        for link in links:
            self._meet(link)
            if all(link.on(side).ref in self.system(side).items for side in Side):
                self._note_agreements(link, self.value)

    def _meet(self, link: Link) -> None:
        """Whoever linked the two may have looked before somebody edited them."""
        if link.id not in self.met:
            self.met.add(link.id)
            for name, pair in link.base.items():
                self._note(link.id, name, Stood(pair))

    def _note_agreements(self, link: Link, value: Callable[[ItemRef, str], Value]) -> None:
        for rule in self.project.rules:
            ado, ppm = (value(link.on(side).ref, rule.fields(side)[0]) for side in Side)
            if agree(ado, ppm, rule, self.project.terms):
                self._note(link.id, rule.id, Stood(Pair(ado, ppm)))

    def _note(self, link: str, name: str, stood: Stood) -> None:
        """Behind what was known before: nobody may have looked, or noted the answer."""
        self.stood[link, name] = [*self._grounds(link, name), stood]

    def _grounds(self, link: str, name: str) -> list[Stood]:
        """What may be the base of a value by now: what an approval is known to have come to, and
        whatever came later."""
        found = self.stood.get((link, name), [])
        sure = [n for n, each in enumerate(found) if each.by and self._is_applied(each.by, name)]
        return found[sure[-1] if sure else 0 :]

    def _is_applied(self, approval: str, name: str) -> bool:
        done = self.approvals.done.get((self.project.id, approval))
        outcome = done.outcomes.get(name) if done else None
        return outcome is not None and outcome.became in (Became.APPLIED, Became.ADJUSTED)


def _as_seen(link: Link, ref: ItemRef, name: str) -> Value:
    """A value as its row has it, whatever the vendor holds."""
    return link.on(ref.side).value(name)
