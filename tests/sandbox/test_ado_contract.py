"""Everything the stand-in answers keeps to the contracts the vendor publishes."""

from collections import Counter
from typing import Any

import httpx
import pytest

from tests.sandbox.ado_world import (
    EPIC,
    FEATURE,
    RELATED,
    SHOP,
    STORY,
    TASK,
    Office,
    an_office,
    links,
    sets,
)
from tests.swagger import Contract, contract

AREAS = {
    "wit": "workItemTracking",
    "projects": "core",
    "teams": "core",
    "work": "work",
    "hooks": "serviceHooks",
    "graph": "graph",
    "identities": "ims",
}
WIT, WORK = f"{SHOP}/_apis/wit", f"{SHOP}/_apis/work"
PREVIEW = "7.1-preview.1"


class Watched:
    """An office whose every answer is held against the contract of its area."""

    def __init__(self) -> None:
        self.office: Office = an_office()
        self.contracts: dict[str, Contract] = {}
        self.checked: Counter[str] = Counter()
        self.office.watchers.append(self.check)

    def check(self, answer: httpx.Response) -> None:
        assert answer.status_code < 300, answer.text
        area = answer.request.url.path.partition("/_apis/")[2].split("/")[0].lower()
        if area not in AREAS or answer.request.url.path.endswith("$batch"):
            return
        name = f"azure-devops/{AREAS[area]}.json"
        found = self.contracts.setdefault(name, contract(name))
        method, path = answer.request.method, answer.request.url.path
        body = answer.json() if answer.content else None
        found.check_answer(method, path, answer.status_code, body)
        self.checked[area] += 1


@pytest.fixture
def watched() -> Watched:
    return Watched()


def test_reading_items_keeps_the_contract(watched: Watched) -> None:
    office = watched.office
    office.patch(STORY, links(RELATED, EPIC), sets("System.History", "hello"))

    for expand in ("none", "relations", "fields", "links", "all"):
        office.get(f"_apis/wit/workitems/{STORY}", _expand=expand)
    office.get("_apis/wit/workitems", ids="1,2,3", _expand="all")
    office.call("POST", "_apis/wit/workitemsbatch", {"ids": [1, 99], "errorPolicy": "omit"})
    for past in ("updates", "revisions", "updates/2", "revisions/2"):
        office.get(f"_apis/wit/workitems/{STORY}/{past}")

    assert watched.checked["wit"] > 10


def test_writing_items_keeps_the_contract(watched: Watched) -> None:
    office = watched.office

    made = office.create("Task", sets("System.Title", "Fold it")).json()
    office.create("Task", sets("System.Title", "Fold it"), validateOnly=True)
    office.patch(made["id"], sets("System.State", "Closed"))
    office.call("DELETE", f"_apis/wit/workitems/{made['id']}")
    office.get(f"{WIT}/recyclebin")
    office.get(f"{WIT}/recyclebin/{made['id']}")
    office.call("PATCH", f"{WIT}/recyclebin/{made['id']}", {"isDeleted": False})
    office.call("POST", f"{WIT}/workitemsdelete", {"ids": [made["id"]]})
    office.call("DELETE", f"{WIT}/recyclebin/{made['id']}")


def test_queries_keep_the_contract(watched: Watched) -> None:
    office = watched.office
    saved = office.get(f"{WIT}/queries", _depth=2, _expand="wiql")["value"][1]["children"]

    office.get(f"{WIT}/wiql/{saved[0]['id']}")
    office.get(f"{WIT}/wiql/{saved[1]['id']}")
    office.get(f"{WIT}/queries/Shared Queries/Planning", _depth=2)
    office.found("[System.Id] > 0 ORDER BY [System.Title] DESC")


def test_what_work_looks_like_keeps_the_contract(watched: Watched) -> None:
    office = watched.office

    for path in (
        "workitemtypes",
        "workitemtypes/Task",
        "workitemtypes/Task/states",
        "workitemtypes/Task/fields",
        "workitemtypecategories",
        "workitemtypecategories/Microsoft.TaskCategory",
        "fields",
        "fields/System.Title",
        "tags",
        "classificationnodes",
        "classificationnodes/areas",
        "classificationnodes/iterations/Sprint 1",
        "reporting/workitemrevisions",
        "reporting/workitemlinks",
    ):
        office.get(f"{WIT}/{path}")
    office.get(f"{WIT}/workitemtypes/Task/fields", _expand="all")
    office.get(f"{WIT}/classificationnodes", _depth=3)
    office.get("_apis/wit/workitemrelationtypes")


def test_comments_keep_the_contract(watched: Watched) -> None:
    office, path, version = watched.office, f"{WIT}/workItems/{TASK}/comments", "7.1-preview.4"

    made = office.call("POST", path, {"text": "<p>Ready</p>"}, version=version).json()
    office.call("PATCH", f"{path}/{made['id']}", {"text": "Done"}, version=version)
    office.get(path, version=version)
    office.call("DELETE", f"{path}/{made['id']}", version=version)


def test_projects_and_teams_keep_the_contract(watched: Watched) -> None:
    office = watched.office

    office.get("_apis/projects")
    office.get(f"_apis/projects/{SHOP}", includeCapabilities=True)
    office.get(f"_apis/projects/{SHOP}/teams")
    office.get(f"_apis/projects/{SHOP}/teams/Web")
    office.get(f"_apis/projects/{SHOP}/teams/Web/members")
    office.get("_apis/teams", version="7.1-preview.3")


def test_team_settings_and_backlogs_keep_the_contract(watched: Watched) -> None:
    office, team = watched.office, f"{SHOP}/Web/_apis/work"
    sprint = office.get(f"{team}/teamsettings/iterations")["value"][0]["id"]

    office.get(f"{team}/teamsettings")
    office.get(f"{team}/teamsettings/teamfieldvalues")
    office.get(f"{team}/teamsettings/iterations/{sprint}")
    office.get(f"{team}/teamsettings/iterations/{sprint}/workitems")
    office.get(f"{team}/backlogs")
    office.get(f"{team}/backlogs/Microsoft.FeatureCategory")
    office.get(f"{team}/backlogs/Microsoft.FeatureCategory/workItems")
    office.get(f"{team}/backlogconfiguration")
    office.get(f"{WORK}/processconfiguration")
    office.call("POST", f"{team}/teamsettings/iterations", {"id": sprint})


def test_people_keep_the_contract(watched: Watched) -> None:
    office = watched.office
    anna = office.world.people.of_token("pat-anna")
    assert anna is not None

    office.get("_apis/graph/users", version=PREVIEW)
    office.get(f"_apis/graph/users/{anna.descriptor}", version=PREVIEW)
    office.get(f"_apis/graph/storagekeys/{anna.descriptor}", version=PREVIEW)
    office.get(f"_apis/graph/descriptors/{anna.id}", version=PREVIEW)
    wish = {"query": "Anna", "subjectKind": ["User"]}
    office.call("POST", "_apis/graph/subjectquery", wish, version=PREVIEW)
    office.get("_apis/identities", searchFilter="General", filterValue=anna.mail)


def test_hooks_keep_the_contract(watched: Watched) -> None:
    office = watched.office
    wish: dict[str, Any] = {
        "publisherId": "tfs",
        "eventType": "workitem.updated",
        "consumerId": "webHooks",
        "consumerActionId": "httpRequest",
        "publisherInputs": {"projectId": ""},
        "consumerInputs": {"url": "http://127.0.0.1:9/"},
    }

    made = office.call("POST", "_apis/hooks/subscriptions", wish).json()
    path = f"_apis/hooks/subscriptions/{made['id']}"
    office.patch(FEATURE, sets("System.Title", "Check out"))
    office.get("_apis/hooks/subscriptions")
    office.call("PUT", path, made)
    note = office.get(f"{path}/notifications")["value"][0]["id"]
    office.get(f"{path}/notifications/{note}")
    office.call("POST", "_apis/hooks/subscriptionsquery", {"publisherId": "tfs"})
    office.call("POST", "_apis/hooks/notificationsquery", {"subscriptionIds": [made["id"]]})
    office.call("POST", "_apis/hooks/testnotifications", {"subscriptionId": made["id"]})
    office.get("_apis/hooks/publishers")
    office.get("_apis/hooks/publishers/tfs/eventtypes")
    office.get("_apis/hooks/publishers/tfs/eventtypes/workitem.created")
    office.get("_apis/hooks/consumers")
    office.get("_apis/hooks/consumers/webHooks")
    office.call("DELETE", path)
