"""One word per thing (style anchors, section 2): the names we define ourselves use no synonym. Only
definitions are read, never prose and never what a library calls its own."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]

# The rooms that are deployed speak our words only. The sandbox speaks its vendors' words, because
# it pretends to be them; tests quote both.
PYTHON = ["function_app.py", "handlers", "core"]
EVERY_PYTHON = [*PYTHON, "sandbox", "tests", "bench", "dev.py", "setting_up.py"]
JAVASCRIPT, BICEP = ["web"], ["infra"]

INSTEAD = {
    "side": ["provider"],
    "item": ["entity", "record", "object"],
    "snapshot": ["cache", "dto"],
    "link": ["association"],
    "base": ["shadow", "baseline", "last_sync"],
    "field rule": ["mapping", "config"],
    "mismatch": ["diff", "delta", "discrepancy"],
    "plan": ["preview", "dry_run"],
    "direction": ["sync_type"],
    "approval": ["job", "command"],
    "outcome": ["result_code"],
}
# Not looked for, each for its reason:
#   pair        the two halves of a base are a Pair; only a link is never called so
#   state       Azure DevOps has a field of that name, and rules speak of it
#   order       the order of columns, and any sequence; an approval is never called so
#   status      HTTP's own word
#   mode        the word of UpdateMode, and of files
#   record      as a verb, at the beginning of a function's name; as a noun it is looked for
#   left, right positions on the page
SYNONYMS = {word: right for right, words in INSTEAD.items() for word in words}

# Empty words, in class names of every Python room: they say that something is there, not what.
EMPTY_CLASS = re.compile(r"^_?Abstract|(Manager|Helper|Service|Utils?)$")
EMPTY_NAMES = {"utils", "data", "info", "handle_data", "process_data"}

# A name that may stand, where it may stand, and why.
EXEMPT = {
    ("core/storage", "entity"): "what a table holds is an entity to Azure's own library",
    ("handlers/api/", "model_config"): "pydantic's own name for a model's strictness",
    ("core/", "object_id"): "Entra's own word for the id of a person or a group",
    ("core/model/rich_text.py", "data"): "how HTMLParser calls back: the names are the library's",
    ("handlers/", "object_id"): "Entra's own word for the id of a person or a group",
}


class Name(NamedTuple):
    file: str
    line: int
    text: str
    is_function: bool = False

    @property
    def words(self) -> str:
        """`_so_delimited_`, and without the verb where a function begins with one."""
        words = f"_{snake(self.text)}_"
        return words.removeprefix("_record") if self.is_function else words

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.text}"


def test_deployed_python_uses_no_synonym() -> None:
    assert synonyms(python_names(PYTHON)) == []


def test_the_page_and_the_infrastructure_use_no_synonym() -> None:
    assert synonyms([*javascript_names(), *bicep_names()]) == []


def test_no_class_has_an_empty_name() -> None:
    classes = (
        name for name in python_names(EVERY_PYTHON) if name.text[:2].lstrip("_")[:1].isupper()
    )

    assert [str(name) for name in classes if EMPTY_CLASS.search(name.text)] == []


def test_no_deployed_name_is_an_empty_word() -> None:
    names = [*python_names(PYTHON), *javascript_names()]

    empty = [name for name in names if name.text.strip("_") in EMPTY_NAMES]
    assert [str(name) for name in empty if not is_exempt(name)] == []


def test_no_function_is_written_twice_for_the_two_sides() -> None:
    names = {name.text for name in python_names(PYTHON)}

    twins = [name for name in names if name.endswith("_ado") and name[:-4] + "_ppm" in names]
    assert twins == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("def preview(): ...", ["preview"]),
        ("class FieldMapping: ...", ["FieldMapping"]),
        ("def f(last_sync_at, *, config): ...", ["last_sync_at", "config"]),
        ("newDelta: int = 1", ["newDelta"]),
        ("for record in x: ...", ["record"]),
        ("def record_outcome(x): ...", []),
        ("from collections.abc import Mapping\ndef f(x: Mapping): x.config = x.delta()", []),
        ("class Recorded: ...\ndifferent = recording = 1", []),
    ],
)
def test_a_synonym_is_found_in_definitions_and_nowhere_else(text: str, says: list[str]) -> None:
    found = (Name("core/x.py", *name) for name in defined(ast.parse(text)))

    assert [name.split()[1] for name in synonyms(found)] == says


def synonyms(names: Iterable[Name]) -> list[str]:
    return [
        f"{name} (we say {SYNONYMS[word]})"
        for name in names
        for word in sorted(SYNONYMS)
        if f"_{word}_" in name.words and not is_exempt(name)
    ]


def is_exempt(name: Name) -> bool:
    return any(name.file.startswith(place) and f"_{word}_" in name.words for place, word in EXEMPT)


def snake(text: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", text).lower().strip("_")


def files(rooms: Iterable[str], suffix: str) -> Iterator[tuple[str, str]]:
    for room in (ROOT / name for name in rooms):
        for path in [room] if room.is_file() else sorted(room.rglob(f"*{suffix}")):
            if "node_modules" not in path.parts and "vendor" not in path.parts:
                yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def python_names(rooms: Iterable[str]) -> Iterator[Name]:
    for file, text in files(rooms, ".py"):
        yield Name(file, 1, Path(file).stem)
        for line, name, is_function in defined(ast.parse(text)):
            yield Name(file, line, name, is_function)


def defined(tree: ast.AST) -> Iterator[tuple[int, str, bool]]:
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield node.lineno, name, True
            case ast.ClassDef(name=name):
                yield node.lineno, name, False
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()):
                yield node.lineno, name, False


def javascript_names() -> Iterator[Name]:
    defines = re.compile(r"\b(?:function\*?|class|const|let|var)\s+([A-Za-z_$][\w$]*)")
    return matched(JAVASCRIPT, ".js", defines)


def bicep_names() -> Iterator[Name]:
    defines = re.compile(
        r"^\s*(?:param|var|output|resource|module|func|type)\s+(\w+)", re.MULTILINE
    )
    return matched(BICEP, ".bicep", defines)


def matched(rooms: list[str], suffix: str, defines: re.Pattern[str]) -> Iterator[Name]:
    for file, text in files(rooms, suffix):
        for found in defines.finditer(text):
            yield Name(file, text.count("\n", 0, found.start()) + 1, found[1])
