"""What must hold of standing choices when it is quiet: what is theirs to follow has followed, or
says why not; what is a person's to decide was left alone; whose doing it was stands in the history;
and nothing goes round."""

from collections import Counter

from core.model.approvals import Approval, Became
from core.model.compare import Link, Mismatch, Verdict
from core.model.items import ItemRef, Side
from core.model.plans import Standpoint, field_digest
from core.model.standing import StandingChoice
from tests.sync.busy_choices import ChoosingWorld
from tests.sync.busy_items import RULE_OF
from tests.sync.busy_world import changes
from tests.sync.promises import onto, written
from tests.worlds import PROJECT


def check_choices(world: ChoosingWorld) -> None:
    assert not world.wrongs, world.wrongs
    for choice in world.project.standing:
        if choice.active:
            for link in world.all_links():
                _check_followed(world, choice, link)
    _check_no_rule_twice(world)
    _check_marked(world)
    _check_bounded(world)
    _check_at_rest(world)


def _check_followed(world: ChoosingWorld, choice: StandingChoice, link: Link) -> None:
    """A value that its own side alone has moved, and that may cross, has crossed or was refused."""
    for mismatch in link.mismatches:
        if mismatch.name in choice.rules and not _is_for_people(world, choice, mismatch):
            _check_told(world, choice, link, mismatch)


def _is_for_people(world: ChoosingWorld, choice: StandingChoice, mismatch: Mismatch) -> bool:
    source = Verdict.ADO if choice.direction.source is Side.ADO else Verdict.PPM
    rule = next(rule for rule in world.project.rules if rule.id == mismatch.name)
    return mismatch.changed is not source or world.slips(choice, rule, mismatch.now)


def _check_told(
    world: ChoosingWorld, choice: StandingChoice, link: Link, mismatch: Mismatch
) -> None:
    name, view = mismatch.name, Standpoint(world.project.rules, world.project.terms)
    rule = view.rule(name)
    assert rule
    digest = field_digest(link, rule, view, choice.direction)
    outcomes = [
        each.outcomes[name]
        for each in _decided_by(world, choice.id)
        if each.link == link.id and each.digests.get(name) == digest
    ]
    refused = [each for each in outcomes if each.became is Became.REJECTED and each.words]
    assert refused, f"{link.id}: {mismatch} did not follow {choice.words}, {outcomes}"


def _decided_by(world: ChoosingWorld, choice: str) -> list[Approval]:
    return [each for each in world.approvals.done.values() if each.standing == choice]


def _check_no_rule_twice(world: ChoosingWorld) -> None:
    names = [name for choice in world.project.standing for name in choice.rules]
    assert len(names) == len({*names}), f"one of {names} follows two choices"


def _check_marked(world: ChoosingWorld) -> None:
    """What no person approved is told as the doing of its choice, and nothing else is."""
    rows = [row for row in world.history.of(PROJECT) if row.direction]
    for row in rows:
        standing = world.approvals.done[PROJECT, row.approval].standing
        told = {choice.words for choice in world.chosen.values() if choice.id == standing}
        assert row.by in (told or {"Mara"}), f"{row} was done by {told or 'Mara'}"
    words = {choice.words for choice in world.chosen.values()}
    marked = onto(world, [(row.link, row.direction, row.name) for row in rows if row.by in words])
    sent = Counter(
        (logged.ref, name)
        for side in Side
        for logged in world.system(side).log
        if id(logged) in world.by_choice
        for name in written(logged)
    )
    assert sent <= marked, f"nobody is told who wrote {sent - marked}"


def _check_bounded(world: ChoosingWorld) -> None:
    """No more of our writes than somebody has made changes, on either side; a new item is one."""
    done = {each.id: each for each in world.approvals.done.values() if each.standing}
    times = Counter(
        (row.link, row.name)
        for row in world.history.of(PROJECT)
        if row.approval in done and row.became in (Became.APPLIED, Became.ADJUSTED)
    )
    edits = _edits(world)
    for (link, name), count in times.items():
        refs = [world.known[link].on(side).ref for side in Side]
        most = sum(edits[ref, name] for ref in refs) + 1
        assert count <= most, f"{link} {name} was written {count} times for {most} changes"


def _edits(world: ChoosingWorld) -> Counter[tuple[ItemRef, str]]:
    """What was changed by anybody or anything but a standing choice."""
    return Counter(
        (logged.ref, RULE_OF[each])
        for side in Side
        for logged in world.system(side).log
        if id(logged) not in world.by_choice and logged.before
        for each in changes(logged)
    )


def _check_at_rest(world: ChoosingWorld) -> None:
    """One more pass finds nothing to do."""
    before = _rows(world)
    world.sweep()
    world.apply()
    assert _rows(world) == before, "a further pass has written something"


def _rows(world: ChoosingWorld) -> tuple[object, ...]:
    approvals = len(world.approvals.opened) + len(world.approvals.done)
    etags = {link.id: link.etag for link in world.all_links()}
    return [len(world.system(side).log) for side in Side], approvals, etags, len(world.history.rows)
