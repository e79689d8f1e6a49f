"""A vendor lives on the public internet. Whoever answers to its name from a private address is
somebody else: a name that was bent, or a service of our own that must never see the token."""

from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address
from typing import Any

import httpx


class PrivateAddress(httpx.ConnectError):
    """The name leads to an address that is not public; nothing was sent."""


def only_public(request: httpx.Request) -> None:
    """An event hook of a client: each new connection is looked at before anything is sent on it."""
    request.extensions["trace"] = _look


def is_public(address: str) -> bool:
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return found.is_global and not found.is_multicast


def _look(event: str, told: Mapping[str, Any]) -> None:
    if event != "connection.connect_tcp.complete":
        return
    stream = told["return_value"]
    address = stream.get_extra_info("server_addr")[0]
    if not is_public(address):
        stream.close()
        raise PrivateAddress(f"the name leads to {address}, which is not public")
