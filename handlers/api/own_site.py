"""A write comes from our own page or from a script, never from another site's form or script.

Each of these would do by itself in a browser that keeps to the rules; together they need none of
them to be kept everywhere.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from handlers.api.asked import Refused

WRITE = "X-Lockstep-Write"
"""No form can send it, and no script of another site may."""


def check(headers: Mapping[str, str], address: str) -> None:
    """Header names are in lower case, `address` is where people find us. Raises Refused."""
    if not headers.get("content-type", "").lower().startswith("application/json"):
        raise Refused(415, "send JSON, with the header Content-Type: application/json")
    if headers.get(WRITE.lower()) != "1":
        raise Refused(403, f"send the header {WRITE}: 1 with whatever is to change something")
    if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        raise Refused(403, "another site may not act for you here")
    if "origin" in headers and _host(headers["origin"]) not in _ours(headers, address):
        raise Refused(403, f"a page of {headers['origin'][:100]} may not act for you here")


def _ours(headers: Mapping[str, str], address: str) -> set[str]:
    """The names we are called by: as the request says, as a proxy says, as the setting says."""
    told = (headers.get("host", ""), *headers.get("x-forwarded-host", "").split(","))
    named = {each.strip().casefold() for each in told} | {_host(address)}
    return named - {""}


def _host(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.casefold()
    except ValueError:
        return ""
