"""Agile, Scrum, Basic, CMMI and one that somebody made their own: types, states, levels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from sandbox.ado.people import guid

_ALWAYS = (
    "System.Id",
    "System.Title",
    "System.TeamProject",
    "System.WorkItemType",
    "System.State",
    "System.Reason",
    "System.AreaPath",
    "System.IterationPath",
    "System.AssignedTo",
    "System.Description",
    "System.History",
    "System.Tags",
    "System.Parent",
    "System.CommentCount",
    "System.BoardColumn",
    "System.CreatedDate",
    "System.CreatedBy",
    "System.ChangedDate",
    "System.ChangedBy",
    "System.Rev",
    "System.Watermark",
    "System.AuthorizedDate",
    "System.RevisedDate",
    "System.AreaId",
    "System.IterationId",
    "System.NodeName",
    "Microsoft.VSTS.Common.Priority",
    "Microsoft.VSTS.Common.StateChangeDate",
    "Microsoft.VSTS.Common.ActivatedDate",
    "Microsoft.VSTS.Common.ActivatedBy",
    "Microsoft.VSTS.Common.ResolvedDate",
    "Microsoft.VSTS.Common.ResolvedBy",
    "Microsoft.VSTS.Common.ClosedDate",
    "Microsoft.VSTS.Common.ClosedBy",
    "Custom.ExternalId",
    "Custom.Approved",
    "Custom.3f0c1d52-6a1b-4a0e-9d1f-9b6f7e3a2c10",
)
_S = "Microsoft.VSTS.Scheduling."
_C = "Microsoft.VSTS.Common."
_HOURS = (_S + "OriginalEstimate", _S + "RemainingWork", _S + "CompletedWork")
_ORDERED = (_C + "StackRank", _C + "BacklogPriority")
_VALUED = (_C + "ValueArea", _C + "Risk", *_ORDERED)
_PORTFOLIO = (_S + "StartDate", _S + "TargetDate", _S + "Effort", _C + "BusinessValue", *_VALUED)
_DATES = (_S + "StartDate", _S + "FinishDate", _S + "DueDate")
_WORK = (*_HOURS, *_DATES, _C + "Activity", *_ORDERED)
_STORY = (*_DATES, _S + "TargetDate", _C + "AcceptanceCriteria", *_VALUED)
_BUG = (*_STORY, *_HOURS, _C + "Severity", _C + "Activity", "Microsoft.VSTS.TCM.ReproSteps")

EPIC, FEATURE, REQUIREMENT, TASK, BUG = (
    f"Microsoft.{name}Category" for name in ("Epic", "Feature", "Requirement", "Task", "Bug")
)
#: on no backlog
HIDDEN = "Microsoft.HiddenCategory"
CATEGORY_NAMES = {
    EPIC: "Epic Category",
    FEATURE: "Feature Category",
    REQUIREMENT: "Requirement Category",
    TASK: "Task Category",
    BUG: "Bug Category",
    HIDDEN: "Hidden Types Category",
}
_COLOURS = {
    EPIC: "E06C00",
    FEATURE: "773B93",
    REQUIREMENT: "009CCC",
    TASK: "F2CB1D",
    BUG: "CC293D",
    HIDDEN: "B4009E",
}
_STATE_COLOURS = {
    "Proposed": "b2b2b2",
    "InProgress": "007acc",
    "Resolved": "ff9d00",
    "Completed": "339933",
    "Removed": "ffffff",
}
_REASONS = {
    "Agile": {"New": "New", "Active": "Implementation started", "Resolved": "Code complete"},
    "Scrum": {"New": "New backlog item", "Approved": "Approved by the Product Owner"},
    "Basic": {"To Do": "Added to backlog", "Doing": "Started", "Done": "Completed"},
    "CMMI": {"Proposed": "New", "Active": "Accepted", "Resolved": "Code complete"},
}


@dataclass(frozen=True)
class State:
    name: str
    category: str

    @property
    def colour(self) -> str:
        return _STATE_COLOURS[self.category]


@dataclass(frozen=True)
class ItemType:
    """`moves` lists the legal next states; a state it does not name may go to any other."""

    name: str
    ref: str
    category: str
    states: tuple[State, ...]
    fields: tuple[str, ...]
    required: tuple[str, ...] = ()
    moves: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    description: str = ""
    is_disabled: bool = False

    @property
    def colour(self) -> str:
        return _COLOURS[self.category]

    @property
    def initial(self) -> str:
        return self.states[0].name

    def category_of(self, state: str) -> str:
        return next((one.category for one in self.states if one.name == state), "")

    def next_states(self, state: str) -> tuple[str, ...]:
        return self.moves.get(state) or tuple(s.name for s in self.states if s.name != state)

    def state_named(self, name: str) -> State | None:
        return next((one for one in self.states if one.name.lower() == name.lower()), None)


@dataclass(frozen=True)
class Process:
    name: str
    types: tuple[ItemType, ...]
    effort: str
    order: str = _C + "StackRank"
    #: closing an item empties its remaining work
    closing_clears_hours: bool = False
    level_names: Mapping[str, str] = field(default_factory=dict)
    bugs: str = "asTasks"

    @property
    def id(self) -> str:
        return guid("process", self.name)

    def type_named(self, name: str) -> ItemType | None:
        wanted = name.lower()
        return next((t for t in self.types if wanted in (t.name.lower(), t.ref.lower())), None)

    def of_category(self, category: str) -> list[ItemType]:
        return [one for one in self.types if one.category == category]

    def portfolio(self) -> list[str]:
        return [level for level in (FEATURE, EPIC) if self.of_category(level)]


def _states(text: str) -> tuple[State, ...]:
    """`New:Proposed Active:InProgress`, with `_` for a space inside a name."""
    pairs = (word.split(":") for word in text.split())
    return tuple(State(name.replace("_", " "), category) for name, category in pairs)


_AGILE = _states(
    "New:Proposed Active:InProgress Resolved:Resolved Closed:Completed Removed:Removed"
)
_AGILE_TASK = _states("New:Proposed Active:InProgress Closed:Completed Removed:Removed")
_SCRUM_TOP = _states("New:Proposed In_Progress:InProgress Done:Completed Removed:Removed")
_SCRUM = _states(
    "New:Proposed Approved:Proposed Committed:InProgress Done:Completed Removed:Removed"
)
_SCRUM_TASK = _states("To_Do:Proposed In_Progress:InProgress Done:Completed Removed:Removed")
_BASIC = _states("To_Do:Proposed Doing:InProgress Done:Completed")
_CMMI = _states("Proposed:Proposed Active:InProgress Resolved:Resolved Closed:Completed")
_OWN = _states("Idea:Proposed Running:InProgress Review:Resolved Finished:Completed")


def _type(process: str, name: str, category: str, states: tuple[State, ...]) -> ItemType:
    extra = {EPIC: _PORTFOLIO, FEATURE: _PORTFOLIO, TASK: _WORK, BUG: _BUG}.get(category, _STORY)
    points = {"Agile": "StoryPoints", "CMMI": "Size"}.get(process, "Effort")
    effort = (_S + points,) if category in (REQUIREMENT, BUG) else ()
    return ItemType(
        name,
        "Microsoft.VSTS.WorkItemTypes." + name.replace(" ", ""),
        category,
        states,
        tuple(dict.fromkeys((*_ALWAYS, *extra, *effort))),
        ("System.Title",),
        reasons=_REASONS.get(process, {}),
        description=f"{name} of the {process} process",
    )


def _types(
    process: str, rows: tuple[tuple[str, str, tuple[State, ...]], ...]
) -> Iterator[ItemType]:
    return (_type(process, *row) for row in rows)


def agile() -> Process:
    rows = (
        ("Epic", EPIC, _AGILE),
        ("Feature", FEATURE, _AGILE),
        ("User Story", REQUIREMENT, _AGILE),
        ("Task", TASK, _AGILE_TASK),
        ("Bug", BUG, _AGILE[:4]),
        ("Issue", HIDDEN, (_AGILE[1], _AGILE[3])),
    )
    return Process(
        "Agile",
        tuple(_types("Agile", rows)),
        _S + "StoryPoints",
        closing_clears_hours=True,
        level_names={REQUIREMENT: "Stories"},
    )


def scrum() -> Process:
    rows = (
        ("Epic", EPIC, _SCRUM_TOP),
        ("Feature", FEATURE, _SCRUM_TOP),
        ("Product Backlog Item", REQUIREMENT, _SCRUM),
        ("Task", TASK, _SCRUM_TASK),
        ("Bug", BUG, _SCRUM),
    )
    types = tuple(_types("Scrum", rows))
    return Process(
        "Scrum",
        types,
        _S + "Effort",
        _C + "BacklogPriority",
        bugs="asRequirements",
        level_names={REQUIREMENT: "Backlog items"},
    )


def basic() -> Process:
    rows = (("Epic", EPIC, _BASIC), ("Issue", REQUIREMENT, _BASIC), ("Task", TASK, _BASIC))
    return Process("Basic", tuple(_types("Basic", rows)), _S + "Effort", bugs="off")


def cmmi() -> Process:
    rows = (
        ("Epic", EPIC, _CMMI),
        ("Feature", FEATURE, _CMMI),
        ("Requirement", REQUIREMENT, _CMMI),
        ("Task", TASK, _CMMI),
        ("Bug", BUG, _CMMI),
    )
    return Process("CMMI", tuple(_types("CMMI", rows)), _S + "Size")


def own() -> Process:
    """Renamed types, states of its own, a required field, and no short cut between states."""
    rows = (
        ("Initiative", EPIC, _OWN),
        ("Capability", FEATURE, _OWN),
        ("Story", REQUIREMENT, _OWN),
        ("To-do", TASK, _OWN),
        ("Defect", BUG, _OWN),
    )
    moves = {
        "Idea": ("Running",),
        "Running": ("Idea", "Review"),
        "Review": ("Running", "Finished"),
        "Finished": ("Running",),
    }
    types = (
        replace(one, moves=moves, ref="Contoso." + one.ref.rsplit(".", 1)[1])
        for one in _types("Contoso", rows)
    )
    changed = tuple(
        replace(
            one,
            fields=(*one.fields, "Custom.BusinessUnit"),
            required=(*one.required, "Custom.BusinessUnit"),
        )
        if one.name == "Story"
        else one
        for one in types
    )
    names = {EPIC: "Initiatives", FEATURE: "Capabilities", REQUIREMENT: "Stories", TASK: "To-dos"}
    return Process("Contoso", changed, _S + "Effort", level_names=names)


def all_processes() -> dict[str, Process]:
    return {one.name: one for one in (agile(), scrum(), basic(), cmmi(), own())}
