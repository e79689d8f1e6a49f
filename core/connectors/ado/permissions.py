"""What a connection may do, tried one thing after the other; nothing is written."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import httpx

from core.connectors.ado.answers import SIGN_IN_REFUSED, Forbidden, Missing, members, text
from core.connectors.ado.browse import AdoBrowser
from core.connectors.ado.calls import Calls, Clock, segment
from core.model.connections import Check, Findings
from core.model.errors import Rejected, TryLater
from core.model.projects import AdoPlace

_NOT_RELEASED = {"api-version": "7.1-preview"}
_GRAPH = {"api-version": "7.1-preview.1"}
_HOOKS = {"publisherId": "tfs", "consumerId": "webHooks"}
_GIVE = "in User settings, Personal access tokens, give the token the scope"
_ALLOW_HOOKS = (
    "let a project administrator give this account 'View subscriptions' and 'Edit subscriptions'"
    " in Project settings, Service hooks, Security; until then the sweep finds changes"
)
_HOOKS_READ = (
    "service hooks may be seen; whether they may be made as well shows when we subscribe,"
    " for which this account needs 'Edit subscriptions'"
)


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
    found = _signed_in(Calls(http, clock))
    if not found.usable or not (at.id or at.project):
        return found
    browser, calls = AdoBrowser(http, found.collection, clock), Calls(http, clock)
    found = _with_project(browser, calls, at, found)
    checks = (
        *found.checks,
        *_of_items(browser, calls, found.project or at.id or at.project),
        *_of_people(Calls(people, clock), found.who),
        _of_hooks(calls),
    )
    return replace(found, checks=checks)


def _signed_in(calls: Calls) -> Findings:
    told, check = _tried(
        "Sign-in", lambda: calls.get("_apis/connectionData", "the organisation", _NOT_RELEASED)
    )
    if not check.ok:
        return Findings(checks=(check,))
    collection = text(members(told).get("instanceId")).lower()
    if not collection:
        raise TryLater("Azure DevOps did not tell the id of its organisation")
    user = members(members(told).get("authenticatedUser"))
    account = text(members(members(user.get("properties")).get("Account")).get("$value"))
    who = account or text(user.get("providerDisplayName"))
    return Findings(who=who, collection=collection, checks=(check,))


def _with_project(browser: AdoBrowser, calls: Calls, at: AdoPlace, found: Findings) -> Findings:
    """The project as it is called now; one that was renamed is known by its old name too."""
    what, give = "Project and Team (read)", f"{_GIVE} Project and Team (Read)"
    path, history = f"_apis/projects/{segment(at.id or at.project)}", {"includeHistory": "true"}
    shown = f"project {at.project or at.id}"
    told, check = _tried(what, lambda: calls.get(path, shown, history), give)
    name, id_ = (text(members(told).get(each)) for each in ("name", "id"))
    if check.ok:
        _, check = _tried(what, lambda: browser.teams(id_), give)
    return replace(found, project=name, project_id=id_, checks=(*found.checks, check))


def _of_items(browser: AdoBrowser, calls: Calls, project: str) -> Iterator[Check]:
    path = segment(project)
    read = {"query": "SELECT [System.Id] FROM WorkItems WHERE [System.Id] = 1"}
    yield _tried(
        "Work Items (read)",
        lambda: calls.post(f"{path}/_apis/wit/wiql", "work items", read),
        f"{_GIVE} Work Items (Read)",
    )[1]
    yield _tried(
        "Work Items (write)",
        lambda: _try_to_write(browser, calls, project),
        f"{_GIVE} Work Items (Read & write), and the account the right to edit work items",
    )[1]


def _try_to_write(browser: AdoBrowser, calls: Calls, project: str) -> None:
    """A new item of some type is tried out. That a rule would refuse it shows that we may."""
    type_ = next((each.name for each in browser.types(project) if each.can_create), "")
    if not type_:
        raise Rejected(f"project {project} has no type of work item that can be created")
    title = {"op": "add", "path": "/fields/System.Title", "value": "Lockstep tries the connection"}
    path = f"{segment(project)}/_apis/wit/workitems/${segment(type_)}"
    try:
        calls.post_patch(path, "a new work item", [title], {"validateOnly": "true"})
    except Forbidden:
        raise
    except Rejected as refused:
        if not refused.fields:
            raise


def _of_people(people: Calls, who: str) -> Iterator[Check]:
    wanted = {"searchFilter": "General", "filterValue": who or "Lockstep"}
    yield _tried(
        "Identity (read)",
        lambda: people.get("_apis/identities", "identities", wanted),
        f"{_GIVE} Identity (Read)",
        needed=False,
    )[1]
    yield _tried(
        "Graph (read)",
        lambda: people.get("_apis/graph/users", "users", _GRAPH),
        f"{_GIVE} Graph (Read)",
        needed=False,
    )[1]


def _of_hooks(calls: Calls) -> Check:
    _, check = _tried(
        "Service hooks",
        lambda: calls.get("_apis/hooks/subscriptions", "service hooks", _HOOKS),
        _ALLOW_HOOKS,
        needed=False,
    )
    return replace(check, words=_HOOKS_READ) if check.ok else check


def _tried(
    what: str, ask: Callable[[], object], help_: str = "", *, needed: bool = True
) -> tuple[object, Check]:
    """The answer, and whether there was one. Raises TryLater where nobody can tell."""
    try:
        return ask(), Check(what, True, "", needed)
    except Missing as missing:
        return None, Check(what, False, missing.words, needed)
    except Rejected as refused:
        words = f"{help_} ({refused.words})" if help_ else refused.words
        return None, Check(what, False, words, needed)
    except TryLater as away:
        if away.words != SIGN_IN_REFUSED:
            raise
        return None, Check(what, False, help_ or away.words, needed)
