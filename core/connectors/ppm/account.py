"""What the token for PPM Express may do, tried one thing after the other; nothing is written."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from core.connectors.ppm.answers import Missing, NotSignedIn, listed, members, text
from core.connectors.ppm.calls import Calls, segment
from core.connectors.ppm.tenant import Tenant
from core.connectors.ppm.webhooks import ADMINISTRATE
from core.model.connections import Check, Findings
from core.model.errors import Rejected

_SIGN_IN = "Sign-in"


def findings(tenant: Tenant, project: str) -> Findings:
    """What was found; without a project only what the whole tenant shares. Raises TryLater where
    PPM Express is away."""
    try:
        me = tenant.whoami()
    except (Rejected, NotSignedIn) as refused:
        return Findings(checks=(Check(_SIGN_IN, False, refused.words),))
    who = text(me.get("email")) or text(me.get("logonAccount"))
    if not who:
        words = "PPM Express did not tell whose token this is"
        return Findings(checks=(Check(_SIGN_IN, False, words),))
    token = members(me.get("token"))
    name, checks = _in_project(tenant.calls, project) if project else ("", ())
    return Findings(
        who=who,
        project=name,
        project_id=project if name else "",
        expires_at=_moment(text(token.get("expirationDate"))),
        checks=(
            Check(_SIGN_IN, True),
            _list("Task fields (read)", "Fields/Task", tenant.calls),
            *checks,
            _list("People (read)", "Resources", tenant.calls),
            _webhooks(tenant.calls),
            _scopes(token),
        ),
    )


def _in_project(calls: Calls, project: str) -> tuple[str, tuple[Check, ...]]:
    """The project's name, and what may be done in it."""
    found: list[str] = []
    checks = (
        _check("Project", lambda: found.append(_name(calls, project))),
        _check("Tasks (read)", lambda: calls.rows(f"projects/{segment(project)}/tasks", "tasks")),
    )
    return "".join(found), checks


def _name(calls: Calls, project: str) -> str:
    """Raises Rejected where no such project is told of."""
    called = f"project {project}"
    told = calls.one(f"Projects/{segment(project)}", called)
    if not text(told.get("id")):
        raise Missing(f"{called} is not there")
    return text(members(told.get("attributes")).get("Name")) or project


def _list(what: str, path: str, calls: Calls, help_: str = "", *, needed: bool = True) -> Check:
    return _check(what, lambda: calls.rows(path, path), help_, needed=needed)


def _check(what: str, ask: Callable[[], object], help_: str = "", *, needed: bool = True) -> Check:
    """Raises TryLater where nobody can tell. Whoever lacks a permission may be told 401."""
    try:
        ask()
    except Rejected as refused:
        words = f"{help_} ({refused.words})" if help_ else refused.words
        return Check(what, False, words, needed)
    except NotSignedIn:
        return Check(what, False, help_ or "this account may not", needed)
    return Check(what, True, "", needed)


def _webhooks(calls: Calls) -> Check:
    help_ = f"{ADMINISTRATE}; until then the sweep finds changes"
    return _list("Webhooks", "Webhooks", calls, help_, needed=False)


def _scopes(token: Mapping[str, object]) -> Check:
    """Nothing public spells the scopes, so only their words can be looked at."""
    scopes = [text(each) for each in listed(token.get("scopes"))]
    told = ", ".join(filter(None, scopes)) or "none are told"
    can_write = any("write" in each.casefold() for each in scopes)
    warning = "" if can_write else "; none says write, so writing tasks may be refused"
    return Check("Scopes", can_write, f"the token's scopes: {told}{warning}", needed=False)


def _moment(told: str) -> str:
    """In UTC; empty where it is no moment."""
    try:
        found = datetime.fromisoformat(told)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        return ""
