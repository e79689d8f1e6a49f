"""What is told of the work while it goes on, and under which names: acts that take time and lead
from one to the next, and figures. The workbook asks for these names.

What is told names items, links, approvals, projects and fields, and never what a field holds.
"""

from enum import StrEnum

Fact = str | int | float


class Act(StrEnum):
    """What takes time. Each is a span of this name."""

    HOOK = "lockstep.hook"
    LOOK = "lockstep.look"
    SWEEP = "lockstep.sweep"
    MISMATCH = "lockstep.mismatch"
    WRITE = "lockstep.write"


class Figure(StrEnum):
    """What is counted; but the latency is measured in seconds, and what is used of a budget is a
    share."""

    LATENCY = "lockstep.latency"
    MISMATCHES = "lockstep.mismatches"
    APPLIED = "lockstep.applied"
    REFUSED = "lockstep.refused"
    WAITED = "lockstep.waited"
    BUDGET_USED = "lockstep.budget_used"
