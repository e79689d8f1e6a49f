"""What a connection may do, tried one thing after the other; nothing is written."""

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import httpx

from core.connectors.ado.answers import SIGN_IN_REFUSED, Missing, listed, members, text
from core.connectors.ado.calls import Calls, Clock, segment
from core.model.connections import Check, Findings
from core.model.errors import Rejected, TryLater
from core.model.projects import AdoPlace

_PREVIEW = {"api-version": "7.1-preview"}
_GRAPH = {"api-version": "7.1-preview.1"}
_HOOKS = {"publisherId": "tfs", "consumerId": "webHooks"}
_GIVE = "give the token the scope"


def identity_home(url: str) -> str:
    """Where an organisation keeps its people: a host of its own in the cloud."""
    parts = urlsplit(url.rstrip("/"))
    host = (parts.hostname or "").lower()
    if host == "dev.azure.com":
        return f"https://vssps.dev.azure.com{parts.path}"
    if host.endswith(".visualstudio.com"):
        organisation = host.removesuffix(".visualstudio.com")
        return f"https://{organisation}.vssps.visualstudio.com"
    return url.rstrip("/")


def findings(http: httpx.Client, people: httpx.Client, at: AdoPlace, clock: Clock) -> Findings:
    """What was found at that place; without a project only the sign-in is tried. `people` is
    signed in where the organisation keeps its identities. Raises TryLater where it is away."""
    calls = Calls(http, clock)
    try:
        who = members(calls.get("_apis/connectionData", "the organisation", _PREVIEW))
    except (Rejected, TryLater) as refused:
        if not (isinstance(refused, Rejected) or refused.words == SIGN_IN_REFUSED):
            raise
        return Findings(checks=(Check("Sign-in", False, refused.words),))
    found = Findings(
        who=_name(members(who.get("authenticatedUser"))),
        collection=text(who.get("instanceId")).lower(),
        checks=(Check("Sign-in", True),),
    )
    if not found.collection:
        raise TryLater("Azure DevOps did not tell the id of its organisation")
    return _in_project(calls, Calls(people, clock), at.id or at.project, found)


def _in_project(calls: Calls, people: Calls, name: str, found: Findings) -> Findings:
    if not name:
        return found
    project: Mapping[str, object] = {}

    def look_up() -> None:
        nonlocal project
        path = f"_apis/projects/{segment(name)}"
        project = members(calls.get(path, f"project {name}", {"includeHistory": "true"}))
        calls.get(f"_apis/projects/{segment(text(project.get('id')))}/teams", "the teams")

    checks = [
        *found.checks,
        _check("Project and Team (read)", look_up, f"{_GIVE} Project and Team"),
    ]
    if project:
        checks += _of_items(calls, text(project.get("name")))
    identity = {"searchFilter": "General", "filterValue": found.who}
    checks += [
        _check(
            "Identity (read)",
            lambda: people.get("_apis/identities", "identities", identity),
            f"{_GIVE} Identity (Read)",
            needed=False,
        ),
        _check(
            "Graph (read)",
            lambda: people.get("_apis/graph/users", "users", _GRAPH),
            f"{_GIVE} Graph (Read)",
            needed=False,
        ),
        _check(
            "Service hooks",
            lambda: calls.get("_apis/hooks/subscriptions", "service hooks", _HOOKS),
            "let a project administrator give the account 'View' and 'Edit subscriptions' in"
            " Project settings, Service hooks, Security; until then the sweep finds changes",
            needed=False,
        ),
    ]
    return Findings(
        who=found.who,
        collection=found.collection,
        project=text(project.get("name")),
        project_id=text(project.get("id")),
        checks=tuple(checks),
    )


def _of_items(calls: Calls, project: str) -> list[Check]:
    read = {"query": "SELECT [System.Id] FROM WorkItems WHERE [System.Id] = 1"}
    path = segment(project)
    return [
        _check(
            "Work Items (read)",
            lambda: calls.post(f"{path}/_apis/wit/wiql", "work items", read),
            f"{_GIVE} Work Items (Read)",
        ),
        _check(
            "Work Items (write)",
            lambda: _try_to_write(calls, path),
            f"{_GIVE} Work Items (Read & write), and the account the right to edit work items",
        ),
    ]


def _try_to_write(calls: Calls, project: str) -> None:
    """A new item of some type is tried out. That a rule would refuse it shows that we may."""
    told = members(calls.get(f"{project}/_apis/wit/workitemtypes", "the types"))
    types = [text(members(each).get("name")) for each in listed(told.get("value"))]
    title = {"op": "add", "path": "/fields/System.Title", "value": "Lockstep tries the connection"}
    path = f"{project}/_apis/wit/workitems/${segment(next(filter(None, types), 'Task'))}"
    try:
        calls.post_patch(path, "a new work item", [title], {"validateOnly": "true"})
    except Rejected as refused:
        if not refused.fields:
            raise


def _check(what: str, ask: Callable[[], object], help_: str, *, needed: bool = True) -> Check:
    """Raises TryLater where nobody can tell."""
    try:
        ask()
    except Missing as missing:
        return Check(what, False, missing.words, needed)
    except Rejected as refused:
        return Check(what, False, f"{help_} ({refused.words})", needed)
    except TryLater as away:
        if away.words != SIGN_IN_REFUSED:
            raise
        return Check(what, False, help_, needed)
    return Check(what, True, "", needed)


def _name(user: Mapping[str, object]) -> str:
    account = members(members(user.get("properties")).get("Account"))
    return text(account.get("$value")) or text(user.get("providerDisplayName"))
