"""What must hold of new items when it is quiet: one for each source and approval, linked or told
of, in the history once, where they were meant to stand; and nothing is held that nobody needs."""

from collections import Counter

from core.model.approvals import Approval, Became
from core.model.items import ItemRef, Side
from core.model.making import ITEM
from core.model.rules import PARENT
from tests.sync.busy_creation import Birth, CreatingWorld
from tests.sync.promises import approvals_of
from tests.worlds import PROJECT

_PERHAPS = "may have been created all the same"


def check_creation(world: CreatingWorld) -> None:
    for link in {birth.link for birth in world.births}:
        _check_once(world, link)
        _check_history(world, link)
    _check_sources(world)
    for birth in world.births:
        _check_known(world, birth)
        _check_place(world, birth)
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


def _check_sources(world: CreatingWorld) -> None:
    """A source has one item, and another only once it was let go of, or nobody could tell."""
    made = Counter[ItemRef]()
    allowed = Counter[ItemRef](world.unlinked)
    for link in {birth.link for birth in world.births}:
        found = [each for each in approvals_of(world, link) if each.making]
        assert found, f"{link} was made without an approval"
        assert found[0].making
        source = found[0].making.source
        mine = [birth.ref for birth in world.births if birth.link == link]
        made[source] += len(mine)
        allowed[source] += len(world.deleted & set(mine)) + any(map(_is_unsure, found))
    for source, number in made.items():
        assert number <= 1 + allowed[source], f"{number} items were made of {source}"


def _check_known(world: CreatingWorld, birth: Birth) -> None:
    """Whoever is there is linked, was let go of, or is spoken of."""
    if birth.ref in world.deleted or world.unlinked[birth.ref]:
        return
    linked = any(link.on(birth.ref.side).ref == birth.ref for link in world.all_links())
    told = any(map(_is_unsure, approvals_of(world, birth.link)))
    assert linked or told, f"{birth.ref} was made, and nobody knows of it"


def _is_unsure(approval: Approval) -> bool:
    return any(_PERHAPS in outcome.words for outcome in approval.outcomes.values())


def _check_place(world: CreatingWorld, birth: Birth) -> None:
    """Where nobody had a hand in it, it stands where it was approved."""
    link = world.links.rows.get((PROJECT, birth.link))
    makings = [a for a in approvals_of(world, birth.link) if a.making and PARENT in a.digests]
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


def _check_claims(world: CreatingWorld) -> None:
    held = {link for link, _ in world.links.claims.values()}
    links = {link for _, link in world.links.rows}
    assert held <= links, f"claims of no link: {held - links}"
    claimed = {(ref, link) for (ref, _), (link, _) in world.links.claims.items()}
    wanted = {(link.on(side).ref, link.id) for link in world.all_links() for side in Side}
    assert claimed == wanted, f"links without claims: {wanted - claimed}"
