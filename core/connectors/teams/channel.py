"""Posts to the address that a Teams workflow gave. The address itself is the secret: it stands in
no error and in no log."""

from collections.abc import Sequence
from urllib.parse import urlsplit

import httpx

from core.connectors.teams.card import message
from core.model.alarms import Raised
from core.model.errors import Rejected, TryLater

_BUSY = 429


class TeamsChannel:
    """One channel. `address` is where people find us."""

    def __init__(self, http: httpx.Client, address: str) -> None:
        self._http = http
        self._address = address

    def post(self, url: str, rows: Sequence[Raised]) -> None:
        """Raises Rejected where the address is of no use, TryLater where nobody answers."""
        try:
            answer = self._http.post(url, json=message(rows, self._address))
        except (httpx.TransportError, httpx.InvalidURL) as error:
            name = type(error).__name__
            raise TryLater(f"the channel for alarms was not reached ({name})") from None
        if answer.is_success:
            return
        words = f"the channel for alarms answered {answer.status_code}"
        if answer.is_server_error or answer.status_code == _BUSY:
            raise TryLater(words)
        raise Rejected(words)


def usable(url: str, plain_http: bool = False) -> str:
    """The address without blanks around it. Raises Rejected without telling it."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        raise Rejected("the address of the channel for alarms cannot be read") from None
    if parts.scheme != "https" and not (plain_http and parts.scheme == "http"):
        raise Rejected("the address of the channel for alarms has to begin with https://")
    if not parts.hostname or parts.username or parts.password:
        raise Rejected("the address of the channel for alarms names no host, or a password")
    return url.strip()
