"""Which addresses our ADO token may be sent to. The address is user input; the token is not."""

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from core.model.items import fingerprint

_HOST = re.compile(r"^[a-z0-9.-]+$")
AZURE_DEVOPS = ("dev.azure.com", ".visualstudio.com")


def accepted(url: str, more_hosts: Collection[str] = (), plain_http: bool = False) -> str:
    """The address without its trailing slash.

    Only https hosts of Azure DevOps and those the deployment allows; plain http only where the
    deployment says so, which is for the sandbox. Raises ValueError with the reason.
    """
    if not url.isprintable():
        raise ValueError("the address holds characters that nobody can see")
    parts = urlsplit(url.strip())
    if parts.scheme != "https" and not (plain_http and parts.scheme == "http"):
        raise ValueError("the address has to begin with https://")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("the address must hold nothing but host and organisation")
    host = (parts.hostname or "").casefold()
    if not _HOST.match(host):
        raise ValueError("the address names no host")
    try:
        named = f"{host}:{parts.port}" if parts.port else host
    except ValueError:
        raise ValueError("the address has no valid port") from None
    if not any(_is(known, host, named) for known in (*AZURE_DEVOPS, *more_hosts)):
        raise ValueError(f"{named or 'this'} is not a host of Azure DevOps that we may call")
    return url.strip().rstrip("/")


def _is(known: str, host: str, named: str) -> bool:
    known = known.strip().casefold()
    if known.startswith("."):
        return host.endswith(known) and named == host
    return bool(known) and known == named


def secret_name(url: str, salt: str) -> str:
    """The name of a token's secret. The host of its address stands in it, so that the token goes
    to no other: `belongs` holds it against an address. `salt` keeps several of one host apart."""
    return f"ado-{_tag(url)}-{fingerprint(salt)[:12]}"


def belongs(secret: str, url: str) -> bool:
    """Whether the token of that name may be sent to this address."""
    return secret.startswith(f"ado-{_tag(url)}-")


def host_of(url: str) -> str:
    """The host of an address with its port, in small letters."""
    return urlsplit(url.strip()).netloc.casefold()


def _tag(url: str) -> str:
    parts = urlsplit(url.strip())
    return fingerprint([parts.scheme.casefold(), parts.netloc.casefold()])[:12]
