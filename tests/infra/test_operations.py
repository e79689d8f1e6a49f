"""What docs/operations.md tells an administrator to use is there under that name."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

import dev
from handlers.api.addresses import ADDRESSES
from infra.deploying.closing import NAMES
from tests.infra.deployed import deployed

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
TEXT = (DOCS / "operations.md").read_text(encoding="utf-8")
MAIN = (ROOT / "infra" / "main.bicep").read_text(encoding="utf-8")
PAGE = (ROOT / "web" / "texts.js").read_text(encoding="utf-8")
# Of a line, or of what a line keeps under a name.
FIRST_WORD = re.compile(r"\s*(?:[A-Z]+=\$\()?([a-z]\w*)")
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
        "A right to the vault": TEXT,
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
        *("privateNetwork", "historyDays", "monthlyBudget", "alarmWebhook"),
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
        "Subscribe again now",
    ],
)
def test_every_word_of_the_page_stands_there(words: str) -> None:
    assert f"*{words}*" in " ".join(TEXT.split())
    assert f'"{words}"' in PAGE


def test_a_shell_takes_every_command() -> None:
    blocks = re.findall(r"^( *)```\n(.*?)^ *```$", TEXT, re.M | re.S)

    assert len(blocks) > 12
    for _, block in blocks:
        read = subprocess.run(["bash", "-n", "-c", block], capture_output=True, text=True)
        assert read.returncode == 0, read.stderr
        begun = [FIRST_WORD.match(line) for line in block.replace("\\\n", " ").splitlines()]
        words = {found[1] for found in begun if found}
        assert words, block
        assert words <= {"az", "curl", "git", "python3", "read"}, block


def test_the_first_item_begins_where_the_page_begins() -> None:
    assert FIRST.index("*Set up a project*") < FIRST.index("*Connect Azure DevOps*")


def test_all_that_a_person_has_to_name_later_is_told_by_the_deployment() -> None:
    told = re.search(r"names that the deployment told \((.+?)\)", TEXT)

    assert told
    assert re.findall(r"`(\w+)`", told[1]) == list(NAMES)


def test_the_cost_is_the_sum_of_its_parts() -> None:
    rows = re.findall(
        r"^\| (.+) \|$", (DOCS / "scale.md").read_text("utf-8").partition("## Cost")[2], re.M
    )
    cells = [[cell.strip(" *") for cell in row.split("|")] for row in rows]
    first = next(at for at, row in enumerate(cells) if row[0].startswith("sweeps"))
    last = next(at for at, row in enumerate(cells) if row[0] == "dollars a month")

    for size in (1, 2, 3):
        parts = [int(row[size].rpartition(": ")[2]) for row in cells[first:last]]
        assert sum(parts) == int(cells[last][size])
    in_words = re.search(
        r"about (\d+) US dollars for 1,000 links, (\d+) for 10,000, (\d+) for", TEXT
    )
    assert in_words
    assert list(in_words.groups()) == cells[last][1:]


def test_a_role_that_makes_no_roles_is_asked_of_nobody() -> None:
    """`infra/` makes one, for the vault."""
    asked = re.findall(r'--role "?([\w ]+?)"? (?:--scope|\\)', TEXT)

    assert "User Access Administrator" in asked
    assert "Role Based Access Control Administrator" not in asked
    assert deployed().of("Microsoft.Authorization/roleDefinitions")
