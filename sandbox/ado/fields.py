"""The fields of the organisation: what each is called, what it holds and who may write it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.ado.errors import no_field
from sandbox.ado.people import guid


@dataclass(frozen=True)
class Field:
    ref: str
    name: str
    type: str = "string"
    read_only: bool = False
    identity: bool = False
    #: a picklist's values; an empty tuple is no picklist
    values: tuple[Any, ...] = ()
    suggested: bool = False
    #: bookkeeping is left out of a read that asked for nothing in particular
    bookkeeping: bool = False

    def as_json(self, base: str) -> dict[str, Any]:
        told: dict[str, Any] = {
            "name": self.name,
            "referenceName": self.ref,
            "type": self.type,
            "usage": "workItem",
            # The service says so of paths although they are written every day.
            "readOnly": self.read_only or self.type == "treePath",
            "canSortBy": self.type not in ("html", "history", "plainText"),
            "isQueryable": True,
            "supportedOperations": _operations(self.type),
            "isIdentity": self.identity,
            "isPicklist": bool(self.values),
            "isPicklistSuggested": self.suggested,
            "isDeleted": False,
            "isLocked": False,
            "url": f"{base}/_apis/wit/fields/{self.ref}",
        }
        if self.values:
            told["picklistId"] = guid("picklist", self.ref)
        return told


def _operations(kind: str) -> list[dict[str, str]]:
    text = kind in ("html", "history", "plainText")
    symbols = ("CONTAINS", "NOT CONTAINS") if text else ("=", "<>", ">", "<", ">=", "<=", "IN")
    names = {"=": "=", "<>": "<>", ">": ">", "<": "<", ">=": ">=", "<=": "<=", "IN": "In"}
    return [
        {"referenceName": f"SupportedOperations.{names.get(one, one.title())}", "name": one}
        for one in symbols
    ]


class Catalogue:
    """Fields by reference name or by display name, in any letter case."""

    def __init__(self) -> None:
        self._by_key: dict[str, Field] = {}
        self._by_ref: dict[str, Field] = {}
        #: fields that an administrator has deleted: what they held is kept, nobody is told of them
        self.deleted: set[str] = set()
        for one in (*_system(), *_common(), *_scheduling()):
            self.add(one)

    def add(self, one: Field) -> Field:
        self._by_ref[one.ref] = one
        self._by_key.setdefault(one.name.lower(), one)
        self._by_key[one.ref.lower()] = one
        return one

    def find(self, name: str) -> Field:
        found = self._by_ref.get(name) or self._by_key.get(name.lower())
        if found is None:
            raise no_field(name)
        return found

    def get(self, ref: str) -> Field | None:
        return self._by_ref.get(ref)

    def __iter__(self) -> Iterator[Field]:
        return (one for one in self._by_ref.values() if one.ref not in self.deleted)


def _system() -> Iterator[Field]:
    yield Field("System.Id", "ID", "integer", read_only=True)
    yield Field("System.Title", "Title")
    yield Field("System.TeamProject", "Team Project")
    yield Field("System.WorkItemType", "Work Item Type")
    yield Field("System.State", "State")
    yield Field("System.Reason", "Reason")
    yield Field("System.AreaPath", "Area Path", "treePath")
    yield Field("System.IterationPath", "Iteration Path", "treePath")
    yield Field("System.AssignedTo", "Assigned To", identity=True)
    yield Field("System.Description", "Description", "html")
    yield Field("System.History", "History", "history")
    yield Field("System.Tags", "Tags", "plainText")
    yield Field("System.Parent", "Parent", "integer", read_only=True)
    yield Field("System.CommentCount", "Comment Count", "integer", read_only=True)
    yield Field("System.BoardColumn", "Board Column", read_only=True)
    yield Field("System.CreatedDate", "Created Date", "dateTime", read_only=True)
    yield Field("System.CreatedBy", "Created By", identity=True, read_only=True)
    yield Field("System.ChangedDate", "Changed Date", "dateTime", read_only=True)
    yield Field("System.ChangedBy", "Changed By", identity=True, read_only=True)
    for name, kind in _BOOKKEEPING.items():
        ref = "System." + name.replace(" ", "")
        identity = name == "Authorized As"
        yield Field(ref, name, kind, read_only=True, identity=identity, bookkeeping=True)


_BOOKKEEPING = {
    "Rev": "integer",
    "Watermark": "integer",
    "Authorized Date": "dateTime",
    "Authorized As": "string",
    "Revised Date": "dateTime",
    "Person Id": "integer",
    "Area Id": "integer",
    "Iteration Id": "integer",
    "Node Name": "string",
    "Area Level 1": "string",
    "Area Level 2": "string",
    "Area Level 3": "string",
    "Iteration Level 1": "string",
    "Iteration Level 2": "string",
    "Iteration Level 3": "string",
    "Related Link Count": "integer",
    "Hyperlink Count": "integer",
    "Is Deleted": "boolean",
}


def _common() -> Iterator[Field]:
    prefix = "Microsoft.VSTS.Common."
    yield Field(prefix + "Priority", "Priority", "integer", values=(1, 2, 3, 4))
    severity = ("1 - Critical", "2 - High", "3 - Medium", "4 - Low")
    yield Field(prefix + "Severity", "Severity", values=severity)
    activity = ("Deployment", "Design", "Development", "Documentation", "Requirements", "Testing")
    yield Field(prefix + "Activity", "Activity", values=activity, suggested=True)
    yield Field(prefix + "ValueArea", "Value Area", values=("Architectural", "Business"))
    yield Field(prefix + "Risk", "Risk", values=("1 - High", "2 - Medium", "3 - Low"))
    yield Field(prefix + "StackRank", "Stack Rank", "double")
    yield Field(prefix + "BacklogPriority", "Backlog Priority", "double")
    yield Field(prefix + "BusinessValue", "Business Value", "integer")
    yield Field(prefix + "AcceptanceCriteria", "Acceptance Criteria", "html")
    yield Field(prefix + "StateChangeDate", "State Change Date", "dateTime", read_only=True)
    for step in ("Activated", "Resolved", "Closed"):
        yield Field(f"{prefix}{step}Date", f"{step} Date", "dateTime")
        yield Field(f"{prefix}{step}By", f"{step} By", identity=True)
    yield Field("Microsoft.VSTS.TCM.ReproSteps", "Repro Steps", "html")


def _scheduling() -> Iterator[Field]:
    prefix = "Microsoft.VSTS.Scheduling."
    yield Field(prefix + "StoryPoints", "Story Points", "double")
    for name in ("Effort", "Size"):
        yield Field(prefix + name, name, "double")
    for name in ("Original Estimate", "Remaining Work", "Completed Work"):
        yield Field(prefix + name.replace(" ", ""), name, "double")
    for name in ("Start Date", "Finish Date", "Target Date", "Due Date"):
        yield Field(prefix + name.replace(" ", ""), name, "dateTime")
    yield Field("Custom.ExternalId", "External Id")
    yield Field("Custom.Approved", "Approved", "boolean")
    yield Field("Custom.BusinessUnit", "Business Unit", values=("North", "South", "Überall"))
    # A display name that is not Latin gets a generated reference name.
    yield Field("Custom.3f0c1d52-6a1b-4a0e-9d1f-9b6f7e3a2c10", "工数", "double")
