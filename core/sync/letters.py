"""Before an approval is filed: what did not come true of it is kept as a letter."""

from core.model.approvals import Approval
from core.model.errors import Conflict
from core.model.letters import letter_of, returned
from core.sync.stores import Store

_PATIENCE = 5


def keep(closed: Approval, title: str, store: Store, at: str) -> None:
    """Before an approval is filed as closed: what did not come true of it becomes a letter, and the
    letter that it came from is settled, or is back. Safe twice."""
    if closed.letter:
        answer(closed, store)
    elif found := letter_of(closed, title, at):
        store.letters.add(found)


def answer(closed: Approval, store: Store) -> None:
    """The letter that this approval came from, if any, is settled, or is back."""
    if not closed.letter:
        return
    for _ in range(_PATIENCE):
        letter = store.letters.get(closed.project, closed.letter)
        if letter is None or letter.retry != closed.id:
            return
        back = returned(letter, closed)
        try:
            if back is None:
                store.letters.remove(letter)
            else:
                store.letters.save(back)
            return
        except Conflict:
            continue
    raise Conflict(f"letter {closed.letter} keeps moving")
