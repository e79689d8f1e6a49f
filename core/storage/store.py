"""Everything that is remembered, over one storage account."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from azure.data.tables import TableServiceClient

from core.storage.alarms import TableAlarms
from core.storage.approvals import TableApprovals
from core.storage.budgets import TableBudgets
from core.storage.history import TableHistory
from core.storage.hooks import TableHooks
from core.storage.letters import TableLetters
from core.storage.links import TableLinks
from core.storage.plans import TablePlans
from core.storage.poison import TablePoison
from core.storage.probes import TableProbes
from core.storage.projects import TableProjects
from core.storage.tables import Table
from core.storage.together import Pool
from core.storage.trees import TableTrees


@dataclass(frozen=True)
class TableStore:
    """The tables by noun."""

    links: TableLinks
    approvals: TableApprovals
    projects: TableProjects
    hooks: TableHooks
    plans: TablePlans
    history: TableHistory
    trees: TableTrees
    poison: TablePoison
    budgets: TableBudgets
    alarms: TableAlarms
    letters: TableLetters
    probes: TableProbes


def table_store(
    tables: TableServiceClient, clock: Callable[[], datetime], prefix: str = ""
) -> TableStore:
    """Nothing is asked here: each table is created, where it is missing, when it is first used.

    `prefix` goes before the names of the tables; letters and digits, a letter first.
    """

    def table(name: str) -> Table:
        return Table(tables, prefix + name)

    return TableStore(
        links=TableLinks(table("links"), table("items"), Pool(), clock),
        approvals=TableApprovals(table("approvals"), clock),
        projects=TableProjects(table("projects")),
        hooks=TableHooks(table("hooks"), clock),
        plans=TablePlans(table("plans")),
        history=TableHistory(table("history")),
        trees=TableTrees(table("trees"), clock),
        poison=TablePoison(table("poison")),
        budgets=TableBudgets(table("budgets")),
        alarms=TableAlarms(table("alarms")),
        letters=TableLetters(table("letters")),
        probes=TableProbes(table("probes")),
    )
