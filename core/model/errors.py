"""The ways an act can fail, named by what the caller does next."""

from collections.abc import Mapping


class Conflict(Exception):
    """It moved while we were looking. Look again, then decide again."""


class Rejected(Exception):
    """The other system said no, and would say no again. Show its words to the manager.

    `fields` holds the words field by field where the vendor named the fields; the rest of
    the write may then be sent again without them.
    """

    def __init__(self, words: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(words)
        self.words = words
        self.fields = dict(fields or {})


_LONGEST_WAIT = 3600.0


class TryLater(Exception):
    """The other system is busy or away. A new message, or the next drain, brings this back.

    `after` is the vendor's own waiting time in seconds, an hour at most. `unsure` says that
    the answer was lost: what was asked may have been done.
    """

    def __init__(self, words: str, after: float | None = None, *, unsure: bool = False) -> None:
        super().__init__(words)
        self.words = words
        self.after = None if after is None else min(max(after, 0.0), _LONGEST_WAIT)
        self.unsure = unsure


def of_none(failure: Exception) -> Exception:
    """What a call for many things means for each where it raises as a whole: it tells of none, and
    some of them may have been done."""
    match failure:
        case TryLater():
            return TryLater(failure.words, failure.after, unsure=True)
        case Conflict() | Rejected():
            return TryLater(str(failure), unsure=True)
        case _:
            return failure
