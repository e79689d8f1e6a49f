"""The calls we make, and what we send and read in each: our own table, not the vendor's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Call:
    """`sends` are members of the body, `reads` those of what stands under `data`. Without those
    not `needed` the work goes on, less comfortably."""

    method: str
    path: str
    sends: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    needed: bool = True

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


_TASKS = "/projects/{id}/tasks"
_TASK = f"{_TASKS}/{{taskId}}"
_TOLD = ("id", "attributes", "sourceType")

CALLS = (
    Call("GET", "/Me", reads=("email", "token")),
    Call(
        "GET",
        "/Fields/{entity}",
        reads=("key", "label", "type", "isMultiChoice", "isReadonly", "settings"),
    ),
    Call("GET", "/Projects", reads=("id", "attributes"), needed=False),
    Call("GET", "/Projects/{id}", reads=("id", "attributes")),
    Call("GET", "/Resources", reads=("id", "attributes")),
    Call("GET", _TASKS, reads=_TOLD),
    Call("GET", _TASK, reads=_TOLD),
    Call("POST", _TASKS, sends=("attributes",), reads=_TOLD),
    Call("PATCH", _TASK, sends=("updates",), reads=_TOLD),
    Call("GET", "/Webhooks", reads=("id", "eventTypes", "url"), needed=False),
    Call(
        "POST",
        "/Webhooks",
        sends=("eventTypes", "headers", "httpVerb", "url"),
        reads=("id", "url"),
        needed=False,
    ),
    Call("DELETE", "/Webhooks/{id}", needed=False),
)
