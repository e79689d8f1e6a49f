"""What must hold of a busy world when it is quiet: what differs shows, nobody is blamed for what
others did, and nothing was written that nobody approved."""

from collections import Counter

from core.model.approvals import Direction
from core.model.compare import ROOT, Link, Verdict
from core.model.items import ItemRef, Side, Value, plain
from core.model.rich_text import fold
from core.model.rules import PARENT, FieldRule
from core.model.values import agree
from sandbox.memory.system import Logged
from tests.sync.busy_items import RULE_OF
from tests.sync.busy_world import BusyWorld, Named, changes
from tests.worlds import PROJECT


def check(world: BusyWorld) -> None:
    stuck = list(world.store.approvals.waiting(PROJECT))
    assert not stuck, f"an approval is stuck: {[each.words for each in stuck]}"
    crashed = [each.words for each in world.approvals.done.values() if each.tries]
    assert not crashed, f"a worker stumbled: {crashed}"
    _remember_links(world)
    for link in world.all_links():
        _check_mismatches(world, link)
    _check_writes(world)


def _remember_links(world: BusyWorld) -> None:
    world.known |= {link.id: link for link in world.all_links()}


# What differs


def _check_mismatches(world: BusyWorld, link: Link) -> None:
    gone = {side for side in Side if link.on(side).ref not in world.system(side).items}
    assert link.gone.keys() == gone, f"{link.id}: {link.gone} shown as gone, {gone} are"
    if gone:
        assert not link.mismatches, f"{link.id} is gone, yet compared"
        return
    for name in (*(rule.id for rule in world.project.rules if rule.active), PARENT):
        mismatch = link.mismatch(name)
        differs = _differs(world, link, name)
        assert (mismatch is not None) == differs, f"{link.id} {name}: {mismatch}"
        if mismatch is not None:
            _check_blame(world, link, name, mismatch.changed)


def _differs(world: BusyWorld, link: Link, name: str) -> bool:
    """Whether the vendors themselves differ, whatever the rows say."""
    if name == PARENT:
        return _stands_elsewhere(world, link)
    rule = next(rule for rule in world.project.rules if rule.id == name)
    ado, ppm = (_value(world, link, rule, side) for side in Side)
    told = link.ado.value(rule.ado[0]), link.ppm.value(rule.ppm[0])
    assert (fold(told[0]), fold(told[1])) == (fold(ado), fold(ppm)), "a look is out of date"
    return name not in link.aside and not agree(ado, ppm, rule, world.project.terms)


def _value(world: BusyWorld, link: Link, rule: FieldRule, side: Side) -> Value:
    return world.value(link.on(side).ref, rule.fields(side)[0])


def _stands_elsewhere(world: BusyWorld, link: Link) -> bool:
    links = world.all_links()
    ids = {item: each.id for each in links for item in (each.ado.ref, each.ppm.ref)}
    above = [world.system(side).items[link.on(side).ref].parent for side in Side]
    ends = {ROOT if at is None else ids.get(at, "outside") for at in above}
    return len(ends) > 1 and not ends <= {ROOT, "outside"}


def _check_blame(world: BusyWorld, link: Link, name: str, changed: Verdict) -> None:
    touched = {
        side
        for side in Side
        if world.edited.get((link.on(side).ref, name), -1) > world.since.get(link.id, -1)
    }
    touched |= _never_crossed(link, name)
    if changed is Verdict.UNKNOWN or _unsure(world, link, name):
        return
    blamed = {Verdict.BOTH: set(Side), Verdict.ADO: {Side.ADO}, Verdict.PPM: {Side.PPM}}
    named = blamed.get(changed, set())
    assert named <= touched, f"{link.id} {name}: {named} blamed, {touched} edited it"
    ours = {(link.on(side).ref, name) for side in Side} & _ours(world)
    if (link.id, name) in world.steady and not ours and len(touched) == 1:
        assert named == touched, f"{link.id} {name}: {changed} though {touched} edited it"


def _never_crossed(link: Link, name: str) -> set[Side]:
    """Whose value a new item was meant to get and did not: that side still has something to say."""
    base = link.base.get(name)
    return {side for side in Side if base is not None and base.on(side) is None}


def _unsure(world: BusyWorld, link: Link, name: str) -> bool:
    rows = [row for row in world.history.of(PROJECT, link.id) if row.name == name]
    excused = any((link.on(side).ref, name) in world.excused for side in Side)
    return excused or any(not row.certain for row in rows)


def _ours(world: BusyWorld) -> set[Named]:
    """What writes of ours have touched since it was last quiet."""
    return {
        (logged.ref, name)
        for side in Side
        for logged in world.system(side).log[world.marks[side] :]
        if logged.ours
        for name in {*written(logged), *(RULE_OF[field] for field in changes(logged))}
    }


# What was written


def _check_writes(world: BusyWorld) -> None:
    approved = [*world.approvals.done.values(), *world.approvals.opened.values()]
    sent, edits = Counter[Named](), Counter[Named]()
    for side in Side:
        for logged in world.system(side).log:
            if not logged.ours:
                edits.update((logged.ref, RULE_OF[field]) for field in changes(logged))
            elif logged.before is not None:
                sent.update((logged.ref, name) for name in written(logged))
                _check_seen(world, logged, side)
    rows = [
        (row.link, row.direction, row.name) for row in world.history.of(PROJECT) if row.direction
    ]
    recorded = onto(world, rows)
    assert sent <= recorded, f"writes without history: {sent - recorded}"
    allowed = onto(world, [(a.link, a.direction, name) for a in approved for name in a.digests])
    # A write whose worker was killed is sent again where somebody has put the old value back.
    allowed += edits
    allowed.update({(ref, PARENT): moves for ref, moves in world.moved.items()})
    assert sent <= allowed, f"more writes than approvals: {sent - allowed}"


def written(logged: Logged) -> list[str]:
    names = [RULE_OF[name] for name in logged.asked.values]
    return [*names, PARENT] if logged.asked.move else names


def onto(world: BusyWorld, rows: list[tuple[str, str, str]]) -> Counter[Named]:
    """The target's values that these speak of, by link and direction."""
    return Counter(
        (world.known[link].on(Direction(direction).target).ref, name)
        for link, direction, name in rows
        if link in world.known
    )


def _check_seen(world: BusyWorld, logged: Logged, side: Side) -> None:
    """What was overwritten is what the approver was shown, or what we made. What a standing choice
    has overwritten is judged on its own."""
    assert logged.before is not None
    if id(logged) in world.by_choice:
        return
    if any((logged.ref, field) in world.in_window for field in logged.asked.values):
        world.window_overwrites += 1
        return
    for field in logged.asked.values:
        was = plain(logged.before.values.get(field))
        seen = [*_shown(world, logged.ref, RULE_OF[field], side), *_made(world, logged.ref, field)]
        assert was in seen, f"{logged.ref} {field}: {was!r} was overwritten unseen"


def _shown(world: BusyWorld, ref: ItemRef, name: str, side: Side) -> list[object]:
    return [
        plain(value.before)
        for plan in world.shown.values()
        if plan.direction.target is side
        for each in plan.links
        if each.link in world.known and world.known[each.link].on(side).ref == ref
        for value in each.values
        if value.name == name
    ]


def _made(world: BusyWorld, ref: ItemRef, field: str) -> list[object]:
    births = [each for each in world.system(ref.side).log if each.ref == ref and not each.before]
    return [plain(each.after.values.get(field)) for each in births]
