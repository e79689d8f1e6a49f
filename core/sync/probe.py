"""Whether messages arrive and what has to be written can be: the app tries it on itself."""

import uuid
from dataclasses import replace
from datetime import timedelta

from core.model.changes import Change, Place, Probe
from core.sync.ports import Services

SECRET = "probe"  # noqa: S105 - a name, and what it holds opens nothing
_KEPT = timedelta(days=1)


def send_probe(services: Services) -> Probe:
    """A secret, a row and a message are written; whoever works the message off notes it on the
    row. Raises TryLater where one of them cannot be reached."""
    _forget_old(services)
    sent = Probe(uuid.uuid4().hex, services.clock().isoformat())
    services.secrets.write(SECRET, sent.id)
    services.store.probes.put(sent)
    services.changes.put(Change(sent.sent_at, Place(probe=sent.id)))
    return sent


def probe_came(probe: str, services: Services) -> None:
    """Safe twice; of one that is forgotten by now nothing is noted."""
    sent = services.store.probes.get(probe)
    if sent is not None:
        services.store.probes.put(replace(sent, came_at=services.clock().isoformat()))


def _forget_old(services: Services) -> None:
    before = (services.clock() - _KEPT).isoformat()
    for old in services.store.probes.all():
        if old.sent_at < before:
            services.store.probes.remove(old.id)
