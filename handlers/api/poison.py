"""Messages that nobody could work off."""

from core.sync.messages import replay
from handlers.api import answers, views
from handlers.api.asked import Asked, Needs, Refused
from handlers.api.bodies import NothingBody
from handlers.api.routes import Route


def list_poison(asked: Asked) -> answers.PoisonAnswer:
    rows = asked.services.store.poison.all()
    return answers.PoisonAnswer(poison=[views.poison(row) for row in rows if not row.dismissed_at])


def add_replay(asked: Asked) -> answers.PoisonRowAnswer:
    found = asked.services.store.poison.get(asked.param("message"))
    if found is None:
        raise Refused(404, f"there is no poisoned message {asked.param('message')}")
    by, services = asked.caller.name, asked.services
    return views.poison(replay(found, by, services.decode, services))


ROUTES = (
    Route(
        "poison_list",
        Needs.ADMIN,
        list_poison,
        answers.PoisonAnswer,
        "messages that nobody could work off",
    ),
    Route(
        "poison_replay",
        Needs.ADMIN,
        add_replay,
        answers.PoisonRowAnswer,
        "puts one back on the queue",
        NothingBody,
        202,
    ),
)
