"""What one tenant does differently from the next, where the public record is silent."""

from dataclasses import dataclass
from enum import StrEnum


class Mode(StrEnum):
    """How a task says what it stands below; `auto` finds out by looking."""

    AUTO = "auto"
    REFERENCE = "reference"
    OUTLINE = "outline"
    STORE = "store"


ROLLED_UP = frozenset(
    {
        "StartDate",
        "DueDate",
        "Duration",
        "Progress",
        "Effort",
        "CompletedWork",
        "RemainingWork",
        "OriginalEstimate",
        "StoryPoints",
    }
)


@dataclass(frozen=True)
class PpmSettings:
    """`computed_for_parents` names the fields that a task with children gets from them.

    `date_write_format` spells a date with YYYY, MM and DD. `task_url` leads a person to a task;
    `{project}` and `{task}` stand for the ids. No address is documented, so there is no default.
    `link_field` names a Hyperlink or text field of tasks that leads back to Lockstep.
    """

    hierarchy: str = Mode.AUTO
    date_write_format: str = "YYYY-MM-DDT00:00:00Z"
    computed_for_parents: frozenset[str] = ROLLED_UP
    task_url: str = ""
    link_field: str = ""
