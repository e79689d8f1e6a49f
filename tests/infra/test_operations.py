"""What docs/operations.md tells an administrator to use is there under that name."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

import dev
from handlers.api.addresses import ADDRESSES

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
TEXT = (DOCS / "operations.md").read_text(encoding="utf-8")
MAIN = (ROOT / "infra" / "main.bicep").read_text(encoding="utf-8")
PAGE = (ROOT / "web" / "texts.js").read_text(encoding="utf-8")
FIRST = TEXT.partition("## The first item in step")[2].partition("\n## ")[0]


def test_every_command_of_dev_py_is_one() -> None:
    asked = re.findall(r"python3 dev\.py ([a-z0-9-]+)", TEXT)

    assert {"contract-check", "deploy", "smoke", "package"} <= set(asked)
    assert set(asked) <= set(dev.COMMANDS)


def test_every_file_is_there() -> None:
    named = re.findall(r"`((?:infra|tests|core|\.github)/[\w./-]+)`", TEXT)
    links = [each.partition("#")[0] for each in re.findall(r"\]\(([^)h][^)]*)\)", TEXT)]

    assert named
    assert [each for each in named if not exists(each)] == []
    assert [each for each in links if not (DOCS / each).resolve().exists()] == []


def exists(name: str) -> bool:
    # NAME is what a reader puts there.
    return "NAME" in name or (ROOT / name).exists()


def test_every_part_that_is_named_in_quotes_is_a_heading_or_an_alert() -> None:
    named = {
        "Backing up and restoring": TEXT,
        "Leaving": TEXT,
        "What a release is": TEXT,
        "Inside PPM Express": (ROOT / "README.md").read_text(encoding="utf-8"),
    }

    for words, where in named.items():
        assert re.search(rf"^##+ {re.escape(words)}$", where, re.M), words


def test_every_address_of_the_api_is_one() -> None:
    told = re.findall(r"`(GET|POST|PUT|DELETE) (?:…|/)([a-z/{}-]+(?:\.csv)?)", TEXT)
    served = {(each.method, each.path) for each in ADDRESSES}

    assert len(told) > 4
    for method, path in told:
        assert any(m == method and p.endswith(path) for m, p in served), (method, path)


@pytest.mark.parametrize(
    "name",
    [
        *("tenant", "location", "ppmUrl", "alertEmails", "budgetStart", "clientId"),
        *("privateNetwork", "historyDays", "monthlyBudget"),
        *("ppmHierarchy", "ppmDateFormat", "ppmLinkField"),
    ],
)
def test_every_parameter_of_a_tenant_is_one(name: str) -> None:
    assert f"`{name}`" in TEXT
    assert re.search(rf"^param {name} ", MAIN, re.M)


@pytest.mark.parametrize("name", ["group", "app", "address", "vault", "clientId", "identity"])
def test_every_output_of_a_deployment_is_one(name: str) -> None:
    assert f"`{name}`" in TEXT
    assert re.search(rf"^output {name} ", MAIN, re.M)


@pytest.mark.parametrize(
    "words",
    [
        *("Set up a project", "Set it up", "Connect Azure DevOps", "Test connection"),
        *("Save and subscribe", "Who tells us of changes", "Members", "Tokens"),
        *("New token for PPM Express", "Try and keep", "The app signs in as itself"),
        *("Export and import", "Export everything", "Export all my projects"),
    ],
)
def test_every_word_of_the_page_stands_there(words: str) -> None:
    assert f"*{words}*" in " ".join(TEXT.split())
    assert f'"{words}"' in PAGE


def test_a_shell_takes_every_command() -> None:
    blocks = re.findall(r"^( *)```\n(.*?)^ *```$", TEXT, re.M | re.S)

    assert len(blocks) > 6
    for _, block in blocks:
        for line in block.replace("\\\n", " ").split("\n\n"):
            words = shlex.split(line)
            assert words[0] in ("az", "python3"), line


def test_the_first_item_begins_where_the_page_begins() -> None:
    assert FIRST.index("*Set up a project*") < FIRST.index("*Connect Azure DevOps*")
