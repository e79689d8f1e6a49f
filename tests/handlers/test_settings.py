"""Settings: what the code reads, the sample holds and the README explains are the same names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

import pytest

from tests.handlers.desks import ROOT, sample_settings

OF_THE_HOST = {"FUNCTIONS_WORKER_RUNTIME", "AzureWebJobsDisableHomepage"}
"""What the Functions host itself wants to know; no line of ours reads it."""

OF_THE_PLATFORM = {"WEBSITE_HOSTNAME"}
"""What the platform tells us; nobody sets it."""


def read_by_the_code() -> set[str]:
    text = (ROOT / "function_app.py").read_text(encoding="utf-8")
    return {*_wired(), *re.findall(r'"%(\w+)%"', text), *_connections(text)}


def _wired() -> Iterator[str]:
    for path in (ROOT / "core" / "wiring").glob("*.py"):
        yield from _read_in(ast.parse(path.read_text(encoding="utf-8")))


def _read_in(tree: ast.Module) -> Iterator[str]:
    names = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="get" | "is_on"), args=[name, *_]):
                yield from _name(name, names)
            case ast.Subscript(value=ast.Attribute(attr="_settings"), slice=name):
                yield from _name(name, names)


def _name(node: ast.expr, names: Mapping[str, object]) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(name)):
            yield name
        case ast.Name(id=name):
            if name in names:
                yield str(names[name])
        case ast.JoinedStr():
            # A part of a connection by identity, which stands in for the whole connection.
            yield str(names["_STORAGE"])


def _connections(text: str) -> list[str]:
    return re.findall(r'^STORAGE = "(\w+)"', text, re.MULTILINE)


def explained() -> set[str]:
    """The names in the table of settings."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    table = text.partition("\n## Settings\n")[2].partition("\n## ")[0]
    return set(re.findall(r"^\| `([A-Za-z_]+)` \|", table, re.MULTILINE))


def test_the_sample_holds_every_setting_that_the_code_reads_and_no_other() -> None:
    read = read_by_the_code() - OF_THE_PLATFORM
    assert read | OF_THE_HOST == sample_settings().keys()


def test_the_readme_explains_every_setting_and_no_other() -> None:
    assert explained() == sample_settings().keys()


@pytest.mark.parametrize(("name", "value"), sample_settings().items())
def test_a_value_of_the_sample_is_a_text_without_a_secret(name: str, value: str) -> None:
    assert isinstance(value, str)
    assert "AccountKey" not in value
