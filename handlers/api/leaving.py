"""A project is left, and taken up again."""

from core.model.connections import HookRow
from core.model.projects import Project
from core.sync.leave import leave, take_up
from handlers.api import answers, views
from handlers.api.asked import Asked, Needs
from handlers.api.bodies import NothingBody
from handlers.api.connection import HookAnswer, hook
from handlers.api.routes import Route


class LeavingAnswer(answers.Answer):
    """How it stands afterwards. Of a project that was left `hooks` are the addresses from which a
    subscription could not be taken away, with why; else those that it hears from."""

    suspended: answers.SuspensionAnswer | None
    hooks: list[HookAnswer]


def put_suspension(asked: Asked) -> LeavingAnswer:
    asked.body(NothingBody)
    return _told(*leave(asked.project, asked.caller.name, asked.services))


def remove_suspension(asked: Asked) -> LeavingAnswer:
    return _told(*take_up(asked.project, asked.services))


def _told(project: Project, rows: list[HookRow]) -> LeavingAnswer:
    return LeavingAnswer(suspended=views.suspension(project), hooks=[hook(row) for row in rows])


ROUTES = (
    Route(
        "suspension_put",
        Needs.ADMIN,
        put_suspension,
        LeavingAnswer,
        "leaves the project: nothing is read or written, every subscription of it is taken away",
        NothingBody,
    ),
    Route(
        "suspension_remove",
        Needs.ADMIN,
        remove_suspension,
        LeavingAnswer,
        "takes a project that was left up again, and subscribes to its changes",
    ),
)
