"""Standing choices at work: what they decide is approved like anything else, under their name."""

import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace

from core.model.approvals import Approval, Aspect, Became
from core.model.compare import Link
from core.model.errors import Conflict, Rejected
from core.model.items import fingerprint
from core.model.plans import Standpoint, field_digest
from core.model.projects import Project
from core.model.schedule import next_time
from core.model.standing import NO_LONGER, StandingChoice, chase, decides, holding
from core.sync.approve import put_off
from core.sync.brakes import drop, open_watched
from core.sync.ports import Clock
from core.sync.stores import Store

_PATIENCE = 5

log = logging.getLogger(__name__)


def follow(project: Project, links: Iterable[Link], store: Store, clock: Clock) -> int:
    """Open approvals for what the project's standing choices decide about these links; how many.

    Safe twice: an approval's name follows from the choice, the link, the digests, the work item's
    revision, and how often the very same came to nothing. What was written or refused is not
    decided again until something moves. A value that comes back is news: its edit or our write was
    a revision, or what was decided of it was beside the point meanwhile.
    """
    choices = [each for each in project.standing if each.active]
    if not choices:
        return 0
    at = clock()
    found = [
        each
        for link in links
        for choice in choices
        if (each := _decided(choice, link, project, at.isoformat()))
    ]
    news = [each for known in found if (each := _anew(known, store))]
    news = [each for each in news if not _chased(each, project, store)]
    open_watched(put_off(news, next_time(project.apply_at, project.terms.zone, at)), store, clock)
    return len(news)


def _decided(choice: StandingChoice, link: Link, project: Project, at: str) -> Approval | None:
    try:
        return _approval(choice, link, project, at)
    except Exception:  # one bad item never stops another
        log.exception("nothing is decided about link %s of project %s", link.id, project.id)
        return None


def _approval(choice: StandingChoice, link: Link, project: Project, at: str) -> Approval | None:
    view = Standpoint(project.rules, project.terms)
    digests = {
        rule.id: digest
        for rule in decides(choice, link, project.rules, project.terms)
        if (digest := field_digest(link, rule, view, choice.direction))
    }
    if not digests:
        return None
    return Approval(
        id=f"{choice.id}-{fingerprint([link.id, link.ado.version, digests])[:16]}",
        project=project.id,
        link=link.id,
        direction=choice.direction,
        aspect=Aspect.FIELDS,
        digests=digests,
        by=choice.words,
        at=at,
        standing=choice.id,
    )


def _anew(approval: Approval, store: Store) -> Approval | None:
    """Under the next free name; nothing where the same is open, or was written or refused."""
    earlier = list(store.approvals.of(approval.project, approval.id))
    if not all(_came_to_nothing(each) for each in earlier):
        return None
    return replace(approval, id=f"{approval.id}-{len(earlier):05}")


def _came_to_nothing(approval: Approval) -> bool:
    """Whether the other side, too, had moved when its turn came: that may be over by now."""
    became = {outcome.became for outcome in approval.outcomes.values()}
    return not approval.left and bool(became & {Became.AGREED, Became.STALE})


def _chased(approval: Approval, project: Project, store: Store) -> bool:
    """Whether another project's standing choice has to do with the same field of the same work
    item: that may have been linked there after both choices were made. Nobody knows while somebody
    is linking it: the next sweep will."""
    link = store.links.get(project.id, approval.link)
    if link is None:
        return True
    mine = next(each for each in project.standing if each.id == approval.standing)
    try:
        linked = list(store.links.of(link.ado.ref))
    except Conflict:
        return True
    others = {each.project for each in linked} - {project.id}
    return any(
        chase(mine, project.rules, theirs, other.rules)
        for name in others
        if (other := store.projects.get(name))
        for theirs in other.standing
    )


def keep_choices(
    project: Project,
    choices: Sequence[StandingChoice],
    apply_at: str,
    store: Store,
    clock: Clock,
) -> Project:
    """Keep these choices in place of those there are; what one had decided that is no longer
    there, and is not done yet, is dropped; what was put off is put off to the new time, or to none.
    Safe twice, and to take up again where it stopped half-way.

    Raises Rejected, naming the field, where they contradict one another or could chase those of
    another project.
    """
    check_choices(project, choices, store)
    saved = store.projects.put(replace(project, standing=tuple(choices), apply_at=apply_at))
    decided = holding(choices)
    for row in list(store.approvals.waiting(project.id)):
        # What was sent already is written down by whoever works on it next.
        if row.standing and row.standing not in decided and row.intent is None:
            _drop(row, store, clock)
    _put_off_anew(saved, store, clock)
    return saved


def check_choices(project: Project, choices: Sequence[StandingChoice], store: Store) -> None:
    """Raises Rejected, as `keep_choices` does."""
    _check(project, choices)
    for other in store.projects.all():
        if other.id != project.id and other.standing:
            _check_against(other, project, choices, store)


def _put_off_anew(project: Project, store: Store, clock: Clock) -> None:
    """Those that have no other time any more are due now: their own day begins then."""
    now = clock()
    due = next_time(project.apply_at, project.terms.zone, now) or now.isoformat()
    for _ in range(_PATIENCE):
        waiting = list(store.approvals.waiting(project.id))
        late = [row for row in waiting if row.due > now.isoformat() and row.due != due]
        if not late:
            return
        store.approvals.save_many(put_off(late, due))


def _drop(row: Approval, store: Store, clock: Clock) -> None:
    with suppress(Conflict):  # somebody writes it at this very moment
        drop(row, NO_LONGER, store, clock)


def _check(project: Project, choices: Sequence[StandingChoice]) -> None:
    known = {rule.id: rule for rule in project.rules}
    taken: dict[str, str] = {}
    for number, choice in enumerate(choices):
        for name in choice.rules:
            if name not in known:
                _refuse(number, f"there is no rule {name} in this project")
            for field in {*known[name].ado, *known[name].ppm}:
                # Two rules on one field could go round by way of it.
                other = taken.setdefault(field, name)
                if other != name:
                    _refuse(number, f"{name} and {other} have to do with the same field, {field}")
        if doubled := {*choice.rules} & {n for each in choices[:number] for n in each.rules}:
            _refuse(number, f"{min(doubled)} already follows by another choice: one is enough")


def _check_against(
    other: Project, project: Project, choices: Sequence[StandingChoice], store: Store
) -> None:
    shared = ""
    for number, choice in enumerate(choices):
        for theirs in other.standing:
            field = chase(choice, project.rules, theirs, other.rules)
            if not field:
                continue
            shared = shared or _shared(project, other, store)
            if shared:
                called = other.name or other.id
                words = f"could chase the standing choice of project {called}, as {shared}"
                _refuse(number, f"{field} {words} is linked in both")


def _shared(project: Project, other: Project, store: Store) -> str:
    """A work item that is linked in both projects, as people call it."""
    mine = {link.ado.ref: link for link in store.links.all(project.id)}
    both = (mine[each.ado.ref] for each in store.links.all(other.id) if each.ado.ref in mine)
    found = next(both, None)
    return f"'{found.ado.title[:80]}'" if found else ""


def _refuse(number: int, words: str) -> None:
    raise Rejected(words, {f"choices.{number}.rules": words})
