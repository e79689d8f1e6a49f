"""Whether the promises were kept, from the books alone: pure functions, and a sentence for each
case in which one was broken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from sandbox.chaos.books import OURS, SYSTEM, Books, Pair, Seen, Thing, Told, Written
from sandbox.chaos.choices import Standing
from sandbox.chaos.lines import Lines, Spot
from sandbox.chaos.shown import expected, link_of, wrong_mismatches
from sandbox.chaos.values import OUTSIDE, PARENT, ROOT, Said, alike
from sandbox.chaos.vendors import BESIDE, as_sent
from sandbox.chaos.windows import Window, settled, window


@dataclass(frozen=True)
class Verdict:
    """The cases in which a promise was broken, by its name, and the windows."""

    broken: Mapping[str, Sequence[str]]
    windows: Sequence[Window]


def verdict(books: Books) -> Verdict:
    ledger = Ledger(books)
    silent, windows = ledger.overwrites()
    broken = {
        "lost_changes": ledger.lost_changes(windows),
        "silent_overwrites": list(silent.values()),
        "duplicates_created": ledger.duplicates(),
        "unexplained_writes": ledger.unexplained(),
        "stuck_approvals": ledger.stuck(),
        "wrong_mismatches": wrong_mismatches(books),
    }
    return Verdict(broken, list(windows.values()))


class Ledger:
    """The books with what follows from them."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._link_of = link_of(books)
        parted = [each.pair for each in books.parted]
        self._standing = Standing(books, {pair.id: pair for pair in (*books.links, *parted)})
        self._lines = Lines(books)
        self._explained = dict(self._lines.explain(self._ours))

    # Our writes, each held against the history, the approval, and what the manager saw

    @property
    def _ours(self) -> list[Written]:
        return [write for write in self._books.log if write.who == OURS]

    def _told_of(self, write: Written, name: str) -> Told | None:
        return self._explained.get((write.side, write.seq, name))

    def _seen_of(self, told: Told) -> Seen | None:
        request = told.approval.partition("-")[0]
        return self._books.seen.get((request, told.link, told.name))

    def _creates(self, told: Told) -> bool:
        found = self._books.approvals.get(told.approval)
        return found is not None and found.aspect == "create"

    def _follows(self, told: Told) -> bool:
        found = self._books.approvals.get(told.approval)
        return found is not None and bool(found.standing)

    def unexplained(self) -> list[str]:
        return [why for write in self._ours for why in self._why_unexplained(write)]

    def _why_unexplained(self, write: Written) -> Iterator[str]:
        if write.makes:
            yield from self._why_unexplained_item(write)
            return
        if write.action != "update" and write.action != "updated":
            yield f"nobody approved that we {write.action} it: {write}"
        for name, (_, new) in write.changes.items():
            told = self._told_of(write, name)
            if told is not None:
                yield from self._why_another(write, name, new, told)
            elif not self._is_beside(write, name):
                yield f"no line of the history is about {name} of {write}"

    def _why_unexplained_item(self, write: Written) -> Iterator[str]:
        aspects = {a.link: a.aspect for a in self._books.approvals.values() if a.aspect == "create"}
        if write.mark not in aspects:
            yield f"nobody approved this new item: {write}"
        elif not self._lines.about(write.mark, write.side, "item"):
            yield f"no line of the history is about the new item {write}"
        for name, (_, new) in write.changes.items():
            told = self._told_of(write, name)
            if told is not None and name != PARENT and not as_sent(write, name, new, told):
                yield f"the new item holds {new!r}, and {told.new!r} was told: {write}"

    def _why_another(self, write: Written, name: str, new: Said, told: Told) -> Iterator[str]:
        approval = self._books.approvals.get(told.approval)
        if approval is None:
            yield f"the approval {told.approval} of {name} is not known: {write}"
        elif approval.standing:
            yield from (f"{why}: {write}" for why in self._standing.why_not(approval, told))
        if not as_sent(write, name, new, told):
            yield f"{name} was written as {new!r}, and {told.new!r} was told: {write}"
        seen = self._seen_of(told)
        if self._creates(told) or self._follows(told):
            return
        if seen is None:
            yield f"nobody was shown {name} before approving it: {write}"
        elif not alike(seen.after, told.new):
            yield f"{name} was approved as {seen.after!r}, not as {told.new!r}: {write}"

    def _is_beside(self, write: Written, name: str) -> bool:
        """Whether the vendor moved it beside another value that we wrote in the same call."""
        other = BESIDE[write.side].get(name)
        return other is not None and (write.side, write.seq, other) in self._explained

    def overwrites(self) -> tuple[dict[Spot, str], dict[Spot, Window]]:
        """Values that stood there unseen when we wrote over them: without a word, and in the time
        between our last look and our write."""
        silent: dict[Spot, str] = {}
        windows: dict[Spot, Window] = {}
        for write in self._ours:
            for name, (old, _) in () if write.makes else write.changes.items():
                told = self._told_of(write, name)
                if told is None or self._was_seen(told, old):
                    continue
                spot = (write.side, write.seq, name)
                rows = self._rows(write.thing)
                found = window(self._books, write, rows, name, old)
                if found is None and self._follows(told):
                    found = settled(self._books, write, rows, name, old)
                if found is None:
                    seen = self._seen_of(told)
                    was = told.old if seen is None else seen.before
                    before = "; ".join(self._standing.rows(told))
                    silent[spot] = (
                        f"{name} was seen as {was!r}, and {old!r} went: {write}; before: {before}"
                    )
                else:
                    windows[spot] = found
        return silent, windows

    def _was_seen(self, told: Told, old: Said) -> bool:
        seen = self._seen_of(told)
        known = told.old if self._creates(told) or seen is None else seen.before
        if self._follows(told) and not self._standing.agreed(told, old):
            return False
        return all(
            alike(each, old) or self._was_outside(each, old, told) for each in (told.old, known)
        )

    def _was_outside(self, seen: Said, now: Said, told: Told) -> bool:
        """Whether the item above had no link then: it has none, or had none for a time."""
        links = self._lines.links_of((told.side, str(now)))
        always = len(links) == 1 and links[0] in self._links and links[0] not in self._born
        return seen == OUTSIDE and now != ROOT and not always

    @cached_property
    def _born(self) -> set[str]:
        return {told.link for told in self._books.history if told.name == "item"}

    # What people did

    def lost_changes(self, windows: Mapping[Spot, Window]) -> list[str]:
        return [
            why
            for edit in self._books.log
            if edit.who not in (OURS, SYSTEM) and edit.thing in self._link_of
            for name in edit.changes
            if (why := self._why_lost(edit, name, windows))
        ]

    def _why_lost(self, edit: Written, name: str, windows: Mapping[Spot, Window]) -> str:
        new = edit.changes[name][1]
        later = next((w for w in self._after(edit) if name in w.changes), None)
        if later is None:
            return self._why_not_standing(edit, name, new)
        told = self._told_of(later, name)
        spot = (later.side, later.seq, name)
        if later.who != OURS or spot in windows or self._is_beside(later, name):
            return ""
        if told is not None and self._was_seen(told, new):
            return ""
        return f"{name} {new!r} of {edit} was written over by {later}, and nobody had seen it"

    def _why_not_standing(self, edit: Written, name: str, new: Said) -> str:
        item = self._books.items.get(edit.thing)
        link = self._links[self._link_of[edit.thing]]
        if item is None:
            return "" if link.gone else f"{edit.item} of {edit} is gone, and the link does not say"
        if name != PARENT and not alike(item.values.get(name), new):
            return f"{name} stands at {item.values.get(name)!r} after {edit}, and nobody wrote it"
        if name in {**link.mismatches, **link.aside} or link.gone:
            return ""
        if name in expected(link, self._books.items, self._link_of):
            return f"{name} {new!r} of {edit} is neither on the other side nor shown as different"
        return ""

    @cached_property
    def _links(self) -> Mapping[str, Pair]:
        return {link.id: link for link in self._books.links}

    def _rows(self, thing: Thing) -> Sequence[Written]:
        return self._by_thing.get(thing, [])

    def _after(self, edit: Written) -> Iterator[Written]:
        return (write for write in self._rows(edit.thing) if write.seq > edit.seq)

    @cached_property
    def _by_thing(self) -> Mapping[Thing, list[Written]]:
        found: dict[Thing, list[Written]] = defaultdict(list)
        for write in sorted(self._books.log, key=lambda each: each.seq):
            found[write.thing].append(write)
        return found

    # What was made, what is open, what is shown

    def duplicates(self) -> list[str]:
        sources = {link: seen.source for (_, link, _), seen in self._books.seen.items()}
        parted = {each.pair.id: each.at for each in self._books.parted}
        made: dict[str, list[Written]] = defaultdict(list)
        for write in self._ours:
            if write.makes:
                made[sources.get(write.mark) or write.mark or str(write.thing)].append(write)
        return [
            f"{source} was made {len(rows)} times: {' and '.join(map(str, rows))}"
            for source, rows in made.items()
            for before, row in pairwise(sorted(rows, key=lambda each: each.at))
            # Whoever has let it go may want another one.
            if parted.get(before.mark, row.at) >= row.at
        ]

    def stuck(self) -> list[str]:
        return [
            f"approval {each.id} of link {each.link} ({each.aspect}) is still open: {each.words}"
            for each in self._books.approvals.values()
            if each.open
        ]
