"""One call to PPM Express: the address, and what became of it; lists are read to their end."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

import httpx

from core.connectors.ppm.answers import Missing, listed, members, opened, text
from core.connectors.ppm.lists import Envelope, Kept, List
from core.connectors.ppm.tasks import NOTHING, is_guid
from core.model.errors import Rejected, TryLater

Clock = Callable[[], datetime]
_MOST_PAGES = 1000
_CHUNK = 1 << 18
_SEGMENT = re.compile(r"[\w-]+")
_BEFORE_SENDING = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)


def utc_now() -> datetime:
    return datetime.now(UTC)


def segment(id_: str) -> str:
    """An id as one part of a path; anything else might lead somewhere else. Raises Rejected."""
    if not _SEGMENT.fullmatch(id_):
        raise Rejected(f"{id_!r} is no id of PPM Express")
    return id_


class Calls:
    """`http` comes ready: `{host}/@{tenant}/v1.0`, the bearer, no redirects, with time limits."""

    def __init__(self, http: httpx.Client, clock: Clock = utc_now) -> None:
        self._http = http
        self.clock = clock

    def one(self, path: str, what: str) -> Mapping[str, object]:
        """Raises Rejected where it is not there or not ours to see, TryLater."""
        return members(self._call("GET", path, what)["data"])

    def rows(self, path: str, what: str) -> list[object]:
        """Every row of a list. Raises Rejected where it is not ours to see, TryLater where it
        cannot be had whole: a part of a list would look as if the rest were gone."""
        return [row for page in self._pages(path, what) for row in page]

    def all(self, path: str, what: str) -> list[object]:
        """As `rows`, of a list that has to be there. Raises TryLater alone."""
        try:
            return self.rows(path, what)
        except Rejected as refused:
            raise _suspended(what, refused) from refused

    def streamed(self, path: str, what: str) -> List:
        """As `all`, item by item as it is told. What came before an error is to be forgotten."""

        def told(kept: Kept) -> Iterator[object]:
            try:
                yield from self._streamed(path, what, kept)
            except Rejected as refused:
                raise _suspended(what, refused) from refused

        return told

    def patch(self, path: str, what: str, updates: Mapping[str, object]) -> Mapping[str, object]:
        return members(self._call("PATCH", path, what, {"updates": updates})["data"])

    def post(self, path: str, what: str, body: Mapping[str, object]) -> Mapping[str, object]:
        return members(self._call("POST", path, what, body)["data"])

    def delete(self, path: str, id_: str, what: str) -> None:
        """Safe twice. Raises ValueError for what is no id: without one the vendor takes away
        everything there is."""
        if not is_guid(id_) or id_ == NOTHING:
            raise ValueError(f"{id_!r} is no id to delete")
        with suppress(Missing):
            self._call("DELETE", f"{path}/{id_}", what)

    def _pages(self, path: str, what: str) -> Iterator[list[object]]:
        """No paging is documented; should it ever come, it is followed."""
        pages = _Pages(path, what, self._is_ours)
        for address, query in pages:
            answer = self._call("GET", address, what, query=query)
            pages.told(answer, is_list=isinstance(answer["data"], list))
            yield listed(answer["data"])

    def _streamed(self, path: str, what: str, kept: Kept) -> Iterator[object]:
        pages = _Pages(path, what, self._is_ours)
        for address, query in pages:
            with self._asked(what), self._http.stream("GET", address, params=query or None) as page:
                if not page.is_success:
                    page.read()
                    opened(page, what, self.clock())
                found = Envelope(kept.keeping(page.iter_bytes(_CHUNK)))
                try:
                    yield from found
                except ValueError as error:
                    words = f"PPM Express answered about {what} with something unreadable"
                    raise TryLater(words) from error
            pages.told(found.others, is_list=found.is_list)

    def _is_ours(self, address: str) -> bool:
        """Whether the token may go there."""
        home, there = self._http.base_url, self._http.base_url.join(address)
        return (home.scheme, home.host, home.port) == (there.scheme, there.host, there.port)

    def _call(
        self,
        method: str,
        path: str,
        what: str,
        body: object = None,
        query: Mapping[str, str] | None = None,
    ) -> Mapping[str, object]:
        with self._asked(what, method):
            answer = self._http.request(method, path, json=body, params=query or None)
        return opened(answer, what, self.clock())

    @contextmanager
    def _asked(self, what: str, method: str = "GET") -> Iterator[None]:
        try:
            yield
        except (httpx.RequestError, httpx.InvalidURL, OSError) as error:
            words = f"PPM Express could not be reached for {what} ({type(error).__name__})"
            unsure = method != "GET" and not isinstance(error, _BEFORE_SENDING)
            raise TryLater(words, unsure=unsure) from error


class _Pages:
    """The addresses of a list's pages, each known from the one before. Raises TryLater where that
    does not end well."""

    def __init__(self, path: str, what: str, is_ours: Callable[[str], bool]) -> None:
        self._path, self._what, self._is_ours = path, what, is_ours
        self._next: tuple[str, Mapping[str, str]] | None = (path, {})
        self._seen = {path}

    def __iter__(self) -> Iterator[tuple[str, Mapping[str, str]]]:
        for _ in range(_MOST_PAGES):
            if self._next is None:
                return
            yield self._next
        raise self._badly()

    def told(self, answer: Mapping[str, object], *, is_list: bool) -> None:
        link, token = _next(answer)
        if is_list and not link and not token:
            self._next = None
            return
        address, query = (link, {}) if link else (self._path, {"continuationToken": token})
        if not is_list or (link or token) in self._seen or not self._is_ours(address):
            raise self._badly()
        self._seen.add(link or token)
        self._next = address, query

    def _badly(self) -> TryLater:
        words = f"PPM Express answered about {self._what} with a list that does not end well"
        return TryLater(words)


def _suspended(what: str, refused: Rejected) -> TryLater:
    return TryLater(f"{what} cannot be read, so it is suspended: {refused.words}")


def _next(answer: Mapping[str, object]) -> tuple[str, str]:
    """The address of the next page, or the token that asks for it."""
    link = text(answer.get("nextLink")) or text(answer.get("@odata.nextLink"))
    return link, text(answer.get("continuationToken"))
