"""Reads the books, once all is quiet: over the vendors' APIs, the stand-ins' logs and the app's own
API, and never from its tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

import httpx

from sandbox.chaos.books import (
    OURS,
    Approved,
    Books,
    Item,
    Look,
    Pair,
    Seen,
    Thing,
    Told,
    Written,
)
from sandbox.chaos.keeper import Keeper
from sandbox.chaos.manager import Door
from sandbox.chaos.stage import Stage
from sandbox.chaos.values import FIELDS, PARENT, ROOT, Said, said

_BY_FIELD = {
    "ado": {field: name for name, (fields, _) in FIELDS.items() for field in fields}
    | {"System.Parent": PARENT},
    "ppm": {field: name for name, (_, field) in FIELDS.items()} | {"Parent": PARENT},
}
_MARK = "relations/Hyperlink"
_AT_ONCE = 200


def read(stage: Stage, door: Door, plans: Mapping[str, Any], keeper: Keeper) -> Books:
    return Reader(stage, door).books(plans, keeper)


class Reader:
    def __init__(self, stage: Stage, door: Door) -> None:
        self._stage, self._door = stage, door
        people = stage.control("ado", "GET", "people")
        self._names = {each["mail"]: each["name"] for each in people}
        self._types: dict[str, frozenset[str]] = {}

    def books(self, plans: Mapping[str, Any], keeper: Keeper) -> Books:
        links = tuple(_pair(row) for row in self._door.rows())
        there = {link.id for link in links}
        # Who asked to let a link go that is there all the same was refused.
        parted = tuple(each for id_, each in keeper.parted.items() if id_ not in there)
        self._pairs = {pair.id: pair for pair in (*links, *(each.pair for each in parted))}
        raw = {side: self._stage.control(side, "GET", "log") for side in ("ado", "ppm")}
        items = {**self._work_items(raw["ado"], links), **self._tasks()}
        log = tuple(self._written(side, row) for side in raw for row in raw[side])
        requests = (*plans, *keeper.choices)
        approvals = {each.id: each for request in requests for each in self._approvals(request)}
        known = self._pairs.keys() | {each.link for each in approvals.values()}
        looks = self._stage.control("ppm", "GET", "looks")
        return Books(
            log=log,
            history=tuple(told for link in sorted(known) for told in self._history(link)),
            approvals=approvals,
            seen=dict(self._seen(plans)),
            links=links,
            items=items,
            looks=tuple(Look(_moment(at), task) for at, who, task in looks if who == OURS),
            parted=parted,
            choices=keeper.choices,
        )

    def _written(self, side: str, row: Mapping[str, Any]) -> Written:
        who = str(row["who"]).partition("@")[0]
        mark = str((row["changes"].get(_MARK) or {}).get("new") or "").rpartition("/")[2]
        name = (row["changes"].get("Name") or {}).get("new") or ""
        if side == "ppm" and str(name).endswith("]"):
            mark = name.rpartition("[")[2].removesuffix("]")
        changes = dict(self._changes(side, row["changes"]))
        at, item = _moment(row["at"]), str(row["item"])
        return Written(side, row["seq"], at, who, row["action"], item, changes, mark)

    def _changes(
        self, side: str, changes: Mapping[str, Any]
    ) -> Iterator[tuple[str, tuple[Said, Said]]]:
        for field, change in changes.items():
            if name := _BY_FIELD[side].get(field):
                old, new = (self._said(side, name, change[end]) for end in ("old", "new"))
                yield name, (old, new)

    def _said(self, side: str, name: str, raw: Any) -> Said:
        if name == PARENT:
            return str(raw) if raw else ROOT
        if name == "assigned" and isinstance(raw, str):
            raw = self._names.get(raw, raw)
        return said(name, raw)

    def _approvals(self, request: str) -> Iterator[Approved]:
        found = self._door.call("GET", f"/approvals?request={request}")
        for each in found["approvals"]:
            yield Approved(
                each["id"],
                each["link"],
                each["aspect"],
                each["open"],
                each["words"],
                each["standing"],
            )

    def _history(self, link: str) -> Iterator[Told]:
        for row in self._door.call("GET", f"/history?link={link}")["history"]:
            if row["became"] in ("stale", "rejected", "unlinked"):
                continue
            name, side = row["name"], row["direction"].removeprefix("to_")
            old, new = (self._told(side, name, row[end]) for end in ("old", "new"))
            yield Told(
                row["link"],
                _moment(row["at"]),
                row["approval"],
                row["direction"],
                name,
                old,
                new,
                row["certain"],
                row["became"],
            )

    def _told(self, side: str, name: str, raw: Any) -> Said:
        """What we tell: a place is a link there, and here the item that was linked."""
        if name == PARENT and raw in self._pairs:
            return self._pairs[raw].on(side)[1]
        return said(name, raw)

    def _seen(self, plans: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str, str], Seen]]:
        for request, plan in plans.items():
            side = plan["direction"].removeprefix("to_")
            for link in plan["links"]:
                for value in link["values"]:
                    name = value["name"]
                    before = self._told(side, name, value["before"])
                    after = self._told(side, name, value["after"])
                    yield (request, link["link"], name), Seen(before, after, link["source"])

    # The items as they are now

    def _work_items(self, log: Iterable[Any], links: Iterable[Pair]) -> dict[Thing, Item]:
        numbers = {int(row["item"]) for row in log} | {int(link.ado) for link in links}
        ids, found = sorted(numbers), dict[Thing, Item]()
        for start in range(0, len(ids), _AT_ONCE):
            asked = {"ids": ids[start : start + _AT_ONCE], "errorPolicy": "omit"}
            body = {**asked, "$expand": "relations"}
            told = self._ado("POST", "_apis/wit/workitemsbatch", body)["value"]
            found |= {("ado", str(each["id"])): self._work_item(each) for each in told if each}
        return found

    def _work_item(self, told: Mapping[str, Any]) -> Item:
        fields = told["fields"]
        has = self._fields_of(fields["System.WorkItemType"])
        own = {n: next((f for f in names if f in has), None) for n, (names, _) in FIELDS.items()}
        values = {n: self._said("ado", n, fields.get(f)) for n, f in own.items() if f}
        parent = fields.get("System.Parent")
        lacks = frozenset(name for name, field in own.items() if field is None)
        return Item(values, str(parent) if parent else None, lacks)

    def _fields_of(self, kind: str) -> frozenset[str]:
        if kind not in self._types:
            where = f"{quote(self._stage.name)}/_apis/wit/workitemtypes/{quote(kind)}/fields"
            told = self._ado("GET", where)["value"]
            self._types[kind] = frozenset(each["referenceName"] for each in told)
        return self._types[kind]

    def _ado(self, method: str, path: str, body: object = None) -> Any:
        where = f"{self._stage.ado_url}/{path}?api-version=7.1"
        with httpx.Client(auth=("", "pat-anna"), trust_env=False, timeout=30) as http:
            return http.request(method, where, json=body).raise_for_status().json()

    def _tasks(self) -> dict[Thing, Item]:
        where = f"{self._stage.ppm_url}/projects/{self._stage.project}/tasks"
        bearer = {"Authorization": "Bearer ppm-ben"}
        told = self._stage.http.get(where, headers=bearer).raise_for_status().json()["data"]
        above = {each["attributes"].get("ParentId") for each in told}
        return {("ppm", each["id"]): self._task(each, above) for each in told}

    def _task(self, told: Mapping[str, Any], above: set[Any]) -> Item:
        raw = told["attributes"]
        values = {name: self._said("ppm", name, raw.get(key)) for name, (_, key) in FIELDS.items()}
        return Item(values, raw.get("ParentId"), frozenset(), told["id"] in above)


def _pair(row: Mapping[str, Any]) -> Pair:
    mismatches = {
        each["name"]: (said(each["name"], each["ado"]), said(each["name"], each["ppm"]))
        for each in row["mismatches"]
    }
    number = row["ado"]["key"].rpartition(":")[2]
    gone = frozenset(row["gone"])
    return Pair(row["id"], number, row["ppm"]["key"], mismatches, row["aside"], gone)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
