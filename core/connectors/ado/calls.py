"""One call to Azure DevOps: the address, the version, and what became of it."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from urllib.parse import quote

import httpx

from core.connectors.ado.answers import opened
from core.model.errors import Rejected, TryLater

Clock = Callable[[], datetime]
_VERSION = "7.1"
_PATCH = "application/json-patch+json"
_NO_SIGN_IN_PAGE = {"Accept": "application/json", "X-TFS-FedAuthRedirect": "Suppress"}


def utc_now() -> datetime:
    return datetime.now(UTC)


class Calls:
    """`http` comes ready: the organisation's address, signed in, no redirects, with time limits."""

    def __init__(self, http: httpx.Client, clock: Clock = utc_now) -> None:
        self._http = http
        self._clock = clock

    @property
    def home(self) -> str:
        """The organisation's address, as it stands in front of everything."""
        return str(self._http.base_url).rstrip("/")

    def get(self, path: str, what: str, query: Mapping[str, str] | None = None) -> object:
        return self._call("GET", path, what, None, query or {})

    def post(
        self, path: str, what: str, body: object, query: Mapping[str, str] | None = None
    ) -> object:
        return self._call("POST", path, what, ("application/json", body), query or {})

    def patch(self, path: str, what: str, body: object, query: Mapping[str, str]) -> object:
        return self._call("PATCH", path, what, (_PATCH, body), query)

    def patch_many(self, path: str, what: str, requests: object) -> object:
        """Many patches in one, each with an answer of its own within the answer."""
        return self._call("PATCH", path, what, ("application/json", requests), {})

    def post_patch(self, path: str, what: str, body: object, query: Mapping[str, str]) -> object:
        """As new items are made: the patch of one that is not there yet."""
        return self._call("POST", path, what, (_PATCH, body), query)

    def delete(self, path: str, what: str) -> None:
        """Raises as the others do; an empty answer is fine."""
        self._call("DELETE", path, what, None, {})

    def _call(
        self,
        method: str,
        path: str,
        what: str,
        sent: tuple[str, object] | None,
        query: Mapping[str, str],
    ) -> object:
        """Raises Conflict, Rejected and TryLater; `what` is how a person calls it."""
        headers, content = dict(_NO_SIGN_IN_PAGE), None
        if sent is not None:
            headers["Content-Type"], content = sent[0], json.dumps(sent[1]).encode()
        params = {"api-version": _VERSION, **query}
        try:
            answer = self._http.request(
                method, path, params=params, headers=headers, content=content
            )
        except httpx.RequestError as error:
            reason = type(error).__name__
            lost = not isinstance(
                error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout
            )
            words = f"Azure DevOps could not be reached for {what} ({reason})"
            raise TryLater(words, unsure=lost) from error
        # What it was read from holds it in a circle, with all that was said: that would be held
        # until somebody looks for circles.
        answer.stream = httpx.ByteStream(b"")
        return self.opened(answer, what)

    def opened(self, answer: httpx.Response, what: str) -> object:
        """What an answer means, also one that came as a part of another."""
        return opened(answer, what, self._clock())

    def part(self, code: int, content: bytes, after: str = "") -> httpx.Response:
        """The answer to one of many requests that were sent in one; `after` is how long to wait."""
        asked = httpx.Request("PATCH", self._http.base_url)
        told = {"Content-Type": "application/json", "Retry-After": after}
        return httpx.Response(code, headers=told, content=content, request=asked)


def segment(name: str) -> str:
    """A name as one part of a path. Raises Rejected for one that would lead elsewhere."""
    if name in (".", ".."):
        raise Rejected(f"nothing in Azure DevOps is called {name!r}")
    return quote(name, safe="", errors="replace")
