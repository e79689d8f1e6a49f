"""Asking a tenant, never telling it anything: every request but GET is refused before it leaves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

import httpx

from core.connectors.ppm.answers import listed, members, opened
from core.connectors.ppm.calls import Calls
from core.model.errors import Rejected, TryLater
from sandbox.contract_check.rows import Verdict

_MAY_NOT = 401
_SECONDS = httpx.Timeout(100.0, connect=10.0)


class OnlyReads(Exception):
    """Somebody tried to send something that might change the tenant."""


class Unread(Exception):
    """This could not be read: `verdict` says whether that is the tenant's last word on it."""

    def __init__(self, words: str, verdict: Verdict, status: int = 0) -> None:
        super().__init__(words)
        self.words = words
        self.verdict = verdict
        self.status = status


def connected(url: str, token: str) -> httpx.Client:
    """A client that can only GET, whoever uses it and for whatever."""
    return httpx.Client(
        base_url=url,
        headers={"Authorization": f"Bearer {token}"},
        timeout=_SECONDS,
        follow_redirects=False,
        event_hooks={"request": [_only_reads]},
    )


def _only_reads(request: httpx.Request) -> None:
    if request.method != "GET":
        raise OnlyReads(f"{request.method} {request.url.path}")


class Reader:
    """One tenant. Remembers the headers of every answer, and what stood beside `data`."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http
        self._calls = Calls(http)
        self.headers: list[httpx.Headers] = []
        self.beside: set[str] = set()

    def one(self, path: str, what: str) -> Mapping[str, object]:
        """Raises Unread."""
        found = self._read(path, what)["data"]
        if not isinstance(found, dict):
            raise Unread(f"{what} is no object", Verdict.DIFFERS)
        return found

    def rows(self, path: str, what: str) -> list[object]:
        """Every row of a list, whole even if it should come in pages. Raises Unread."""
        answer = self._read(path, what)
        if not isinstance(answer["data"], list):
            raise Unread(f"{what} is no list", Verdict.DIFFERS)
        if set(answer) == {"data"}:
            return listed(answer["data"])
        try:
            return self._calls.all(path, what)
        except TryLater as away:
            raise Unread(away.words, Verdict.UNKNOWN) from away

    def spec(self) -> Mapping[str, object]:
        """What the vendor says its API is. Raises Unread."""
        version = self._http.base_url.path.strip("/").rpartition("/")[2]
        answer = self._get(str(self._http.base_url.join(f"/{version}/swagger.json")))
        if not answer.is_success:
            raise Unread(f"HTTP {answer.status_code}", Verdict.UNKNOWN, answer.status_code)
        try:
            return members(json.loads(answer.content.decode("utf-8-sig")))
        except (ValueError, RecursionError) as error:
            raise Unread("it is no JSON", Verdict.UNKNOWN, answer.status_code) from error

    def _read(self, path: str, what: str) -> Mapping[str, object]:
        answer = self._get(path)
        status = answer.status_code
        try:
            found = opened(answer, what, datetime.now(UTC))
        except Rejected as refused:
            raise Unread(f"HTTP {status}: {refused.words}", Verdict.DIFFERS, status) from refused
        except TryLater as away:
            if status == _MAY_NOT:
                words = f"HTTP {status}: this account may not"
                raise Unread(words, Verdict.DIFFERS, status) from away
            verdict = Verdict.DIFFERS if answer.is_success else Verdict.UNKNOWN
            raise Unread(away.words, verdict, status) from away
        self.beside |= set(found) - {"data"}
        return found

    def _get(self, address: str) -> httpx.Response:
        try:
            answer = self._http.get(address)
        except (httpx.RequestError, httpx.InvalidURL, OSError) as error:
            words = f"it could not be reached ({type(error).__name__})"
            raise Unread(words, Verdict.UNKNOWN) from error
        self.headers.append(answer.headers)
        return answer
