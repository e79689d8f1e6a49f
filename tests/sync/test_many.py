"""Twenty thousand links with one bad item in twenty: what is good is written, what is not is told.

LOCKSTEP_LINKS=20000 is the whole of it; fewer are enough at every run.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from core.model.approvals import Approval, Became, Direction, Write
from core.model.brakes import Limits
from core.model.compare import Link, reconcile
from core.model.errors import Rejected
from core.model.items import ItemRef, Person, Snapshot
from core.model.rules import FieldRule, Kind
from core.sync.apply import apply
from core.sync.outbox import Outbox
from tests.worlds import PROJECT, TITLE, World

LINKS = int(os.environ.get("LOCKSTEP_LINKS", "2000"))
OWNER = FieldRule("owner", ("System.AssignedTo",), ("AssignedTo",), Kind.PEOPLE)
ANNA, GONE = Person("anna@contoso.com", "Anna"), Person("left@contoso.com", "Somebody who left")
BAD = ("refused", "nobody", "deleted")
WHY = {
    "refused": ("title", "the task is locked"),
    "nobody": ("owner", "nobody here is left@contoso.com"),
    "deleted": ("title", "the task cannot be found in this project"),
}
"""Which value of each kind of bad item is refused, and what is said of it."""


@dataclass
class Crowd(World):
    """So many links, all edited in Azure DevOps. Of every sixty, one of each kind is bad."""

    count: int = LINKS
    trouble: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rules = (TITLE, OWNER)
        super().__post_init__()
        self.agree(limits=Limits(least=self.count))
        for number in range(self.count):
            self._add(number)
        self.ppm.refuse = _refusal

    def _add(self, number: int) -> None:
        link, bad = f"link-{number:05}", BAD[number % 3] if number % 60 < len(BAD) else ""
        ado = self.ado.put(f"a{number}", {"System.Title": "Pay", "System.AssignedTo": (ANNA,)})
        ppm = self.ppm.put(f"p{number}", {"Name": "Pay", "AssignedTo": (ANNA,)})
        seen = Link(link, PROJECT, self._seen(ado), self._seen(ppm))
        made = reconcile(seen, self.rules, self.project.terms, {})
        self.links.claim(PROJECT, link, [ado, ppm])
        self.links.add(made)
        self.trouble |= {link: bad} if bad else {}

    def _seen(self, ref: ItemRef) -> Snapshot:
        fields = [name for rule in self.rules for name in rule.fields(ref.side)]
        return self.system(ref.side).fetch([ref], fields)[ref]

    def everybody_edits(self) -> None:
        for link in list(self.links.rows.values()):
            bad = self.trouble.get(link.id)
            title = "Locked" if bad == "refused" else f"Pay {link.id}"
            owner = GONE if bad == "nobody" else ANNA
            self.ado.edit(link.ado.ref, {"System.Title": title, "System.AssignedTo": (owner,)})

    def some_are_deleted(self) -> None:
        for link, bad in self.trouble.items():
            if bad == "deleted":
                self.ppm.delete(self.link(link).ppm.ref)

    def work_off(self) -> None:
        outbox = Outbox(PROJECT, self.store, self.clock)
        until = self.clock() + timedelta(minutes=4)
        while apply(self.project, self.systems, self.store, self.clock, until, outbox=outbox):
            pass


def _refusal(write: Write) -> Rejected | None:
    refused = {}
    if write.values.get("Name") == "Locked":
        refused["Name"] = "the task is locked"
    if GONE in (write.values.get("AssignedTo") or ()):  # type: ignore[operator]
        refused["AssignedTo"] = f"nobody here is {GONE.mail}"
    return Rejected("; ".join(refused.values()), refused) if refused else None


@pytest.fixture(scope="module")
def crowd() -> Crowd:
    made = Crowd()
    made.everybody_edits()
    made.sweep()
    made.approve(Direction.TO_PPM)
    made.some_are_deleted()
    made.steps.clear()
    made.work_off()
    return made


def closed(crowd: Crowd) -> list[Approval]:
    return list(crowd.approvals.done.values())


def test_every_approval_of_many_comes_to_its_end(crowd: Crowd) -> None:
    assert list(crowd.store.approvals.waiting(PROJECT)) == []
    assert {row.link for row in closed(crowd)} == {link for _, link in crowd.links.rows}


def test_whatever_is_good_is_applied_beside_one_bad_item_in_twenty(crowd: Crowd) -> None:
    became = {row.link: set(row.outcomes.values()) for row in closed(crowd)}

    good = [link for link in became if link not in crowd.trouble]

    assert len(good) * 20 <= crowd.count * 19 + 20
    assert all({each.became for each in became[link]} == {Became.APPLIED} for link in good)
    assert all(crowd.value(crowd.link(link).ppm.ref, "Name") == f"Pay {link}" for link in good)


def test_every_bad_one_is_listed_with_its_cause(crowd: Crowd) -> None:
    told = {row.link: row for row in closed(crowd)}

    for link, bad in crowd.trouble.items():
        name, words = WHY[bad]
        outcome = told[link].outcomes[name]
        assert (outcome.became, words in outcome.words) == (Became.REJECTED, True), outcome
    assert len(crowd.trouble) >= crowd.count // 20


def test_the_letters_name_exactly_the_bad_ones_each_with_its_cause(crowd: Crowd) -> None:
    letters = {each.approval.link: each.words for each in crowd.store.letters.open(PROJECT)}

    assert letters.keys() == crowd.trouble.keys()
    for link, bad in crowd.trouble.items():
        assert WHY[bad][1] in letters[link]


def test_a_bad_value_keeps_none_of_its_own_item_from_being_written(crowd: Crowd) -> None:
    nobody = [link for link, bad in crowd.trouble.items() if bad == "nobody"]

    assert all(crowd.value(crowd.link(link).ppm.ref, "Name") == f"Pay {link}" for link in nobody)


def test_what_was_refused_stands_in_the_history(crowd: Crowd) -> None:
    rows = crowd.history.rows.values()

    refused = {row.link for row in rows if row.became is Became.REJECTED}

    assert refused == set(crowd.trouble)


def test_however_many_there_are_the_outbox_is_read_no_more_often(crowd: Crowd) -> None:
    assert crowd.steps.count("approvals.waiting") <= 3
    assert crowd.steps.count("ppm.fetch") <= 2 * (crowd.count // 100 + 1)
