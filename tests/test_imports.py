"""Two rules about imports that import-linter cannot be told: a list of everything allowed, and a
module that stands outside every package."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_model_imports_the_standard_library_and_itself_only() -> None:
    strangers = [
        f"{file.relative_to(ROOT)} imports {name}"
        for file in sorted((ROOT / "core" / "model").rglob("*.py"))
        for name in imported(file)
        if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("core.model")
    ]

    assert strangers == []


def test_the_list_of_functions_knows_handlers_and_wiring_only() -> None:
    allowed = ("azure.functions", "handlers", "core.wiring", "core.model")

    strangers = [
        name
        for name in imported(ROOT / "function_app.py")
        if not name.startswith(allowed) and name.split(".")[0] not in sys.stdlib_module_names
    ]

    assert strangers == []


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} imports relatively"
            module = str(node.module)
            # From a namespace one takes modules, from a module names.
            inside = module in ("core", "azure")
            yield from (f"{module}.{a.name}" if inside else module for a in node.names)
