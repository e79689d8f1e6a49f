"""A tenant to which something of everything has happened, through the product's own use cases: rows
of every noun stand in the tables afterwards."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from core.model.approvals import Direction
from core.model.backlogs import Filter
from core.model.brakes import Limits
from core.model.budgets import Urgency, identity
from core.model.changes import Change, Place, PoisonRow
from core.model.errors import Rejected
from core.model.items import ItemRef, LongText, Person, Side
from core.model.projects import SavedFilter
from core.model.rules import FieldRule, Kind, Terms
from core.model.standing import StandingChoice
from core.storage.changes import encode
from core.sync.alarms import sound
from core.sync.leave import leave
from core.sync.listen import PPM_HOOK, keep_hooks
from core.sync.pacing import Budget
from core.sync.probe import send_probe
from core.sync.retry import dismiss
from core.sync.standing import keep_choices
from core.sync.stores import Store
from handlers.timers import sweep_due
from sandbox.host import PEOPLE
from sandbox.memory.system import Values
from tests.handlers.desks import ADDRESS, Desk, a_desk, ask, request, told
from tests.handlers.rows import STOP
from tests.worlds import NEW, PROJECT, RULES, Stopped

NO = Rejected("TF401320: rule error for field Title")
OWNER = FieldRule("owner", ("System.AssignedTo",), ("AssignedTo",), Kind.PEOPLE)
NOTES = FieldRule("notes", ("System.Description",), ("Description",), Kind.RICH_TEXT)
BUDGET = identity(Side.ADO, ADDRESS, "ado-token")


def busy_tenant(store: Store) -> Desk:
    """Whoever goes on with it finds: link-2 in step, link-3 refused, link-4's item recycled, link-5
    edited on both sides, link-6 whose write lost its answer, link-7 that waits for the evening, and
    a new task for work item 8 of which nobody knows whether it was made."""
    desk = a_desk()
    _settled(desk, store)
    _linked(desk)
    _written_and_refused(desk)
    _cut_off(desk)
    _looked_at(desk)
    _around(desk)
    return desk


def _settled(desk: Desk, store: Store) -> None:
    projects = list(desk.world.store.projects.all())
    desk.world.store, desk.services = store, desk.with_(store=store)
    for project in projects:
        store.projects.put(replace(project, etag=""))
    desk.world.agree(
        rules=(*RULES, OWNER, NOTES),
        terms=Terms("Europe/Berlin", 7.5),
        filters=(SavedFilter("Sprint", Filter("collection-1", "Shop", iteration="Shop\\1")),),
        limits=Limits(share=40, least=20),
        approvers_keep=True,
    )
    ask(desk, "site_put", request("PUT", {"url": ADDRESS, "token": "pat"}, PEOPLE["admin"]))


def _linked(desk: Desk) -> None:
    world, above = desk.world, None
    mara = Person("mara@example.com", "Mara")
    for number, name in enumerate(("Pay", "Pay by card", "Refund", "Ship", "Return"), 1):
        notes = LongText(f"<p>{name} 発票</p>", name, name, f"{name} 発票")
        ado: Values = {"System.Title": name, "System.State": NEW, "System.Tags": ("shop",)}
        ppm: Values = {"Name": name, "Progress": 0, "Tags": ("shop",)}
        pair = world.a_pair(
            str(number),
            {**ado, "System.AssignedTo": mara, "System.Description": notes, "Priority": 1},
            {**ppm, "AssignedTo": (mara,), "Priority": "High"},
            below=above if number > 1 else None,
        )
        above = above or pair
    for number in (6, 7):
        world.a_pair(str(number), {"System.Title": "Track"}, {"Name": "Track"})


def _written_and_refused(desk: Desk) -> None:
    world = desk.world
    _retitled(desk, "2", "Pay by card, at once")
    world.approve(Direction.TO_PPM, picks={"link-2": ["title"]})
    world.apply()
    world.ppm.refuse = lambda write: NO
    for number in ("3", "7"):
        _retitled(desk, number, "Refund half")
        world.approve(Direction.TO_PPM, picks={f"link-{number}": ["title"]})
        world.apply()
    world.ppm.refuse = lambda write: None
    [mine] = [each for each in world.store.letters.open(PROJECT) if each.link == "link-7"]
    dismiss(PROJECT, mine.id, "agreed by phone", "Noor", world.store, world.clock)


def _cut_off(desk: Desk) -> None:
    """Workers that were killed: one while its write was answered, one while it made a task."""
    world = desk.world
    _retitled(desk, "6", "Track a parcel")
    world.approve(Direction.TO_PPM, picks={"link-6": ["title"]})
    _killed_at(desk, "ppm.answer")
    with suppress(Stopped):
        world.apply()
    _killed_at(desk, "ppm.made")
    by = PEOPLE["approver"]
    world.ado.put("a8", {"System.Title": "Weigh it", "System.WorkItemType": "User Story"})
    plan = told(ask(desk, "new_tasks_plan", request("POST", {"items": [8]}, by)))
    with suppress(Stopped):
        ask(desk, "approvals_add", request("POST", {"plan": plan["id"]}, by))
    world.on_step = None


def _looked_at(desk: Desk) -> None:
    """A sweep finds what no hook told, and opens what a standing choice decides."""
    world = desk.world
    at = world.clock().isoformat()
    choice = StandingChoice(("tags",), Direction.TO_PPM, "Mara", at)
    keep_choices(world.project, [choice], "22:00", world.store, world.clock)
    world.ado.edit(ItemRef(Side.ADO, "a7"), {"System.Tags": ("shop", "new")})
    world.ado.recycle(ItemRef(Side.ADO, "a4"))
    world.ado.edit(ItemRef(Side.ADO, "a5"), {"System.Title": "Return it"})
    world.ppm.edit(ItemRef(Side.PPM, "p5"), {"Name": "Send back"})
    world.clock.pass_(minutes=5)
    sweep_due(desk.services)


def _around(desk: Desk) -> None:
    """Everything that is no link: hooks, messages, budgets, alarms, a kept tree, a brake,
    a project that was left."""
    world, store, at = desk.world, desk.world.store, desk.world.clock().isoformat()
    world.agree(brakes=(STOP,))
    keep_hooks(desk.services)
    store.hooks.seen(PPM_HOOK, at)
    message = encode(Change(at, Place(ItemRef(Side.ADO, "a1"))))
    store.poison.add(PoisonRow("m-1", message, at, "it was no JSON"))
    store.poison.fail("ado:a1", "it was no JSON")
    Budget(BUDGET, lambda: store.budgets, world.clock).take(Urgency.SWEEP, "workitemsbatch")
    lost = [ItemRef(Side.ADO, "a9"), ItemRef(Side.PPM, "p9")]
    store.links.claim(PROJECT, "link-9", lost)
    world.clock.pass_(minutes=1)
    sound(desk.services)
    ask(desk, "tree_show", request(person=PEOPLE["viewer"]))
    send_probe(desk.services)
    other = store.projects.get("shipping")
    assert other is not None
    leave(other, "Noor", desk.services)


def _retitled(desk: Desk, number: str, title: str) -> None:
    ref = ItemRef(Side.ADO, f"a{number}")
    desk.world.ado.edit(ref, {"System.Title": title})
    desk.world.hook(ref)


def _killed_at(desk: Desk, place: str) -> None:
    def between(step: str) -> None:
        if step == place:
            raise Stopped

    desk.world.on_step = between
