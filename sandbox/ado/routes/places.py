"""Projects, their teams, and what each team has set up for itself."""

from __future__ import annotations

from typing import Any

from sandbox.ado.calls import Answer, Call, listed
from sandbox.ado.errors import Refusal, bad_argument
from sandbox.ado.places import Node, Project, Team
from sandbox.ado.processes import EPIC, FEATURE, REQUIREMENT
from sandbox.ado.routing import Route


def projects(call: Call) -> Any:
    seen = filter(call.world.may_see, call.world.projects.values())
    every = sorted(seen, key=lambda project: project.name.lower())
    return call.page([_project(call, one) for one in every], 100)


def one_project(call: Call) -> Any:
    key = call.values["project"]
    if call.flag("includeHistory") and call.world.project_or_none(key) is None:
        for project in call.world.projects.values():
            if key.lower() in [name.lower() for name in project.former_names]:
                return _whole_project(call, project)
    return _whole_project(call, call.project)


def _whole_project(call: Call, project: Project) -> dict[str, Any]:
    team = project.teams[0]
    told = _project(call, project)
    told["_links"] = {
        "self": {"href": told["url"]},
        "collection": {"href": f"{call.world.base}/_apis/projectCollections/"},
        "web": {"href": f"{call.world.base}/{project.name}"},
    }
    told["defaultTeam"] = {"id": team.id, "name": team.name, "url": _team_url(call, team, project)}
    if call.flag("includeCapabilities"):
        template = {"templateName": project.process.name, "templateTypeId": project.process.id}
        control = {"sourceControlType": "Git", "gitEnabled": "True", "tfvcEnabled": "False"}
        told["capabilities"] = {"processTemplate": template, "versioncontrol": control}
    return told


def _project(call: Call, project: Project) -> dict[str, Any]:
    told = {
        "id": project.id,
        "name": project.name,
        "description": project.description,
        "url": f"{call.world.base}/_apis/projects/{project.id}",
        "state": "wellFormed",
        "revision": project.revision,
        "visibility": "private",
        "lastUpdateTime": "2026-01-05T08:00:00Z",
    }
    if not project.description:
        del told["description"]
    return told


def rename_project(call: Call) -> Any:
    call.need("work_write")
    if name := call.document.get("name"):
        call.project.rename(str(name))
    operation = f"{call.world.base}/_apis/operations/{call.project.id}"
    return Answer(202, {"id": call.project.id, "status": "queued", "url": operation})


def teams(call: Call) -> Any:
    mine = call.flag("$mine")
    found = [team for team in call.project.teams if not mine or call.who in team.members]
    return call.page([_team(call, call.project, team) for team in found], 100)


def all_teams(call: Call) -> Any:
    every = [
        _team(call, project, team)
        for project in call.world.projects.values()
        for team in project.teams
    ]
    return call.page(every, 100)


def one_team(call: Call) -> Any:
    return _team(call, call.project, call.team)


def members(call: Call) -> Any:
    told = []
    for index, person in enumerate(call.team.members):
        entry: dict[str, Any] = {"identity": person.shown(call.world.base)}
        if index == 0:
            entry = {"isTeamAdmin": True, **entry}
        told.append(entry)
    return call.page(told, 100)


def _team(call: Call, project: Project, team: Team) -> dict[str, Any]:
    return {
        "id": team.id,
        "name": team.name,
        "url": _team_url(call, team, project),
        "description": team.description,
        "identityUrl": f"{call.world.base}/_apis/Identities/{team.id}",
        "projectName": project.name,
        "projectId": project.id,
    }


def _team_url(call: Call, team: Team, project: Project) -> str:
    return f"{call.world.base}/_apis/projects/{project.id}/teams/{team.id}"


def settings(call: Call) -> Any:
    root = call.team.backlog_iteration
    url = _settings_url(call)
    levels = dict.fromkeys((EPIC, FEATURE, REQUIREMENT), True)
    told: dict[str, Any] = {
        "backlogIteration": _iteration_reference(call, root) if root else {},
        "bugsBehavior": call.project.process.bugs,
        "workingDays": ["monday", "tuesday", "wednesday", "thursday", "friday"],
        "backlogVisibilities": levels,
        "defaultIterationMacro": "@currentIteration",
        "_links": {"self": {"href": url}},
        "url": url,
    }
    if root:
        told["defaultIteration"] = _iteration_reference(call, root)
    return told


def _settings_url(call: Call) -> str:
    place = f"{call.world.base}/{call.project.id}/{call.team.id}"
    return f"{place}/_apis/work/teamsettings"


def _iteration_reference(call: Call, node: Node) -> dict[str, Any]:
    path = node.path.partition("\\")[2]
    return {
        "id": node.identifier,
        "name": node.name,
        "path": f"\\{path}" if path else "",
        "url": f"{_settings_url(call)}/iterations/{node.identifier}",
    }


def field_values(call: Call) -> Any:
    url, (name, values) = f"{_settings_url(call)}/teamfieldvalues", _field_values(call.team)
    return {
        "field": {"referenceName": name, "url": f"{call.world.base}/_apis/wit/fields/{name}"},
        "defaultValue": values[0][0] if values else None,
        "values": [{"value": value, "includeChildren": below} for value, below in values],
        "_links": {"self": {"href": url}},
        "url": url,
    }


def _field_values(team: Team) -> tuple[str, list[tuple[str, bool]]]:
    if team.goes_by is not None:
        name, values = team.goes_by
        return name, [(value, False) for value in values]
    return "System.AreaPath", [(node.path, below) for node, below in team.areas]


def team_iterations(call: Call) -> Any:
    told = [_iteration(call, node) for node in call.team.iterations]
    frame = call.arg("$timeframe").lower()
    return listed(one for one in told if not frame or one["attributes"]["timeFrame"] == frame)


def one_team_iteration(call: Call) -> Any:
    return _iteration(call, _team_iteration(call))


def _team_iteration(call: Call) -> Node:
    for node in call.team.iterations:
        if node.identifier == call.values["iteration"].lower():
            return node
    words = f"TF400498: The iteration {call.values['iteration']} is not one of the team's."
    raise Refusal(404, "IterationNotFoundException", words)


def _iteration(call: Call, node: Node) -> dict[str, Any]:
    frame = node.time_frame(call.world.clock())
    return {
        "id": node.identifier,
        "name": node.name,
        "path": node.path,
        "attributes": {"startDate": node.start, "finishDate": node.finish, "timeFrame": frame},
        "url": f"{_settings_url(call)}/iterations/{node.identifier}",
    }


def add_team_iteration(call: Call) -> Any:
    call.need("work_write")
    if call.team.backlog_iteration is None:
        raise bad_argument("TF400497: The team has no backlog iteration.", "TeamSettingsException")
    wanted = str(call.document.get("id", "")).lower()
    for node in call.project.iterations.walk():
        if node.identifier == wanted:
            if node not in call.team.iterations:
                call.team.iterations.append(node)
            return Answer(201, _iteration(call, node))
    raise bad_argument(f"TF400498: There is no iteration {wanted}.", "IterationNotFoundException")


def iteration_items(call: Call) -> Any:
    node = _team_iteration(call)
    seen = [
        item
        for item in call.world.items.values()
        if item.deletion is None and item.fields["System.IterationPath"] is node
    ]
    inside = {item.id for item in seen}
    relations = []
    for item in seen:
        parent = call.world.parent_of(item)
        row: dict[str, Any] = {"rel": None, "source": None, "target": _item_url(call, item.id)}
        if parent in inside and parent is not None:
            row["rel"] = "System.LinkTypes.Hierarchy-Forward"
            row["source"] = _item_url(call, parent)
        relations.append(row)
    url = f"{_settings_url(call)}/iterations/{node.identifier}/workitems"
    return {"workItemRelations": relations, "url": url, "_links": {"self": {"href": url}}}


def _item_url(call: Call, key: int) -> dict[str, Any]:
    return {"id": key, "url": f"{call.world.base}/_apis/wit/workItems/{key}"}


_ITERATIONS = "work/teamsettings/iterations"
_TEAMS = "projects/{project}/teams"

ROUTES = (
    Route("GET", "projects", projects, 4, scope="project"),
    Route("GET", "projects/{project}", one_project, 4, scope="project"),
    Route("PATCH", "projects/{project}", rename_project, 4, scope="project"),
    Route("GET", _TEAMS, teams, 3, scope="project"),
    Route("GET", _TEAMS + "/{team}", one_team, 3, scope="project"),
    Route("GET", _TEAMS + "/{team}/members", members, 2, scope="project"),
    Route("GET", "teams", all_teams, 3, preview=True, scope="project"),
    Route("GET", "work/teamsettings", settings),
    Route("GET", "work/teamsettings/teamfieldvalues", field_values),
    Route("GET", _ITERATIONS, team_iterations),
    Route("POST", _ITERATIONS, add_team_iteration),
    Route("GET", _ITERATIONS + "/{iteration}", one_team_iteration),
    Route("GET", _ITERATIONS + "/{iteration}/workitems", iteration_items),
)
