"""How urgent a call of a vendor is follows from who caused it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.model.budgets import Urgency
from core.model.changes import Change, Place
from core.model.items import ItemRef, Side
from core.sync.ports import Services
from handlers import changes, timers
from handlers.api.door import answer
from sandbox.host import PEOPLE
from tests.handlers.desks import ROUTES, a_desk, request
from tests.worlds import NOON

EVENT = Change(NOON.isoformat(), Place(ItemRef(Side.ADO, "a1")))


def a_person_looks(services: Services) -> None:
    answer(request(person=PEOPLE["admin"]), services, ROUTES["express_projects_list"])


@pytest.mark.parametrize(
    ("act", "urgencies"),
    [
        (a_person_looks, []),
        (timers.apply_waiting, [Urgency.BACKLOG]),
        (lambda services: changes.look(EVENT, services), [Urgency.HOOK]),
        (timers.look_after_hooks, [Urgency.HOOK]),
        (timers.sweep_due, [Urgency.SWEEP]),
    ],
    ids=["a person", "what is approved", "a hook", "looking after hooks", "the sweep"],
)
def test_who_caused_a_call_says_how_urgent_it_is(
    act: Callable[[Services], object], urgencies: list[Urgency]
) -> None:
    pressed: list[Urgency] = []

    def press(services: Services, urgency: Urgency) -> Services:
        pressed.append(urgency)
        return services

    act(a_desk().with_(pressed=press))

    assert pressed == urgencies
