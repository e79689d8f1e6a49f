"""Each act of PPM Express's own two-way integration, over HTTP, on real storage and both stand-ins,
however PPM Express tells parents and spells values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import httpx
import pytest

from sandbox.ado.hands import Hands
from sandbox.azurite import Azurite
from sandbox.backlog import Backlog, Iteration, Person, SeedItem, SeedProject, SeedTeam
from tests.handlers.shop import SHOP, Shop, a_shop

TILL = "Till"
ANNA = "anna@contoso.example"
SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "parents by id, words": {},
    "parents as objects, odd values": {
        "hierarchy": "reference_object",
        "choice_shape": "object",
        "date_format": "offset",
        "omit_empty": False,
        "default_dates": False,
        "rich_text": "plain",
    },
    "no parents told, strange keys ignored": {
        "hierarchy": "none",
        "unknown_key": "ignore",
        "readonly_write": "ignore",
        "date_format": "date",
        "summary_rollup": False,
    },
    "an outline that nobody writes": {"hierarchy": "outline", "date_triangle": False},
}
WRITES_PARENTS = ("parents by id, words", "parents as objects, odd values")


def a_backlog(trees: int = 8) -> Backlog:
    """Trees of an epic, a feature, a story and a task, and two stories beside them; and one more
    project that feeds the same plan."""
    items: list[SeedItem] = []
    for number in range(1, trees + 1):
        above: int | None = None
        for step, kind in enumerate(("Epic", "Feature", "User Story", "Task"), 1):
            key = number * 100 + step
            items.append(SeedItem(key, SHOP, kind, "New", f"{kind} {number}", above))
            above = key
    for key in range(1, 31):
        items.append(SeedItem(key, SHOP, "User Story", "New", f"Story {key}"))
    items.append(SeedItem(2001, TILL, "User Story", "New", "Open the till"))
    teams = (SeedTeam("Shop Team", SHOP), SeedTeam("Web", f"{SHOP}\\Web"))
    iterations = (Iteration(f"{SHOP}\\Sprint 1"),)
    projects = (
        SeedProject(SHOP, areas=(f"{SHOP}\\Web",), iterations=iterations, teams=teams),
        SeedProject(TILL),
    )
    return Backlog(projects, (Person("Anna Keller", ANNA),), tuple(items))


@dataclass
class Office:
    """A manager at work, and the two stand-ins to look at."""

    shop: Shop
    settings: str
    _next: Iterator[int]
    _trees: Iterator[int]

    @property
    def writes_parents(self) -> bool:
        return self.settings in WRITES_PARENTS

    def tree(self) -> int:
        """The number of an epic that nobody has touched; below it stand +1, +2 and +3."""
        return next(self._trees) * 100 + 1

    def story(self) -> int:
        return next(self._next)

    def ok(self, method: str, path: str, body: object = None, person: str = "approver") -> Any:
        answer = self.shop.call(method, path, body, person)
        assert answer.status_code < 300, answer.text
        return answer.json()

    def create_tasks(self, items: Sequence[int], down_to: str = "") -> Any:
        return self.approve(self.ok("POST", "/new-tasks", {"items": items, "down_to": down_to}))

    def create_items(self, tasks: Sequence[str], **more: object) -> Any:
        body = {"tasks": tasks, "project": SHOP, "type": "User Story", **more}
        return self.approve(self.ok("POST", "/new-items", body))

    def approve(self, plan: Any, picks: object = None) -> list[Any]:
        body = {"plan": plan["id"], **({"picks": picks} if picks else {})}
        answer = self.ok("POST", "/approvals", body)
        for _ in range(20):
            if not any(each["open"] for each in answer["approvals"]):
                break
            self.shop.host.run_timer("apply_timer")
            answer = self.ok("GET", f"/approvals?request={answer['request']}") | {
                "request": answer["request"]
            }
        return list(answer["approvals"])

    def links(self) -> list[Any]:
        return list(self.ok("GET", "/links", person="viewer")["links"])

    def link(self, item: int) -> Any:
        return next(each for each in self.links() if each["ado"]["key"].endswith(f":{item}"))

    def is_linked(self, item: int) -> bool:
        return any(each["ado"]["key"].endswith(f":{item}") for each in self.links())

    def sync(self, direction: str, links: Sequence[str], aspect: str = "fields") -> Any:
        body = {"direction": direction, "links": links, "aspect": aspect}
        return self.approve(self.ok("POST", "/plans", body))

    def linked_story(self) -> Any:
        item = self.story()
        self.create_tasks([item])
        return self.link(item)

    def task(self, name: str, **attributes: object) -> str:
        """A task that Ben makes in PPM Express."""
        where = f"{self.shop.ppm_url}/projects/{self.shop.project}/tasks"
        ben = {"Authorization": "Bearer ppm-ben"}
        body = {"attributes": {"Name": name, **attributes}}
        answer = httpx.post(where, json=body, headers=ben, trust_env=False)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["data"]["id"])

    def edit_task(self, task: str, **updates: object) -> None:
        where = f"{self.shop.ppm_url}/projects/{self.shop.project}/tasks/{task}"
        ben = {"Authorization": "Bearer ppm-ben"}
        httpx.patch(
            where, json={"updates": updates}, headers=ben, trust_env=False
        ).raise_for_status()

    def edit(self, item: int, **fields: object) -> None:
        named = {f"System.{name}": value for name, value in fields.items()}
        Hands(self.shop.ado).edit(item, named)

    def field(self, item: int, name: str) -> Any:
        return self.shop.ado.item(item).fields.get(name)

    def value(self, task: str, name: str) -> Any:
        return self.shop.ppm.task(task).values.get(name)

    def number(self, key: str) -> int:
        return int(key.rpartition(":")[2])


def no_task_yet(item: SeedItem) -> bool:
    """No task is there before the manager makes it."""
    return False


@pytest.fixture(scope="module", params=list(SETTINGS))
def office(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    folder, switches = tmp_path_factory.mktemp("office"), SETTINGS[request.param]
    with (
        Azurite() as storage,
        a_shop(storage.connection_string, folder, a_backlog(), switches, keep=no_task_yet) as shop,
    ):
        made = Office(shop, request.param, count(1), count(1))
        members = {"name": SHOP, "members": shop.members}
        if switches.get("rich_text") == "plain":
            members["ppm_rich_text"] = "plain"
        made.ok("PUT", "", members, "admin")
        places = [shop.place, {"url": shop.ado_url, "project": TILL}]
        made.ok("PUT", "/connection", {"places": places}, "admin")
        yield made


def differences(office: Office, link: Any) -> list[Any]:
    """Where a person has something to decide: not what PPM Express made of a new task by itself."""
    found = office.ok("GET", f"/links/{link['id']}")["mismatches"]
    return [each for each in found if each["changed"] != "settled"]


def names(office: Office, link: Any) -> list[str]:
    return [each["name"] for each in differences(office, link)]


def test_chosen_items_are_synced_instead_of_whole_projects(office: Office) -> None:
    chosen, other = office.story(), office.story()

    office.create_tasks([chosen])

    assert office.is_linked(chosen)
    assert not office.is_linked(other)


def test_items_of_several_azure_devops_projects_come_together_in_one_ppm_express_project(
    office: Office,
) -> None:
    office.create_tasks([2001])

    assert office.link(2001)["ppm"]["title"] == "Open the till"


def test_it_tells_on_which_side_something_changed_and_guides_through_syncing(
    office: Office,
) -> None:
    one, two = office.linked_story(), office.linked_story()
    office.edit(office.number(one["ado"]["key"]), Title="Changed in Azure DevOps")
    office.edit_task(two["ppm"]["key"], Name="Changed in PPM Express")
    office.shop.is_quiet()

    [mine] = differences(office, one)
    [theirs] = differences(office, two)

    assert (mine["changed"], mine["suggests"]) == ("ado", "to_ppm")
    assert (theirs["changed"], theirs["suggests"]) == ("ppm", "to_ado")


def test_the_connection_is_a_site_url_and_a_token_and_is_tried_before_it_is_kept(
    office: Office,
) -> None:
    before = office.ok("GET", "/connection")["places"]
    bad = [{**office.shop.place, "token": "pat-reader"}]

    refused = office.shop.call("PUT", "/connection", {"places": bad}, "admin")
    tried = office.ok("POST", "/connection-tests", {"places": bad}, "admin")["tests"]

    assert refused.status_code == 409
    assert "Work Items (write)" in refused.json()["error"]["message"]
    missing = [check["what"] for check in tried[0]["checks"] if not check["ok"]]
    assert missing == ["Work Items (write)"]
    assert tried[1]["days_left"] > 300
    assert office.ok("GET", "/connection")["places"] == before


def test_an_expired_token_can_be_refreshed_and_nothing_is_lost(office: Office) -> None:
    link = office.linked_story()
    place = office.shop.place
    lockstep = office.shop.ado.people.of_token("pat-lockstep")
    assert lockstep is not None
    office.edit_task(link["ppm"]["key"], Name="Waits for a token")
    office.shop.is_quiet()
    plan = office.ok("POST", "/plans", {"direction": "to_ado", "links": [link["id"]]})
    lockstep.token = "pat-renewed"
    try:
        opened = office.ok("POST", "/approvals", {"plan": plan["id"]})
        assert [each["open"] for each in opened["approvals"]] == [True]

        places = [{**place, "token": "pat-renewed"}, {"url": place["url"], "project": TILL}]
        office.ok("PUT", "/connection", {"places": places}, "admin")
        again = office.sync("to_ado", [link["id"]])

        assert again is not None
        assert office.ok("GET", f"/links/{link['id']}")["id"] == link["id"]
    finally:
        lockstep.token = "pat-lockstep"
        places = [place, {"url": place["url"], "project": TILL}]
        office.ok("PUT", "/connection", {"places": places}, "admin")


def test_the_site_url_can_be_changed_and_every_link_stays(office: Office) -> None:
    link = office.linked_story()
    renamed = office.shop.ado_url.replace("/contoso", "/CONTOSO")

    places = [{"url": renamed, "project": name} for name in (SHOP, TILL)]
    office.ok("PUT", "/connection", {"places": places}, "admin")
    office.edit(office.number(link["ado"]["key"]), Title="Still heard of")
    office.shop.is_quiet()
    office.shop.host.run_timer("sweep_timer")

    assert names(office, link) == ["title"]
    other = [{"url": "https://dev.azure.com/contoso", "project": SHOP}]
    refused = office.shop.call("PUT", "/connection", {"places": other}, "admin")
    assert "a token is needed" in refused.json()["error"]["message"]
    assert refused.json()["error"]["field"] == "places.0"


def test_a_token_is_never_told(office: Office) -> None:
    told = office.shop.call("GET", "/connection", person="admin").text
    told += office.shop.call("GET", "", person="admin").text
    told += office.shop.call("GET", "/configuration", person="admin").text

    assert "pat-" not in told
    assert "ppm-lockstep" not in told


def test_both_sides_are_subscribed_to_once_the_connection_is_saved(office: Office) -> None:
    hooks = office.ok("GET", "/connection")["hooks"]

    assert sorted(each["side"] for each in hooks) == ["ado", "ado", "ppm"]
    assert all(each["words"] == "" for each in hooks)
    assert {event for each in hooks for event in each["subscriptions"]} >= {
        "workitem.updated",
        "Task:Updated",
    }


def numbers(answer: Any) -> list[int]:
    return [each["number"] for each in answer["items"]]


def test_work_items_are_filtered_by_project(office: Office) -> None:
    assert numbers(office.ok("GET", f"/items?project={TILL}")) == [2001]


def test_work_items_are_filtered_by_team(office: Office) -> None:
    item = office.story()
    office.edit(item, AreaPath=f"{SHOP}\\Web")

    assert item in numbers(office.ok("GET", f"/items?project={SHOP}&team=Web"))
    assert 101 not in numbers(office.ok("GET", f"/items?project={SHOP}&team=Web"))


def test_work_items_are_filtered_by_iteration(office: Office) -> None:
    item = office.story()
    office.edit(item, IterationPath=f"{SHOP}\\Sprint 1")

    found = office.ok("GET", f"/items?project={SHOP}&iteration={SHOP}%5CSprint 1")

    assert numbers(found) == [item]


def test_work_items_are_filtered_by_query(office: Office) -> None:
    queries = office.ok("GET", f"/choices?project={SHOP}")["queries"]

    found = office.ok("GET", f"/items?project={SHOP}&query={queries[0]['id']}")

    assert found["items"]


def test_work_items_are_filtered_by_work_item_with_everything_below_it(office: Office) -> None:
    found = office.ok("GET", f"/items?project={SHOP}&item=801")

    assert [(each["number"], each["depth"]) for each in found["items"]] == [
        (801, 0),
        (802, 1),
        (803, 2),
        (804, 3),
    ]


def test_plain_create_in_ppm_express_makes_the_selected_item_alone(office: Office) -> None:
    epic = office.tree()

    office.create_tasks([epic])

    assert [office.is_linked(epic + step) for step in range(4)] == [True, False, False, False]


LADDER = [
    ("with all Features", 2),
    ("with all Features and Stories", 3),
    ("with everything below", 4),
]


@pytest.mark.parametrize(("choice", "made"), LADDER)
def test_create_in_ppm_express_brings_sub_entities_along_as_far_down_as_chosen(
    office: Office, choice: str, made: int
) -> None:
    epic = office.tree()
    rungs = office.ok("POST", "/rungs", {"items": [epic]})["rungs"]
    rung = next(each for each in rungs if each["name"] == choice)

    office.create_tasks([epic], rung["down_to"])

    assert rung["items"] == made
    assert [office.is_linked(epic + step) for step in range(4)] == [n < made for n in range(4)]
    for step in range(1, made):
        link = office.link(epic + step)
        mismatched = [each["name"] for each in link["mismatches"]]
        assert ("parent" in mismatched) == (office.settings == "an outline that nobody writes")
        if office.writes_parents:
            task = office.shop.ppm.task(link["ppm"]["key"])
            assert task.parent == office.link(epic + step - 1)["ppm"]["key"]


def test_the_same_ladder_is_offered_from_a_feature_down(office: Office) -> None:
    rungs = office.ok("POST", "/rungs", {"items": [802]})["rungs"]

    assert [each["name"] for each in rungs] == [
        "only the item",
        "with all Stories",
        "with everything below",
    ]


def test_create_in_azure_devops_takes_project_parent_and_type_and_gives_a_link_that_opens_it(
    office: Office,
) -> None:
    task = office.task("Made by Ben")
    parent = office.story()

    [approval] = office.create_items([task], parent=parent, type="Task")

    made = approval["made"]
    assert made["title"] == "Made by Ben"
    number = office.number(made["key"])
    assert made["url"].endswith(f"/_workitems/edit/{number}")
    item = office.shop.ado.item(number)
    assert office.field(number, "System.WorkItemType") == "Task"
    assert office.shop.ado.parent_of(item) == parent


def test_a_hyperlink_on_the_new_work_item_leads_back_to_the_task(office: Office) -> None:
    [approval] = office.create_items([office.task("Leads back")])

    item = office.shop.ado.item(office.number(approval["made"]["key"]))
    [link] = [each.url for each in item.resources]
    headers = {"X-Demo-Person": "viewer"}
    answer = httpx.get(link, headers=headers, trust_env=False, follow_redirects=False)

    assert link.endswith(f"/l/{approval['link']}")
    assert answer.status_code == 302


def test_several_tasks_are_created_at_once_with_their_tree_kept(office: Office) -> None:
    above = office.task("Above")
    parent = {"ParentId": above} if office.settings == "parents by id, words" else {}
    below = office.task("Below", **parent)

    office.create_items([below, above], type="Feature", types={below: "User Story"})

    by_task = {each["ppm"]["key"]: office.number(each["ado"]["key"]) for each in office.links()}
    assert {above, below} <= set(by_task)
    if parent:
        item = office.shop.ado.item(by_task[below])
        assert office.shop.ado.parent_of(item) == by_task[above]


def test_only_types_that_can_be_created_there_are_taken(office: Office) -> None:
    body = {"tasks": [office.task("No type")], "project": SHOP, "type": "Unheard Of"}

    answer = office.shop.call("POST", "/new-items", body)

    assert answer.status_code == 400
    assert answer.json()["error"]["field"] == "type"
    assert "User Story" in answer.json()["error"]["message"]


def test_a_state_beyond_the_first_arrives_with_a_second_patch(office: Office) -> None:
    task = office.task("Half done", Progress=50)

    [approval] = office.create_items([task])

    item = office.number(approval["made"]["key"])
    assert office.field(item, "System.State") == "Active"
    assert approval["outcomes"]["state"]["became"] == "applied"


def test_linked_items_are_shown_whichever_side_created_them(office: Office) -> None:
    from_ado = office.story()
    office.create_tasks([from_ado])
    [approval] = office.create_items([office.task("From PPM Express")])
    from_ppm = office.number(approval["made"]["key"])

    rows = {e["number"]: e for e in office.ok("GET", f"/items?project={SHOP}")["items"]}

    assert rows[from_ado]["link"]
    assert rows[from_ppm]["link"]
    assert rows[from_ppm]["twin"]["title"] == "From PPM Express"


def test_items_already_linked_are_left_alone_and_reported(office: Office) -> None:
    item = office.story()
    office.create_tasks([item])
    tasks = len(office.shop.ppm.tasks)

    plan = office.ok("POST", "/new-tasks", {"items": [item]})
    office.approve(plan)

    assert [each["key"].endswith(f":{item}") for each in plan["left_out"]] == [True]
    assert "already" in plan["left_out"][0]["words"]
    assert len(office.shop.ppm.tasks) == tasks


def test_a_double_click_makes_no_second_item(office: Office) -> None:
    item = office.story()
    plan = office.ok("POST", "/new-tasks", {"items": [item]})
    tasks = len(office.shop.ppm.tasks)

    for _ in range(2):
        office.approve(plan)

    assert len(office.shop.ppm.tasks) == tasks + 1


def test_each_differing_value_has_a_warning_of_its_own(office: Office) -> None:
    link = office.linked_story()
    item = office.number(link["ado"]["key"])
    office.edit(item, Title="Another title", Tags="urgent")
    office.shop.is_quiet()

    row = next(
        each
        for each in office.ok("GET", f"/items?project={SHOP}")["items"]
        if each["number"] == item
    )

    shown = {each["name"]: each for each in row["mismatches"] if each["changed"] != "settled"}
    assert sorted(shown) == ["tags", "title"]
    assert row["values"]["title"]["ado"] == "Another title"
    assert shown["title"]["changed_by"]


def test_a_hierarchy_mismatch_has_a_warning_of_its_own(office: Office) -> None:
    parent, child = office.linked_story(), office.linked_story()
    Hands(office.shop.ado).move(
        office.number(child["ado"]["key"]), office.number(parent["ado"]["key"])
    )
    office.shop.is_quiet()

    [found] = differences(office, child)

    assert (found["name"], found["ado"]) == ("parent", parent["id"])


@pytest.mark.parametrize("direction", ["to_ppm", "to_ado"])
def test_sync_updates_goes_in_the_direction_chosen_and_touches_values_alone(
    office: Office, direction: str
) -> None:
    parent, child = office.linked_story(), office.linked_story()
    item, task = office.number(child["ado"]["key"]), child["ppm"]["key"]
    Hands(office.shop.ado).move(item, office.number(parent["ado"]["key"]))
    office.edit(item, Title="From Azure DevOps")
    office.edit_task(task, Name="From PPM Express")
    office.shop.is_quiet()

    office.sync(direction, [child["id"]])

    wanted = "From Azure DevOps" if direction == "to_ppm" else "From PPM Express"
    assert office.field(item, "System.Title") == wanted
    assert office.value(task, "Name") == wanted
    assert names(office, child) == ["parent"]


def test_nothing_selected_means_all_linked_items_of_the_project(office: Office) -> None:
    one, two = office.linked_story(), office.linked_story()
    for link in (one, two):
        office.edit(office.number(link["ado"]["key"]), Title=f"All {link['id'][:4]}")
    office.shop.is_quiet()

    office.sync("to_ppm", [])

    for link in (one, two):
        assert office.value(link["ppm"]["key"], "Name") == f"All {link['id'][:4]}"


@pytest.mark.parametrize("direction", ["to_ppm", "to_ado"])
def test_resolve_hierarchy_mismatch_changes_the_side_chosen_and_structure_alone(
    office: Office, direction: str
) -> None:
    parent, child = office.linked_story(), office.linked_story()
    item, above = office.number(child["ado"]["key"]), office.number(parent["ado"]["key"])
    Hands(office.shop.ado).move(item, above)
    office.edit(item, Title="Keeps its title")
    office.shop.is_quiet()

    plan = office.ok(
        "POST",
        "/plans",
        {"direction": direction, "links": [child["id"]], "aspect": "hierarchy"},
    )
    office.approve(plan)

    office.shop.is_quiet()
    left = names(office, child)
    if direction == "to_ppm" and office.settings == "an outline that nobody writes":
        assert "lets nobody write it" in plan["links"][0]["values"][0]["why_not"]
        assert left == ["title", "parent"]
        return
    assert left == ["title"]
    standing = office.shop.ado.parent_of(office.shop.ado.item(item))
    assert standing == (above if direction == "to_ppm" else None)
    if direction == "to_ppm" and office.writes_parents:
        assert office.shop.ppm.task(child["ppm"]["key"]).parent == parent["ppm"]["key"]


def rules(office: Office) -> list[Any]:
    return list(office.ok("GET", "/rules")["rules"])


@pytest.fixture
def default_mapping(office: Office) -> Iterator[None]:
    yield
    office.ok("POST", "/rule-resets", {}, "admin")


@pytest.mark.usefixtures("default_mapping")
def test_a_field_rule_is_added_edited_reordered_deleted_and_reset(office: Office) -> None:
    usual = rules(office)
    new = {"id": "external", "ado": ["Custom.ExternalId"], "ppm": ["Delivery Stage"]}
    office.ok("POST", "/rules", {**new, "kind": "choice"}, "admin")
    edited = {**new, "kind": "choice", "value_map": [["A-1", "Active"]]}
    office.ok("PUT", "/rules/external", edited, "admin")
    assert rules(office)[-1]["value_map"] == [["A-1", "Active"]]

    turned = [rules(office)[-1], *rules(office)[:-1]]
    office.ok("PUT", "/rules", {"rules": turned}, "admin")
    assert rules(office)[0]["id"] == "external"

    office.ok("DELETE", "/rules/external", person="admin")
    assert [each["id"] for each in rules(office)] == [each["id"] for each in usual]
    office.ok("DELETE", "/rules/tags", person="admin")
    office.ok("POST", "/rule-resets", {}, "admin")
    assert rules(office) == usual


@pytest.mark.usefixtures("default_mapping")
def test_the_active_switch_decides_whether_a_rule_takes_part_in_sync_and_creation(
    office: Office,
) -> None:
    tags = next(each for each in rules(office) if each["id"] == "tags")
    office.ok("PUT", "/rules/tags", {**tags, "active": False}, "admin")
    item = office.story()
    office.edit(item, Tags="urgent")

    office.create_tasks([item])

    link = office.link(item)
    assert not office.value(link["ppm"]["key"], "Tags")
    assert "tags" not in [each["name"] for each in link["mismatches"]]

    office.ok("PUT", "/rules/tags", {**tags, "active": True}, "admin")
    assert "tags" in [each["name"] for each in office.link(item)["mismatches"]]


def test_incompatible_fields_are_refused_with_the_reason(office: Office) -> None:
    rule = {
        "id": "odd",
        "ado": ["System.AssignedTo"],
        "ppm": ["DueDate"],
        "kind": "date",
        "active": False,
    }

    answer = office.shop.call("POST", "/rules", rule, "admin")

    assert answer.status_code == 409
    assert "holds a person" in answer.json()["error"]["message"]


def test_a_changed_rule_is_tried_out_on_present_links_before_it_is_saved(office: Office) -> None:
    link = office.linked_story()
    office.edit(office.number(link["ado"]["key"]), Title="Will not be compared")
    office.shop.is_quiet()
    without = [each for each in rules(office) if each["id"] != "title"]

    found = office.ok("POST", "/rule-trials", {"rules": without})

    [effect] = found["effects"]
    assert (effect["rule"], effect["after"]) == ("title", None)
    assert found["changed"] >= 1
    assert "title" in [each["id"] for each in rules(office)]


def test_start_and_finish_dates_and_points_are_synced(office: Office) -> None:
    item = office.story()
    scheduling = "Microsoft.VSTS.Scheduling."
    Hands(office.shop.ado).edit(
        item,
        {
            f"{scheduling}StartDate": "2026-03-02T00:00:00Z",
            f"{scheduling}FinishDate": "2026-03-06T00:00:00Z",
            f"{scheduling}StoryPoints": 5,
        },
    )

    office.create_tasks([item])

    link = office.link(item)
    assert str(office.value(link["ppm"]["key"], "StartDate"))[:10] == "2026-03-02"
    assert str(office.value(link["ppm"]["key"], "DueDate"))[:10] == "2026-03-06"
    assert office.value(link["ppm"]["key"], "StoryPoints") == 5
    assert names(office, link) == []


def test_effort_and_work_are_synced(office: Office) -> None:
    scheduling = "Microsoft.VSTS.Scheduling."
    item = Hands(office.shop.ado).create(
        SHOP,
        "Task",
        {
            "System.Title": "Lay the cable",
            f"{scheduling}OriginalEstimate": 16,
            f"{scheduling}CompletedWork": 4,
            f"{scheduling}RemainingWork": 12,
        },
    )

    office.create_tasks([item])

    task = office.link(item)["ppm"]["key"]
    work = {name: office.value(task, name) for name in ("Effort", "CompletedWork", "RemainingWork")}
    assert work == {"Effort": 16, "CompletedWork": 4, "RemainingWork": 12}
    assert names(office, office.link(item)) == []


def test_nothing_is_written_until_a_person_says_so(office: Office) -> None:
    link = office.linked_story()
    office.edit(office.number(link["ado"]["key"]), Title="Waits for a person")
    office.shop.is_quiet()

    for timer in ("sweep_timer", "apply_timer"):
        office.shop.host.run_timer(timer)

    assert office.value(link["ppm"]["key"], "Name") != "Waits for a person"


def test_the_history_of_what_was_created_and_written_can_be_exported(office: Office) -> None:
    link = office.linked_story()

    answer = office.shop.call("GET", f"/history.csv?link={link['id']}", person="viewer")

    assert answer.headers["content-type"].startswith("text/csv")
    assert "item" in answer.text
    assert "Anna Approver" in answer.text
