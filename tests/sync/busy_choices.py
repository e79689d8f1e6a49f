"""A busy world in which administrators choose once and for all that rules follow a side. Every
write of such a standing choice is judged as it reaches its vendor, by what the vendors hold."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from core.model.approvals import Approval, Aspect, Direction, Written
from core.model.compare import Pair
from core.model.errors import Rejected
from core.model.items import Side, plain
from core.model.rules import PARENT, FieldRule
from core.model.standing import StandingChoice, holding
from core.model.values import calendar_date, same
from core.sync.standing import keep_choices
from sandbox.memory.system import Logged
from tests.sync.busy_ground import SharedWorld, Stood
from tests.sync.busy_items import FIELDS, RULE_OF
from tests.sync.busy_world import changes

_MANY = 6
"""More days than it takes until what was put off, and put off again, has had its time."""


@dataclass
class ChoosingWorld(SharedWorld):
    """`chosen` holds every choice there ever was, `ended` when one was last heard of, `wrongs` the
    writes that no choice should have made; a `picky` side takes no item that is called b."""

    chosen: dict[str, StandingChoice] = field(default_factory=dict)
    ended: dict[str, str] = field(default_factory=dict)
    wrongs: list[str] = field(default_factory=list)
    picky: set[Side] = field(default_factory=set)
    looked_at: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.ado.refuse = lambda write: self._no(Side.ADO, write.values.values())
        self.ppm.refuse = lambda write: self._no(Side.PPM, write.values.values())

    def _no(self, side: Side, values: Collection[object]) -> Exception | None:
        return Rejected("nobody is called b") if side in self.picky and "b" in values else None

    # What administrators do

    def somebody_chooses(
        self, names: Collection[str], direction: Direction, most_days: int, apply_at: str
    ) -> None:
        """From now on these rules follow a side; what of them followed elsewhere does no more, even
        if they had to be told first that one choice is enough."""
        self.clock.pass_(seconds=1)
        known = {rule.id for rule in self.project.rules}
        wanted = tuple(sorted(known & {*names}))
        if wanted:
            at = self.clock().isoformat()
            new = StandingChoice(wanted, direction, "Eva", at, most_days)
            self._contradict(new)
            self._choose([*self._others(known - {*names}), new], apply_at)

    def _contradict(self, new: StandingChoice) -> None:
        """Nothing comes of it but words, so nothing comes between."""
        others = self._others({rule.id for rule in self.project.rules})
        if {*new.rules} & {name for each in others for name in each.rules}:
            waiting, self.happenings = self.happenings, []
            self._choose([*others, new], self.project.apply_at)
            self.happenings = waiting

    def somebody_pauses_or_resumes(self, number: int) -> None:
        self.clock.pass_(seconds=1)
        choices = self._others({rule.id for rule in self.project.rules})
        if choices:
            at, each = self.clock().isoformat(), choices[number % len(choices)]
            choices[number % len(choices)] = replace(each, active=not each.active, at=at)
            self._choose(choices, self.project.apply_at)

    def somebody_takes_a_choice_back(self, number: int) -> None:
        choices = self._others({rule.id for rule in self.project.rules})
        if choices:
            self._choose(
                [each for each in choices if each is not choices[number % len(choices)]],
                self.project.apply_at,
            )

    def somebody_edits_what_follows(self, who: str, number: int, pick: int, heard: str) -> None:
        """One of the values that a choice is about, on the side that is followed; a look may come
        after it, or a worker who was not told, or both."""
        mine = [(each, name) for each in self.project.standing for name in each.rules]
        if not mine:
            return
        choice, name = mine[number % len(mine)]
        side = choice.direction.source
        field = next(each for each in FIELDS[side] if RULE_OF[each] == name)
        values = FIELDS[side][field]
        self.someone_edits(side, who, field, values[pick % len(values)])
        if heard in ("seen", "applied"):
            self.everything_is_delivered()
        if heard in ("missed", "applied"):
            self.work()

    def _others(self, names: Collection[str]) -> list[StandingChoice]:
        """The choices there are, about nothing but these rules."""
        at, found = self.clock().isoformat(), []
        for each in self.project.standing:
            left = tuple(name for name in each.rules if name in names)
            if left:
                found.append(each if left == each.rules else replace(each, rules=left, at=at))
        return found

    def _choose(self, choices: Sequence[StandingChoice], apply_at: str) -> None:
        before = holding(self.project.standing)
        self.chosen |= {each.id: each for each in choices}
        try:
            project, store = self.project, self.store
            self.attempt(lambda: keep_choices(project, choices, apply_at, store, self.clock))
        finally:
            at = self.clock().isoformat()
            over = before - holding(self.project.standing)
            self.ended |= dict.fromkeys(over, at)

    # What a write is worth

    def _step(self, step: str) -> None:
        side, _, what = step.partition(".")
        if what == "answer":
            self._look_at_our_writes(Side(side))
        super()._step(step)

    def _look_at_our_writes(self, side: Side) -> None:
        """One call may have made many, or none."""
        for link in self.all_links():
            self._meet(link)
        for logged in self.system(side).log:
            if logged.ours and logged.before and id(logged) not in self.looked_at:
                self.looked_at.add(id(logged))
                self._look_at_our_write(logged)

    def _look_at_our_write(self, logged: Logged) -> None:
        approval = self._behind(logged)
        if approval is None or approval.intent is None:
            self.wrongs.append(f"{logged.ref}: {logged.asked} is nobody's")
            return
        if approval.standing:
            self.by_choice.add(id(logged))
            self._judge(approval, approval.intent.values.items(), approval.intent.at, logged)
        self._note_what_was_answered(approval, logged)

    def _behind(self, logged: Logged) -> Approval | None:
        """The approval whose intent this write is."""
        fields = {*logged.asked.values} or {PARENT}
        for each in [*self.approvals.opened.values(), *self.approvals.done.values()]:
            link = self.links.rows.get((self.project.id, each.link)) or self.known.get(each.link)
            sent = {written.field for written in each.intent.values.values()} if each.intent else {}
            if link and link.on(each.direction.target).ref == logged.ref and sent == fields:
                return each
        return None

    def _note_what_was_answered(self, approval: Approval, logged: Logged) -> None:
        side, intent = logged.ref.side, approval.intent
        assert intent is not None
        after = logged.after.values
        for name, written in intent.values.items():
            pair = Pair.of(side, after.get(written.field), written.source)
            self._note(approval.link, name, Stood(pair, by=approval.id))
        for each in changes(logged) - set(logged.asked.values):
            for stood in self._grounds(approval.link, RULE_OF[each])[-1:]:
                moved = replace(stood, pair=stood.pair.swap(side, after.get(each)), by="")
                self._note(approval.link, RULE_OF[each], moved)

    def _judge(
        self, approval: Approval, sent: Iterable[tuple[str, Written]], at: str, logged: Logged
    ) -> None:
        choice = self.chosen[approval.standing]
        said = f"{choice.words} wrote {logged.asked} over {logged.before} of {approval.link}"
        if approval.aspect is not Aspect.FIELDS or logged.asked.move:
            self.wrongs.append(f"{said}: it moved an item")
        if at > self.ended.get(choice.id, at):
            self.wrongs.append(f"{said}: it was over at {self.ended[choice.id]}, before {at}")
        for name, written in sent:
            if name not in choice.rules or choice.direction.target is not logged.ref.side:
                self.wrongs.append(f"{said}: it has nothing to do with {name}")
            self.wrongs += [f"{said}: {why}" for why in self._faults(approval, written, name)]
            assert logged.before
            was = logged.before.values.get(written.field)
            seen = (logged.ref, written.field) in self.in_window
            if plain(was) != plain(written.old) and not seen:
                self.wrongs.append(f"{said}: {was!r} was overwritten unseen")

    def _faults(self, approval: Approval, written: Written, name: str) -> Iterable[str]:
        """Why a person should have been asked about this value."""
        choice = self.chosen[approval.standing]
        rule = next((rule for rule in self.project.rules if rule.id == name), None)
        if rule is None:
            return
        if not any(
            self._moved_alone(each, written, choice.direction.source, rule)
            for each in self._grounds(approval.link, name)
        ):
            yield f"more or less than its own side has moved {name}: {written}"
        if self.slips(choice, rule, Pair.of(choice.direction.source, written.source, written.old)):
            yield f"{name} slips far: {written}"

    def _moved_alone(self, stood: Stood, written: Written, source: Side, rule: FieldRule) -> bool:
        terms, pair = self.project.terms, stood.pair
        is_settled = same(written.source, pair.on(source), source, rule, terms)
        is_still = same(written.old, pair.on(source.other), source.other, rule, terms)
        # Of a new item, what only one side said is known: its source may have moved since.
        return (is_still or stood.born is source) and not (
            is_settled and stood.born is not source.other
        )

    def slips(self, choice: StandingChoice, rule: FieldRule, now: Pair) -> bool:
        """Whether a date would move by more days than anybody said it might."""
        if rule.kind.value != "date":
            return False
        ado, ppm = (calendar_date(now.on(side), side, self.project.terms) for side in Side)
        if ado is None or ppm is None:
            return (ado if choice.direction.source is Side.ADO else ppm) is None
        return abs(ado - ppm) > timedelta(days=choice.most_days)

    # What comes to rest

    def quieten(self) -> None:
        """What a choice follows is found by a sweep, and may be put off to a time of the day."""
        self.picky.clear()
        super().quieten()
        for _ in range(_MANY):
            if any(self.approvals.waiting(self.project.id)):
                self._a_day_later()
