"""The page inside others: who may frame it, and what a frame knows before anybody signs in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

LOGIN = "https://login.microsoftonline.com"
EXPRESS = "https://app.ppm.express"
PARAMETERS = (
    "project=projectId,projectUid,entityId;tasks=taskIds,ids,selectedIds,taskId;tenant=tenant"
)
"""By which names PPM Express may tell a landing page where it was opened."""

_TOLD = ("project", "tasks", "tenant")
_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_PORT = r"(?::\d{1,5})?"
_SAFE = re.compile(rf"https://{_LABEL}(?:\.{_LABEL})+{_PORT}")
_LOOPBACK = re.compile(rf"http://(?:127\.0\.0\.1|localhost){_PORT}")
_NAME = re.compile(r"[A-Za-z0-9_.-]+")


@dataclass(frozen=True)
class Framing:
    """`ancestors` are the origins that may frame the page. `client` is the Entra app that signs
    people in there, of the tenant `tenant`; where one of the two is missing nobody signs in inside
    a frame. `parameters` holds, for what a landing page is told, the names it may be told by."""

    ancestors: tuple[str, ...] = ()
    client: str = ""
    tenant: str = ""
    parameters: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: parameters(""))

    @property
    def signs_in(self) -> bool:
        return bool(self.client and self.tenant)


def origins(text: str, plain_http: bool = False) -> tuple[str, ...]:
    """Exact origins, separated by spaces. Raises ValueError for anything else.

    Plain http only on this very machine and where the deployment says so.
    """
    return tuple(_origin(each, plain_http) for each in text.split())


def _origin(text: str, plain_http: bool) -> str:
    if _SAFE.fullmatch(text) or (plain_http and _LOOPBACK.fullmatch(text)):
        return text
    raise ValueError(f"{text} is no origin, such as {EXPRESS}: scheme and host, nothing more")


def parameters(text: str) -> Mapping[str, tuple[str, ...]]:
    """Names by what they tell; those of PPM Express where none are given. Raises ValueError."""
    found: dict[str, tuple[str, ...]] = dict.fromkeys(_TOLD, ())
    for part in (text or PARAMETERS).split(";"):
        told, _, names = part.strip().partition("=")
        if told not in _TOLD:
            raise ValueError(f"{told!r}: a frame is told of {', '.join(_TOLD)} and nothing else")
        found[told] = tuple(_name(each.strip()) for each in names.split(","))
    return found


def _name(text: str) -> str:
    if _NAME.fullmatch(text):
        return text
    raise ValueError(f"{text!r} can be no name of a parameter")
