"""Many reads at once on few threads, no more in memory than is wanted soon, and one read for those
who want the same."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from threading import Event, Lock
from typing import Generic, TypeVar

WIDTH = 8
"""How many calls of one store are out at once; connections beyond it would not be kept open."""

Found = TypeVar("Found")
Asked = TypeVar("Asked")


class Pool:
    """The threads of one store. None is started before something is asked."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(WIDTH, thread_name_prefix="storage")

    def each(self, ask: Callable[[Asked], Found], questions: Iterable[Asked]) -> Iterator[Found]:
        """The answers, in the order of the questions."""
        known = list(questions)
        if len(known) < 2:
            return map(ask, known)
        return self._threads.map(ask, known)

    def pages(self, sources: Iterable[Iterator[list[Found]]]) -> Iterator[Found]:
        """What all these sources hold, page by page as it comes; one page of each is on its way."""
        waiting = iter(sources)
        out: dict[Future[list[Found] | None], Iterator[list[Found]]] = {}
        for source in islice(waiting, WIDTH):
            out[self._threads.submit(_page, source)] = source
        while out:
            for done in wait(out, return_when=FIRST_COMPLETED).done:
                source, page = out.pop(done), done.result()
                following = next(waiting, None) if page is None else source
                if following is not None:
                    out[self._threads.submit(_page, following)] = following
                yield from page or ()


Question = TypeVar("Question", bound=Hashable)


class Shared(Generic[Question, Found]):
    """One read at a time of the same row. Whoever asks while one is out shares the next with all
    who do, and so is told what a read of their own would have told: it begins after they asked."""

    def __init__(self, ask: Callable[[Question], Found]) -> None:
        self._ask = ask
        self._lock = Lock()
        self._next: dict[Question, _Answer[Found]] = {}
        self._out: defaultdict[Question, Lock] = defaultdict(Lock)

    def __call__(self, question: Question) -> Found:
        with self._lock:
            answer, leads = self._next.get(question), False
            if answer is None:
                answer, leads = self._next.setdefault(question, _Answer()), True
            out = self._out[question]
        if leads:
            with out:
                return self._read(question, answer)
        answer.there.wait()
        # What has befallen somebody else's read need not befall ours.
        return answer.found[0] if answer.found else self._ask(question)

    def _read(self, question: Question, answer: "_Answer[Found]") -> Found:
        with self._lock:
            del self._next[question]
        try:
            found = self._ask(question)
            answer.found.append(found)
            return found
        finally:
            answer.there.set()


class _Answer(Generic[Found]):
    def __init__(self) -> None:
        self.found: list[Found] = []
        self.there = Event()


def _page(source: Iterator[list[Found]]) -> list[Found] | None:
    return next(source, None)
