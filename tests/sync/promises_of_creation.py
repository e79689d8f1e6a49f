"""What must hold of new items when it is quiet: one for each source and approval, linked or told
of, in the history once, where they were meant to stand; and nothing is held that nobody needs."""

from core.model.approvals import Became
from core.model.items import ItemRef, Side
from core.model.making import ITEM
from core.model.rules import PARENT
from tests.sync.busy_creation import Birth, CreatingWorld
from tests.sync.busy_items import ADJUSTED, RULE_OF
from tests.sync.busy_world import changes
from tests.worlds import PROJECT


def check_creation(world: CreatingWorld) -> None:
    assert not world.needless, world.needless
    for link in {birth.link for birth in world.births}:
        _check_once(world, link)
        _check_history(world, link)
    for birth in (each for each in world.births if each.ref not in world.deleted):
        _check_known(world, birth)
        _check_place(world, birth)
        _check_values(world, birth)
    _check_claims(world)


def _check_once(world: CreatingWorld, link: str) -> None:
    made = [birth.ref for birth in world.births if birth.link == link]
    left = [ref for ref in made if ref not in world.deleted]
    assert len(left) <= 1, f"{left} were made for the one link {link}"


def _check_history(world: CreatingWorld, link: str) -> None:
    made = [birth for birth in world.births if birth.link == link]
    rows = [
        row
        for row in world.history.of(PROJECT, link)
        if row.name == ITEM and row.became is Became.APPLIED
    ]
    least = 1 if any(birth.ref not in world.deleted for birth in made) else 0
    assert least <= len(rows) <= len(made), f"{link} stands in the history {len(rows)} times"


def _check_known(world: CreatingWorld, birth: Birth) -> None:
    """Whoever is there is linked, was let go of, or is spoken of."""
    if world.unlinked[birth.ref]:
        return
    linked = any(link.on(birth.ref.side).ref == birth.ref for link in world.all_links())
    assert linked or world.is_doubtful(birth.link), f"{birth.ref} was made, and nobody knows of it"


def _check_place(world: CreatingWorld, birth: Birth) -> None:
    """Where nobody had a hand in it, it stands where it was approved."""
    link = world.links.rows.get((PROJECT, birth.link))
    makings = [a for a in world.approvals_of(birth.link) if a.making and PARENT in a.digests]
    if link is None or link.gone or not makings or world.moved[birth.ref]:
        return
    making = makings[0].making
    assert making
    above = world.links.rows.get((PROJECT, making.below))
    wanted = making.parent or (above.on(birth.ref.side).ref if above else None)
    stands = world.system(birth.ref.side).items[birth.ref].parent
    if wanted is None or world.unlinked[wanted] or _moved_by_us(world, birth.ref):
        return
    assert stands == wanted, f"{birth.ref} stands below {stands}, not {wanted}"


def _moved_by_us(world: CreatingWorld, ref: ItemRef) -> bool:
    log = world.system(ref.side).log
    return any(each.ref == ref and each.ours and each.asked.move for each in log)


def _check_values(world: CreatingWorld, birth: Birth) -> None:
    """What is said to have been carried over stands there, where nobody had a hand in it."""
    link = world.links.rows.get((PROJECT, birth.link))
    approvals = world.approvals_of(birth.link)
    if link is None or link.gone or len(approvals) > 1:
        return
    for name, outcome in approvals[0].outcomes.items():
        mismatch = link.mismatch(name)
        if mismatch is None or name in {PARENT, *world.changed} or _is_edited(world, birth, name):
            continue
        assert outcome.became is not Became.APPLIED, f"{birth.ref} {name}: {mismatch} is applied"
        made = mismatch.now.on(birth.ref.side)
        assert outcome.became is not Became.ADJUSTED or made in ADJUSTED, f"{made} is no answer"


def _is_edited(world: CreatingWorld, birth: Birth, name: str) -> bool:
    return any(
        logged.ref in (birth.ref, birth.source) and name in {RULE_OF[f] for f in changes(logged)}
        for side in Side
        for logged in world.system(side).log
        if not logged.ours
    )


def _check_claims(world: CreatingWorld) -> None:
    """An item that was deleted before we knew of it stays claimed, and nobody can want it."""
    claims = {(ref, link) for (ref, _), (link, _) in world.links.claims.items()}
    held = {(link.on(side).ref, link.id) for link in world.all_links() for side in Side}
    assert held <= claims, f"links without claims: {held - claims}"
    needless = {ref for ref, _ in claims - held} - world.deleted
    assert not needless, f"claims of no link: {needless}"
