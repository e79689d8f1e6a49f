"""Every address of the API: the name of its function, how it is asked, and the noun whose module
holds its route. That module is imported for whoever asks first, and not for a process to start."""

from dataclasses import dataclass

PROJECT = "api/projects/{project}"


@dataclass(frozen=True)
class Address:
    """`noun` is a module beside this one; the route of this name stands at its end."""

    name: str
    method: str
    path: str
    noun: str


def _of(noun: str, *told: tuple[str, str, str]) -> tuple[Address, ...]:
    return tuple(Address(name, method, path, noun) for name, method, path in told)


ADDRESSES: tuple[Address, ...] = (
    *_of(
        "me",
        ("me_show", "GET", "api/me"),
    ),
    *_of(
        "projects",
        ("projects_list", "GET", "api/projects"),
        ("express_projects_list", "GET", "api/express-projects"),
        ("project_show", "GET", PROJECT),
        ("project_put", "PUT", PROJECT),
    ),
    *_of(
        "connection",
        ("connection_show", "GET", PROJECT + "/connection"),
        ("connection_put", "PUT", PROJECT + "/connection"),
        ("connection_test", "POST", PROJECT + "/connection-tests"),
        ("hooks_renew", "POST", PROJECT + "/hook-renewals"),
        ("site_show", "GET", "api/connection"),
        ("site_put", "PUT", "api/connection"),
    ),
    *_of(
        "items",
        ("items_list", "GET", PROJECT + "/items"),
        ("tasks_list", "GET", PROJECT + "/tasks"),
        ("choices_list", "GET", PROJECT + "/choices"),
    ),
    *_of(
        "filters",
        ("filters_list", "GET", PROJECT + "/filters"),
        ("filters_put", "PUT", PROJECT + "/filters"),
    ),
    *_of(
        "links",
        ("links_list", "GET", PROJECT + "/links"),
        ("links_add", "POST", PROJECT + "/links"),
        ("link_show", "GET", PROJECT + "/links/{link}"),
        ("link_remove", "DELETE", PROJECT + "/links/{link}"),
        ("link_follow", "GET", "l/{link}"),
    ),
    *_of(
        "tree",
        ("tree_show", "GET", PROJECT + "/tree"),
        ("tree_last", "GET", PROJECT + "/tree/last"),
    ),
    *_of(
        "plans",
        ("plans_add", "POST", PROJECT + "/plans"),
        ("plan_show", "GET", PROJECT + "/plans/{plan}"),
        ("rungs_show", "POST", PROJECT + "/rungs"),
        ("new_tasks_plan", "POST", PROJECT + "/new-tasks"),
        ("new_items_plan", "POST", PROJECT + "/new-items"),
    ),
    *_of(
        "approvals",
        ("approvals_add", "POST", PROJECT + "/approvals"),
        ("approvals_list", "GET", PROJECT + "/approvals"),
    ),
    *_of(
        "brakes",
        ("brakes_list", "GET", PROJECT + "/brakes"),
        ("brake_release", "POST", PROJECT + "/brakes/{brake}/releases"),
        ("brake_refuse", "POST", PROJECT + "/brakes/{brake}/refusals"),
        ("limits_show", "GET", PROJECT + "/limits"),
        ("limits_put", "PUT", PROJECT + "/limits"),
    ),
    *_of(
        "letters",
        ("letters_list", "GET", PROJECT + "/letters"),
        ("letter_retry", "POST", PROJECT + "/letters/{letter}/retries"),
        ("letter_dismiss", "POST", PROJECT + "/letters/{letter}/dismissals"),
    ),
    *_of(
        "rules",
        ("rules_list", "GET", PROJECT + "/rules"),
        ("rules_put", "PUT", PROJECT + "/rules"),
        ("rules_add", "POST", PROJECT + "/rules"),
        ("rule_put", "PUT", PROJECT + "/rules/{rule}"),
        ("rule_remove", "DELETE", PROJECT + "/rules/{rule}"),
        ("rules_reset", "POST", PROJECT + "/rule-resets"),
        ("rules_try", "POST", PROJECT + "/rule-trials"),
        ("fields_list", "GET", PROJECT + "/fields"),
        ("fields_fit", "POST", PROJECT + "/rule-proposals"),
    ),
    *_of(
        "standing",
        ("standing_show", "GET", PROJECT + "/standing-choices"),
        ("standing_put", "PUT", PROJECT + "/standing-choices"),
    ),
    *_of(
        "history",
        ("history_list", "GET", PROJECT + "/history"),
        ("history_export", "GET", PROJECT + "/history.csv"),
    ),
    *_of(
        "health",
        ("health_show", "GET", PROJECT + "/health"),
    ),
    *_of(
        "configuration",
        ("configuration_show", "GET", PROJECT + "/configuration"),
        ("configuration_put", "PUT", PROJECT + "/configuration"),
    ),
    *_of(
        "export",
        ("export_show", "GET", PROJECT + "/export"),
        ("restored_links_add", "POST", PROJECT + "/restored-links"),
    ),
    *_of(
        "leaving",
        ("suspension_put", "PUT", PROJECT + "/suspension"),
        ("suspension_remove", "DELETE", PROJECT + "/suspension"),
    ),
    *_of(
        "poison",
        ("poison_list", "GET", "api/poison"),
        ("poison_replay", "POST", "api/poison/{message}/replays"),
    ),
    *_of(
        "probes",
        ("probes_add", "POST", "api/probes"),
        ("probes_show", "GET", "api/probes/{probe}"),
    ),
    *_of(
        "document",
        ("openapi_show", "GET", "api/openapi.json"),
    ),
)

NAMED = {each.name: each for each in ADDRESSES}
