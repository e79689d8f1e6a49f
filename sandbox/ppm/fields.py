"""The field catalogue: which attributes a task, a project and a resource have, and of what type."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from sandbox.ppm.switches import Hierarchy, Switches

MOST_WORKING_DAYS = 10_000


class Type(StrEnum):
    TEXT = "Text"
    INTEGER = "Integer"
    DECIMAL = "Decimal"
    DATE = "Date"
    FLAG = "Flag"
    SELECT = "Select"
    PRIORITY = "Priority"
    PROGRESS = "Progress"
    RESOURCE = "Resource"
    HYPERLINK = "Hyperlink"
    TAGS = "Tags"
    TASK = "Task"
    DEPENDENCY = "Dependency"
    REFERENCE = "Reference"


@dataclass(frozen=True)
class Field:
    key: str
    label: str
    type: Type
    multi: bool = False
    readonly: bool = False
    options: tuple[str, ...] = ()
    rich: bool = False
    required: bool = False
    most: int | None = None


PARENT_KEYS = {Hierarchy.REFERENCE: "ParentId", Hierarchy.REFERENCE_OBJECT: "ParentTask"}

PRIORITIES = ("Low", "Medium", "High", "Critical")
STATUSES = ("N/A", "On Track", "At Risk", "Critical", "Done")
GROUPS = ("Backlog", "Planned", "In Progress", "Completed")
STAGES = ("New", "Active", "Resolved", "Closed", "Removed")

_TASK = (
    Field("Name", "Name", Type.TEXT, required=True),
    Field("Description", "Description", Type.TEXT, rich=True),
    Field("Group", "Group", Type.SELECT, options=GROUPS),
    Field("StartDate", "Start date", Type.DATE),
    Field("DueDate", "Due date", Type.DATE),
    Field("Duration", "Duration", Type.INTEGER, most=MOST_WORKING_DAYS),
    Field("Progress", "Progress %", Type.PROGRESS, most=100),
    Field("AssignedTo", "Assigned to", Type.RESOURCE, multi=True),
    Field("IsMilestone", "Is Milestone", Type.FLAG),
    Field("Priority", "Priority", Type.PRIORITY, options=PRIORITIES),
    Field("Status", "Status", Type.SELECT, options=STATUSES),
    Field("Effort", "Effort", Type.DECIMAL),
    Field("CompletedWork", "Completed Work", Type.DECIMAL),
    Field("RemainingWork", "Remaining Work", Type.DECIMAL),
    Field("OriginalEstimate", "Original estimate", Type.DECIMAL),
    Field("StoryPoints", "Story Points", Type.DECIMAL),
    Field("Predecessor", "Predecessor", Type.DEPENDENCY, multi=True),
    Field("Tags", "Tags", Type.TAGS, multi=True),
    Field("CreatedDate", "Created", Type.DATE, readonly=True),
    Field("ADO Id", "ADO Id", Type.INTEGER),
    Field("ADO Link", "ADO Link", Type.HYPERLINK),
    Field("Delivery Stage", "Delivery Stage", Type.SELECT, options=STAGES),
    Field("Regions", "Regions", Type.SELECT, multi=True, options=("North", "South", "West")),
)

_HIERARCHY = {
    Hierarchy.REFERENCE: (Field("ParentId", "Parent task", Type.TASK),),
    Hierarchy.REFERENCE_OBJECT: (Field("ParentTask", "Parent task", Type.TASK),),
    Hierarchy.OUTLINE: (
        Field("OutlineLevel", "Outline level", Type.INTEGER, readonly=True),
        Field("WBS", "WBS", Type.TEXT, readonly=True),
    ),
    Hierarchy.NONE: (),
}

_PROJECT = (
    Field("Name", "Name", Type.TEXT, required=True),
    Field("Description", "Description", Type.TEXT, rich=True),
    Field("Manager", "Manager", Type.RESOURCE, multi=True),
    Field("Program", "Program", Type.REFERENCE, multi=True),
    Field("Portfolio", "Portfolio", Type.REFERENCE, multi=True),
    Field("StartDate", "Start date", Type.DATE),
    Field("DueDate", "Due date", Type.DATE),
)

_RESOURCE = (
    Field("Name", "Name", Type.TEXT, required=True),
    Field("Email", "Email", Type.TEXT),
    Field("Status", "Status", Type.SELECT, options=("Active", "Inactive")),
    Field("Type", "Type", Type.TEXT),
    Field("Role", "Role", Type.TEXT),
    Field("Department", "Department", Type.TEXT),
    Field("Tags", "Tags", Type.TAGS, multi=True),
)

_OTHERS = ("Program", "Portfolio", "KeyDate", "Challenge", "Idea", "Roadmap", "Issue")


def task_fields(switches: Switches) -> dict[str, Field]:
    return _task_fields(switches.hierarchy)


@cache
def _task_fields(hierarchy: Hierarchy) -> dict[str, Field]:
    return {field.key: field for field in (*_TASK, *_HIERARCHY[hierarchy])}


PROJECT_FIELDS = {field.key: field for field in _PROJECT}
RESOURCE_FIELDS = {field.key: field for field in _RESOURCE}


def catalogue(entity: str, switches: Switches) -> dict[str, Field] | None:
    """The fields of an entity, its name in any case; None where the product has no such entity."""
    known = {name.lower(): {f.key: f for f in _PROJECT[:2]} for name in _OTHERS}
    known |= {"task": task_fields(switches), "project": PROJECT_FIELDS}
    return (known | {"resource": RESOURCE_FIELDS}).get(entity.lower())
