"""What the token for PPM Express may do, tried one thing after the other; nothing is written."""

from collections.abc import Callable, Mapping

from core.connectors.ppm.answers import NOT_SIGNED_IN, listed, members, text
from core.connectors.ppm.tenant import Tenant
from core.model.connections import Check, Findings
from core.model.errors import Rejected, TryLater


def findings(tenant: Tenant, project: str) -> Findings:
    """What was found; without a project only what the whole tenant shares. Raises TryLater where
    PPM Express is away."""
    calls = tenant.calls
    try:
        me = tenant.whoami()
    except (Rejected, TryLater) as refused:
        if not (isinstance(refused, Rejected) or refused.words == NOT_SIGNED_IN):
            raise
        return Findings(checks=(Check("Sign-in", False, refused.words),))
    token = members(me.get("token"))
    name = ""
    checks = [
        Check("Sign-in", True),
        _check("Task fields (read)", lambda: calls.one_list("Fields/Task", "the fields of tasks")),
        _check("People (read)", lambda: calls.one_list("Resources", "the resources")),
    ]
    if project:
        path = f"projects/{project}"
        found: Mapping[str, object] = {}

        def look_up() -> None:
            nonlocal found
            found = calls.one(path, f"project {project}")

        checks.append(_check("Project", look_up))
        checks.append(_check("Tasks (read)", lambda: calls.one_list(f"{path}/tasks", "its tasks")))
        name = text(members(found.get("attributes")).get("Name"))
    checks += [_scopes(token), _webhooks(calls.one_list)]
    return Findings(
        who=text(me.get("email")) or text(me.get("logonAccount")),
        project=name,
        project_id=project,
        expires_at=text(token.get("expirationDate")),
        checks=tuple(checks),
    )


def _check(what: str, ask: Callable[[], object]) -> Check:
    try:
        ask()
    except Rejected as refused:
        return Check(what, False, refused.words)
    except TryLater as away:
        if away.words != NOT_SIGNED_IN:
            raise
        return Check(what, False, "this account may not")
    return Check(what, True)


def _scopes(token: Mapping[str, object]) -> Check:
    """Nothing public spells the scopes, so only their words can be looked at."""
    scopes = [text(each) for each in listed(token.get("scopes"))]
    told = ", ".join(filter(None, scopes)) or "none are told"
    can_write = any("write" in each.lower() for each in scopes)
    words = f"the token's scopes: {told}"
    return Check("Scopes", can_write, words if can_write else f"{words}; none says write", False)


def _webhooks(ask: Callable[[str, str], object]) -> Check:
    found = _check("Webhooks", lambda: ask("Webhooks", "the webhooks"))
    if found.ok:
        return Check("Webhooks", True, "", False)
    words = "an administrator has to give the account 'Administrate app', or make the token"
    return Check("Webhooks", False, f"{words} ({found.words})", False)
