"""Backlog levels: which types stand on which, and which field means effort here."""

from __future__ import annotations

from typing import Any

from sandbox.ado.calls import Call, listed
from sandbox.ado.errors import Refusal
from sandbox.ado.processes import BUG, REQUIREMENT, TASK
from sandbox.ado.routes.process import reference
from sandbox.ado.routing import Route


def backlogs(call: Call) -> Any:
    return listed([*_portfolio(call), _requirement(call), _task(call)])


def one_backlog(call: Call) -> Any:
    for level in (*_portfolio(call), _requirement(call), _task(call)):
        if level["id"].lower() == call.values["backlog"].lower():
            return level
    raise Refusal(404, "BacklogNotFoundException", f"No backlog {call.values['backlog']}.")


def backlog_items(call: Call) -> Any:
    """The top items of one level, for boards; in order of id here."""
    kinds = {kind["name"] for kind in one_backlog(call)["workItemTypes"]}
    seen = [
        item.id
        for item in call.world.items.values()
        if item.project is call.project
        and item.deletion is None
        and item.fields["System.WorkItemType"] in kinds
    ]
    base = f"{call.world.base}/_apis/wit/workItems/"
    rows = [
        {"rel": None, "source": None, "target": {"id": key, "url": base + str(key)}} for key in seen
    ]
    return {"workItems": rows}


def _portfolio(call: Call) -> list[dict[str, Any]]:
    levels = call.project.process.portfolio()
    told = [_level(call, level, 101 + n, "portfolio") for n, level in enumerate(levels)]
    return list(reversed(told))


def _requirement(call: Call) -> dict[str, Any]:
    return _level(call, REQUIREMENT, 100, "requirement")


def _task(call: Call) -> dict[str, Any]:
    return _level(call, TASK, 1, "task")


def _level(call: Call, category: str, rank: int, kind: str) -> dict[str, Any]:
    process = call.project.process
    members = [reference(call, one) for one in process.of_category(category)]
    with_bugs = {"asRequirements": REQUIREMENT, "asTasks": TASK}.get(process.bugs) == category
    if with_bugs:
        members += [reference(call, one) for one in process.of_category(BUG)]
    default = f"{process.of_category(category)[0].name}s"
    return {
        "id": category,
        "name": process.level_names.get(category, default),
        "rank": rank,
        "workItemCountLimit": 1000,
        "addPanelFields": [{"referenceName": "System.Title", "name": "Title"}],
        "columnFields": [{"columnFieldReference": {"referenceName": "System.Title"}, "width": 400}],
        "workItemTypes": members,
        "defaultWorkItemType": members[0],
        "color": process.of_category(category)[0].colour,
        "isHidden": False,
        "type": kind,
    }


def configuration(call: Call) -> Any:
    url = f"{call.world.base}/{call.project.id}/{call.team.id}/_apis/work/backlogconfiguration"
    process = call.project.process
    return {
        "taskBacklog": _task(call),
        "requirementBacklog": _requirement(call),
        "portfolioBacklogs": _portfolio(call),
        "workItemTypeMappedStates": [
            {
                "workItemTypeName": kind.name,
                "states": {state.name: state.category for state in kind.states},
            }
            for kind in process.types
        ],
        "backlogFields": {"typeFields": _fields_of(process.order, process.effort)},
        "bugsBehavior": process.bugs,
        "hiddenBacklogs": [],
        "isBugsBehaviorConfigured": True,
        "_links": {"self": {"href": url}},
        "url": url,
    }


def _fields_of(order: str, effort: str) -> dict[str, str]:
    return {
        "Order": order,
        "Effort": effort,
        "RemainingWork": "Microsoft.VSTS.Scheduling.RemainingWork",
        "Activity": "Microsoft.VSTS.Common.Activity",
    }


def process_configuration(call: Call) -> Any:
    process = call.project.process
    fields = _fields_of(process.order, process.effort) | {"Team": "System.AreaPath"}
    url = f"{call.world.base}/{call.project.id}/_apis/work/processconfiguration"
    told: dict[str, Any] = {
        "taskBacklog": _task(call),
        "requirementBacklog": _requirement(call),
        "portfolioBacklogs": _portfolio(call),
        "typeFields": {
            name: {"referenceName": ref, "name": call.world.catalogue.find(ref).name}
            for name, ref in fields.items()
        },
        "url": url,
    }
    if bugs := process.of_category(BUG):
        members = [reference(call, one) for one in bugs]
        told["bugWorkItems"] = {
            "categoryReferenceName": BUG,
            "name": "Bugs",
            "workItemTypes": members,
            "defaultWorkItemType": members[0],
        }
    return told


ROUTES = (
    Route("GET", "work/backlogs", backlogs),
    Route("GET", "work/backlogs/{backlog}", one_backlog),
    Route("GET", "work/backlogs/{backlog}/workItems", backlog_items),
    Route("GET", "work/backlogconfiguration", configuration),
    Route("GET", "work/processconfiguration", process_configuration),
)
