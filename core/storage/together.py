"""Many reads at once on few threads, and no more in memory than is wanted soon."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from typing import TypeVar

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


def _page(source: Iterator[list[Found]]) -> list[Found] | None:
    return next(source, None)
