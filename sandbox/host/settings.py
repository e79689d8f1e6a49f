"""What stands in host.json and in the app settings, read the way the real host reads them."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SHORTEST_POLL = 0.1
LOCAL_LONGEST_POLL = 2.0
_OVERRIDE = "AzureFunctionsJobHost__"


@dataclass(frozen=True)
class QueueRules:
    batch_size: int
    new_batch_threshold: int
    max_polling_interval: float
    visibility_timeout: float
    max_dequeue_count: int
    base64: bool


@dataclass(frozen=True)
class HostRules:
    route_prefix: str
    queues: QueueRules


def host_rules(app_dir: Path) -> HostRules:
    written = json.loads((app_dir / "host.json").read_text(encoding="utf-8"))
    for name, value in os.environ.items():
        if name.lower().startswith(_OVERRIDE.lower()):
            _override(written, name[len(_OVERRIDE) :].split("__"), value)
    extensions = written.get("extensions", {})
    return HostRules(
        route_prefix=extensions.get("http", {}).get("routePrefix", "api").strip("/"),
        queues=_queue_rules(extensions.get("queues", {})),
    )


def _override(written: dict[str, Any], path: list[str], value: str) -> None:
    for name in path[:-1]:
        written = written.setdefault(name, {})
    written[path[-1]] = value


def _queue_rules(written: Mapping[str, Any]) -> QueueRules:
    batch = int(written.get("batchSize", 16))
    longest = _seconds(written["maxPollingInterval"]) if "maxPollingInterval" in written else None
    return QueueRules(
        batch_size=min(batch, 32),
        new_batch_threshold=int(written.get("newBatchThreshold", batch // 2)),
        max_polling_interval=max(longest or LOCAL_LONGEST_POLL, SHORTEST_POLL),
        visibility_timeout=_seconds(written.get("visibilityTimeout", "00:00:00")),
        max_dequeue_count=int(written.get("maxDequeueCount", 5)),
        base64=written.get("messageEncoding", "base64").lower() == "base64",
    )


def _seconds(span: str) -> float:
    hours, minutes, seconds = span.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def resolved(text: str) -> str:
    """`%SETTING%` names give way to what the settings say; a name without a value is an error."""
    return re.sub(r"%([^%]+)%", lambda found: _required(found[1]), text)


def connection_string(name: str) -> str:
    return os.environ.get(name) or _required(f"AzureWebJobs{name}")


def is_disabled(function: str) -> bool:
    names = (f"AzureWebJobs.{function}.Disabled", f"AzureWebJobs__{function}__Disabled")
    return any(os.environ.get(name, "").lower() in ("true", "1") for name in names)


def _required(name: str) -> str:
    try:
        return os.environ[name]
    except KeyError:
        raise ValueError(f"The app settings do not say what {name} is.") from None


def settings_in(file: Path) -> dict[str, str]:
    """The `Values` of a file like local.settings.json."""
    values: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))["Values"]
    return values


@contextmanager
def environment(settings: Mapping[str, str]) -> Iterator[None]:
    """The settings as environment variables, and afterwards the environment as it was."""
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
