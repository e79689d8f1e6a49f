"""Reads the query language into a small tree; knows words and brackets, not fields or people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from sandbox.ado.errors import Refusal

LONGEST = 32_000

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<text>'(?:[^']|'')*'|"(?:[^"]|"")*")
    | (?P<name>\[[^\]]+\](?:\.\[[^\]]+\])?)
    | (?P<macro>@[A-Za-z]+)
    | (?P<number>[-+]?\s?\d+(?:\.\d+)?)
    | (?P<word>[A-Za-z_][A-Za-z0-9_.]*)
    | (?P<sign><>|<=|>=|[=<>(),+\-])
    )""",
    re.VERBOSE,
)
_SIGNS = frozenset({"=", "<>", "<", ">", "<=", ">="})


@dataclass(frozen=True)
class Token:
    kind: str
    text: str

    @property
    def upper(self) -> str:
        return self.text.upper()


@dataclass(frozen=True)
class Name:
    """A field, perhaps of one end of a link: `scope` is source, target or empty."""

    field: str
    scope: str = ""


@dataclass(frozen=True)
class Macro:
    name: str
    offset: float = 0


@dataclass(frozen=True)
class Literal:
    text: str
    quoted: bool


Value = Literal | Macro | Name


@dataclass(frozen=True)
class Condition:
    name: Name
    op: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Both:
    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class Either:
    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class Not:
    part: Expression


Expression = Condition | Both | Either | Not


@dataclass(frozen=True)
class Query:
    columns: tuple[str, ...]
    of_links: bool
    where: Expression | None
    order: tuple[tuple[str, bool], ...] = field(default=())
    mode: str = ""


def parse(text: str) -> Query:
    if len(text) > LONGEST:
        raise refused("TF51012: the query text is longer than 32000 characters.")
    return _Parser(list(_tokens(text))).query()


def refused(message: str, type_key: str = "SyntaxErrorException") -> Refusal:
    return Refusal(400, type_key, message, event=3200)


def _tokens(text: str) -> Iterator[Token]:
    at, text = 0, text.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise refused(
                f"TF51005: The query references an unknown sign near '{text[at : at + 20]}'."
            )
        at = match.end()
        kind = str(match.lastgroup)
        yield Token(kind, match[kind])


class _Parser:
    """One method per part of the language, in the order in which they stand in a query."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def query(self) -> Query:
        self._expect("SELECT")
        columns = tuple(self._columns())
        self._expect("FROM")
        source = self._next().upper
        if source not in ("WORKITEMS", "WORKITEMLINKS"):
            raise refused("TF51006: The query statement is missing a FROM clause.")
        where = self._either() if self._took("WHERE") else None
        order, mode = self._order(), self._mode()
        order = order or self._order()
        if self._at < len(self._tokens):
            raise refused(f"TF51009: Expecting end of query near '{self._next().text}'.")
        return Query(columns, source == "WORKITEMLINKS", where, order, mode)

    def _columns(self) -> Iterator[str]:
        while True:
            yield _bare(self._next().text).field
            if not self._took(","):
                return

    def _order(self) -> tuple[tuple[str, bool], ...]:
        found: list[tuple[str, bool]] = []
        if self._took("ORDER"):
            self._expect("BY")
            while True:
                name = _bare(self._next().text).field
                falling = self._took("DESC")
                if not falling:
                    self._took("ASC")
                found.append((name, falling))
                if not self._took(","):
                    break
        return tuple(found)

    def _mode(self) -> str:
        words: list[str] = []
        if self._took("MODE"):
            self._expect("(")
            while not self._took(")"):
                words.append(self._next().upper)
        return words[0] if words else ""

    def _either(self) -> Expression:
        parts = [self._both()]
        while self._took("OR"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _both(self) -> Expression:
        parts = [self._single()]
        while self._took("AND"):
            parts.append(self._single())
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

    def _single(self) -> Expression:
        if self._took("NOT"):
            return Not(self._single())
        if self._took("("):
            inner = self._either()
            self._expect(")")
            return inner
        return self._condition()

    def _condition(self) -> Expression:
        token = self._next()
        if token.kind not in ("name", "word"):
            raise refused(f"TF51005: Expecting a field name, found '{token.text}'.")
        name = _bare(token.text)
        if self._took("IS"):
            empty: Expression = Condition(name, "=", (Literal("", True),))
            wanted = not self._took("NOT")
            self._expect("EMPTY")
            return empty if wanted else Not(empty)
        negated = self._took("NOT")
        condition = Condition(name, *self._comparison())
        return Not(condition) if negated else condition

    def _comparison(self) -> tuple[str, tuple[Value, ...]]:
        token = self._next()
        op = token.upper
        if op == "IN" and self._took("GROUP"):
            return "GROUP", (self._value(),)
        if op == "IN":
            return "IN", tuple(self._list())
        if op == "CONTAINS":
            self._took("WORDS")
            return op, (self._value(),)
        if op == "UNDER" or token.text in _SIGNS:
            return op, (self._value(),)
        raise refused(f"TF51007: Expecting a comparison operator, found '{token.text}'.")

    def _list(self) -> Iterator[Value]:
        self._expect("(")
        while True:
            yield self._value()
            if not self._took(","):
                break
        self._expect(")")

    def _value(self) -> Value:
        token = self._next()
        if token.kind == "text":
            mark = token.text[0]
            return Literal(token.text[1:-1].replace(mark * 2, mark), True)
        if token.kind == "macro":
            return Macro(token.text[1:].lower(), self._offset())
        if token.kind == "name":
            return _bare(token.text)
        if token.kind in ("number", "word"):
            return Literal(token.text.replace(" ", ""), False)
        raise refused(f"TF51008: Expecting a value, found '{token.text}'.")

    def _offset(self) -> float:
        token = self._peek()
        if token and token.kind == "number":
            self._at += 1
            return float(token.text.replace(" ", ""))
        if token and token.text in ("+", "-"):
            self._at += 1
            return float(token.text + self._next().text)
        return 0

    def _peek(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _next(self) -> Token:
        token = self._peek()
        if token is None:
            raise refused("TF51004: The query ended before it was complete.")
        self._at += 1
        return token

    def _took(self, word: str) -> bool:
        token = self._peek()
        if token is None or token.upper != word or token.kind in ("text", "name"):
            return False
        self._at += 1
        return True

    def _expect(self, word: str) -> None:
        if not self._took(word):
            found = self._peek()
            raise refused(
                f"TF51006: Expecting {word}, found '{found.text if found else 'the end'}'."
            )


def _bare(text: str) -> Name:
    scope, _, rest = text.partition("].[")
    if rest:
        return Name(rest.rstrip("]"), scope.lstrip("[").lower())
    return Name(text.strip("[]"))
