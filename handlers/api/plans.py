"""Plans: what a person is shown before deciding, for present links and for new items."""

import uuid

from core.model.approvals import Aspect, Direction
from core.model.items import Side
from core.model.making import ItemType
from core.model.plans import Plan
from core.model.projects import Project
from core.sync.approve import Wish, make_plan
from core.sync.listen import NO_ADDRESS
from core.sync.propose import Wanted, choices, propose
from handlers.api import answers, views
from handlers.api.asked import Asked, Needs, Refused
from handlers.api.bodies import ItemsBody, NewItemsBody, NewTasksBody, PlanBody
from handlers.api.places import place_of
from handlers.api.routes import Route


class RungAnswer(answers.Answer):
    """How much of what stands below comes along; `down_to` asks for it, `items` is how many
    items that makes."""

    down_to: str
    name: str
    items: int


class RungsAnswer(answers.Answer):
    rungs: list[RungAnswer]


def add_plan(asked: Asked) -> answers.PlanAnswer:
    body, services = asked.body(PlanBody), asked.services
    if body.aspect is Aspect.CREATE:
        raise Refused(400, "aspect: new items are planned at new-tasks and new-items", "aspect")
    wish = Wish(body.direction, body.aspect, frozenset(body.links), body.under)
    made = make_plan(
        uuid.uuid4().hex,
        asked.project,
        wish,
        asked.caller.name,
        services.systems,
        services.store,
        services.clock,
    )
    return views.plan(made)


def show_plan(asked: Asked) -> answers.PlanAnswer:
    return views.plan(plan_of(asked.project, asked.param("plan"), asked))


def plan_of(project: Project, plan: str, asked: Asked) -> Plan:
    found = asked.services.store.plans.get(project.id, plan)
    if found is None:
        raise Refused(404, f"there is no plan {plan}")
    return found


def show_rungs(asked: Asked) -> RungsAnswer:
    body, project, services = asked.body(ItemsBody), asked.project, asked.services
    at = place_of(project, body.organisation)
    refs = [services.ado_ref(at.collection, number) for number in body.items]
    found = choices(project, refs, services.systems, services.browser)
    return RungsAnswer(
        rungs=[RungAnswer(down_to=r.down_to, name=r.name, items=r.items) for r in found]
    )


def plan_tasks(asked: Asked) -> answers.PlanAnswer:
    body, project, services = asked.body(NewTasksBody), asked.project, asked.services
    at = place_of(project, body.organisation)
    refs = tuple(services.ado_ref(at.collection, number) for number in dict.fromkeys(body.items))
    return _proposed(asked, project, Wanted(Direction.TO_PPM, refs, body.down_to))


def plan_items(asked: Asked) -> answers.PlanAnswer:
    body, project, services = asked.body(NewItemsBody), asked.project, asked.services
    if not services.address:
        raise Refused(409, f"work items could not lead back to their tasks: {NO_ADDRESS}")
    at = place_of(project, body.organisation, body.project)
    creatable = {each.name for each in services.browser(at).types(at.project) if each.can_create}
    for name in (body.type, *body.types.values()):
        if name not in creatable:
            offered = ", ".join(sorted(creatable))
            words = f"type: {name} cannot be created in {at.project}; these can: {offered}"
            raise Refused(400, words, "type")
    wanted = Wanted(
        Direction.TO_ADO,
        tuple(services.ppm_ref(task) for task in dict.fromkeys(body.tasks)),
        type=ItemType(at.collection, at.project, body.type),
        types={services.ppm_ref(task): name for task, name in body.types.items()},
        parent=services.ado_ref(at.collection, body.parent) if body.parent else None,
        given=body.given,
    )
    if wanted.parent is not None:
        _check_parent(asked, project, wanted)
    return _proposed(asked, project, wanted)


def _check_parent(asked: Asked, project: Project, wanted: Wanted) -> None:
    parent = wanted.parent
    found = asked.services.systems(project)[Side.ADO].fetch([parent], []) if parent else {}
    homes = {at.project.casefold() for at in project.ado}
    if not any(not item.home or item.home.casefold() in homes for item in found.values()):
        words = "parent: there is no such work item in the projects that feed this one"
        raise Refused(400, words, "parent")


def _proposed(asked: Asked, project: Project, wanted: Wanted) -> answers.PlanAnswer:
    services = asked.services
    made = propose(
        uuid.uuid4().hex,
        project,
        wanted,
        asked.caller.name,
        services.systems,
        services.browser,
        services.store,
        services.clock,
    )
    return views.plan(made)


ROUTES = (
    Route(
        "plans_add",
        Needs.VIEWER,
        add_plan,
        answers.PlanAnswer,
        "makes and stores a plan: direction, aspect, links",
        PlanBody,
        201,
    ),
    Route(
        "plan_show",
        Needs.VIEWER,
        show_plan,
        answers.PlanAnswer,
        "that plan again",
    ),
    Route(
        "rungs_show",
        Needs.VIEWER,
        show_rungs,
        RungsAnswer,
        "how much of what stands below these work items may come along, and how many that makes",
        ItemsBody,
    ),
    Route(
        "new_tasks_plan",
        Needs.VIEWER,
        plan_tasks,
        answers.PlanAnswer,
        "plans new tasks in PPM Express from work items; approve the plan to create them",
        NewTasksBody,
        201,
    ),
    Route(
        "new_items_plan",
        Needs.VIEWER,
        plan_items,
        answers.PlanAnswer,
        "plans new work items in Azure DevOps from tasks; approve the plan to create them",
        NewItemsBody,
        201,
    ),
)
