"""The people of the demo: they edit on both sides, and a manager decides, all over HTTP."""

import time
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

import httpx

from sandbox.demo.stage import Stage

PATIENCE = 20.0


class People:
    """Anna works in Azure DevOps, Ben in PPM Express, a manager at Lockstep's own API."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._anna = httpx.Client(auth=("", "pat-anna"), trust_env=False, timeout=60)
        bearer = {"Authorization": "Bearer ppm-ben"}
        self._ben = httpx.Client(headers=bearer, trust_env=False, timeout=60)
        self._api = httpx.Client(base_url=stage.app_url, trust_env=False, timeout=60)
        self.edits = 0

    def close(self) -> None:
        for client in (self._anna, self._ben, self._api):
            client.close()

    # Anna, in Azure DevOps

    def edits_item(self, item: int, fields: Mapping[str, object]) -> None:
        patch = [{"op": "add", "path": f"/fields/{n}", "value": v} for n, v in fields.items()]
        self._patch(item, patch)

    def makes_item(self, kind: str, title: str, below: int | None = None) -> int:
        patch: list[dict[str, object]] = [
            {"op": "add", "path": "/fields/System.Title", "value": title}
        ]
        if below is not None:
            patch.append({"op": "add", "path": "/relations/-", "value": self._parent(below)})
        project, kind = quote(self._stage.ado_project), quote(kind)
        where = f"{self._stage.ado_url}/{project}/_apis/wit/workitems/${kind}?api-version=7.1"
        json_patch = {"Content-Type": "application/json-patch+json"}
        made = self._anna.post(where, json=patch, headers=json_patch).raise_for_status().json()
        self.edits += 1
        return int(made["id"])

    def moves_item(self, item: int, below: int) -> None:
        patch: list[dict[str, object]] = []
        for index, each in enumerate(self.item(item).get("relations", [])):
            if each["rel"] == "System.LinkTypes.Hierarchy-Reverse":
                patch.append({"op": "remove", "path": f"/relations/{index}"})
        added = {"op": "add", "path": "/relations/-", "value": self._parent(below)}
        self._patch(item, [*patch, added])

    def recycles_item(self, item: int) -> None:
        where = f"{self._stage.ado_url}/_apis/wit/workitems/{item}?api-version=7.1"
        self._anna.delete(where).raise_for_status()
        self.edits += 1

    def restores_item(self, item: int) -> None:
        where = f"{self._stage.ado_url}/_apis/wit/recyclebin/{item}?api-version=7.1"
        self._anna.patch(where, json={"isDeleted": False}).raise_for_status()
        self.edits += 1

    def _parent(self, item: int) -> Mapping[str, str]:
        url = f"{self._stage.ado_url}/_apis/wit/workItems/{item}"
        return {"rel": "System.LinkTypes.Hierarchy-Reverse", "url": url}

    def item(self, item: int) -> Any:
        where = f"{self._stage.ado_url}/_apis/wit/workitems/{item}"
        query = {"api-version": "7.1", "$expand": "relations"}
        return self._anna.get(where, params=query).raise_for_status().json()

    def _patch(self, item: int, patch: Sequence[Mapping[str, object]]) -> None:
        where = f"{self._stage.ado_url}/_apis/wit/workitems/{item}?api-version=7.1"
        kind = {"Content-Type": "application/json-patch+json"}
        self._anna.patch(where, json=patch, headers=kind).raise_for_status()
        self.edits += 1

    # Ben, in PPM Express

    def makes_task(self, name: str, **attributes: object) -> str:
        where = f"{self._stage.ppm_url}/projects/{self._stage.project}/tasks"
        body = {"attributes": {"Name": name, **attributes}}
        made = self._ben.post(where, json=body).raise_for_status().json()
        self.edits += 1
        return str(made["data"]["id"])

    def edits_task(self, task: str, updates: Mapping[str, object]) -> None:
        self._ben.patch(self._task(task), json={"updates": updates}).raise_for_status()
        self.edits += 1

    def task(self, task: str) -> Any:
        return self._ben.get(self._task(task)).raise_for_status().json()["data"]["attributes"]

    def _task(self, task: str) -> str:
        return f"{self._stage.ppm_url}/projects/{self._stage.project}/tasks/{task}"

    # Whoever sits in front of Lockstep

    def call(self, method: str, path: str, body: object = None, person: str = "approver") -> Any:
        return self._answer(method, path, body, person).json()

    def text(self, path: str) -> str:
        return self._answer("GET", path, None, "viewer").text

    def _answer(self, method: str, path: str, body: object, person: str) -> httpx.Response:
        where = f"/api/projects/{self._stage.project}{path}"
        writes = {} if method == "GET" else {"X-Lockstep-Write": "1"}
        told = {"X-Demo-Person": person, "Content-Type": "application/json", **writes}
        answer = self._api.request(method, where, headers=told, json=body)
        if answer.is_error:
            raise RuntimeError(f"{method} {path} answered {answer.status_code}: {answer.text}")
        return answer

    def link(self, link: str) -> Any:
        return self.call("GET", f"/links/{link}", person="viewer")

    def mismatch(self, link: str, name: str) -> Any:
        found = self.link(link)["mismatches"]
        return next((each for each in found if each["name"] == name), None)

    def sees(self, link: str, name: str, patience: float = PATIENCE) -> float:
        """Seconds until the difference shows; TimeoutError where it does not."""
        began = time.monotonic()
        while self.mismatch(link, name) is None:
            if time.monotonic() - began > patience:
                raise TimeoutError(f"{name} of link {link} shows no difference")
            time.sleep(0.01)
        return time.monotonic() - began

    def plans(self, direction: str, links: Sequence[str], aspect: str = "fields") -> Any:
        body = {"direction": direction, "aspect": aspect, "links": list(links)}
        return self.call("POST", "/plans", body)

    def approves(self, plan: Any) -> list[Any]:
        """The approvals of a plan once each of them is closed."""
        found = self.call("POST", "/approvals", {"plan": plan["id"]})
        until = time.monotonic() + 90
        while any(each["open"] for each in found["approvals"]):
            if time.monotonic() > until:
                raise TimeoutError(f"approvals stay open: {found['approvals']}")
            time.sleep(0.2)
            rows = self.call("GET", f"/approvals?request={found['request']}")
            found["approvals"] = rows["approvals"]
        return list(found["approvals"])

    def runs(self, timer: str) -> None:
        """What the clock does on its own, at once: a timer of the host."""
        if self._stage.host is not None:
            self._stage.host.run_timer(timer)
            return
        self._api.post(f"/admin/functions/{timer}", json={}).raise_for_status()
        time.sleep(5)
