"""Probes: whether messages arrive and what has to be written can be."""

from core.model.changes import Probe
from core.sync.probe import send_probe
from handlers.api import answers
from handlers.api.asked import Asked, Needs, Refused
from handlers.api.bodies import NothingBody
from handlers.api.routes import Route


class ProbeAnswer(answers.Answer):
    """Sent means that a secret, a row and a message were written; come, that the message was
    worked off."""

    id: str
    sent_at: answers.Moment
    came_at: answers.MaybeMoment


def add_probe(asked: Asked) -> ProbeAnswer:
    return _told(send_probe(asked.services))


def show_probe(asked: Asked) -> ProbeAnswer:
    found = asked.services.store.probes.get(asked.param("probe"))
    if found is None:
        raise Refused(404, f"there is no probe {asked.param('probe')}")
    return _told(found)


def _told(probe: Probe) -> ProbeAnswer:
    return ProbeAnswer(id=probe.id, sent_at=probe.sent_at, came_at=probe.came_at)


ROUTES = (
    Route(
        "probes_add",
        Needs.ADMIN,
        add_probe,
        ProbeAnswer,
        "writes a secret, a row and a message, to see that all of it works",
        NothingBody,
        202,
    ),
    Route(
        "probes_show",
        Needs.ADMIN,
        show_probe,
        ProbeAnswer,
        "whether that message has come",
    ),
)
