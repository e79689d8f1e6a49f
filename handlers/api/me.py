"""Who is asking."""

from core.model.projects import Role
from handlers.api import answers
from handlers.api.asked import Asked, Needs
from handlers.api.routes import Route


class MeAnswer(answers.Answer):
    """The person who is signed in. The roles count only in projects that list them."""

    id: str
    name: str
    roles: list[Role]


def show_me(asked: Asked) -> MeAnswer:
    caller = asked.caller
    return MeAnswer(id=caller.id, name=caller.name, roles=sorted(caller.roles))


ROUTES = (
    Route(
        "me_show",
        Needs.VIEWER,
        show_me,
        MeAnswer,
        "who is signed in, and their roles",
    ),
)
