"""What runs in a pipeline is what people run by hand; it keeps no secret, and may no more than it
needs."""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import yaml

import dev

ROOT = Path(__file__).parents[2]
GITHUB = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
AZURE = sorted((ROOT / "infra" / "pipelines").glob("*.yml"))
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def named(files: list[Path], name: str) -> Any:
    [path] = [each for each in files if each.stem == name]
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    # YAML takes the word `on` for true.
    return {"on": found.pop(True), **found} if True in found else found


def within(found: Any) -> Iterator[Any]:
    yield found
    if isinstance(found, dict | list):
        for each in found.values() if isinstance(found, dict) else found:
            yield from within(each)


def scripts(found: Any) -> Iterator[str]:
    """Every line that a shell runs."""
    for each in within(found):
        if isinstance(each, dict):
            for name in ("run", "bash", "script", "inlineScript"):
                yield from str(each.get(name, "")).splitlines()


def commands(found: Any) -> list[str]:
    """What is asked of dev.py, with what the matrix fills in."""
    rows = [line.partition("dev.py ")[2] for line in scripts(found) if "dev.py " in line]
    filled: list[str] = []
    for row in rows:
        if re.search(r"\$[({].*does", row):
            filled += matrix(found)
        else:
            filled.append(row)
    return filled


def matrix(found: Any) -> list[str]:
    told = [each["does"] for each in within(found) if isinstance(each, dict) and "does" in each]
    return [row for each in told for row in ([each] if isinstance(each, str) else each)]


BOTH = [(GITHUB, "check"), (GITHUB, "deploy"), (AZURE, "check"), (AZURE, "deploy")]
each_file = pytest.mark.parametrize(
    ("files", "name"), BOTH, ids=["github check", "github deploy", "azure check", "azure deploy"]
)


@each_file
def test_whatever_is_asked_of_dev_py_is_a_command_of_it(files: list[Path], name: str) -> None:
    asked = [row.split()[0] for row in commands(named(files, name))]

    assert asked
    assert set(asked) <= set(dev.COMMANDS)


@pytest.mark.parametrize("files", [GITHUB, AZURE], ids=["github", "azure"])
def test_a_change_is_checked_tested_looked_at_and_packed(files: list[Path]) -> None:
    asked = {row.split()[0] for row in commands(named(files, "check"))}

    assert asked == {"check", "test", "e2e", "package"}


@pytest.mark.parametrize("files", [GITHUB, AZURE], ids=["github", "azure"])
def test_a_release_goes_out_as_by_hand_and_asks_nobody(files: list[Path]) -> None:
    from infra.deploying.deploy import wanted

    [row] = [each for each in commands(named(files, "deploy")) if each.startswith("deploy")]
    with patch.object(argparse.ArgumentParser, "error", side_effect=AssertionError):
        asked = wanted(shlex.split(row)[1:])

    assert (asked.tenant, asked.subscription, asked.yes) == ("$TENANT", "$SUBSCRIPTION", True)
    assert not asked.what_if


def test_github_checks_pull_requests_and_main_and_deploys_releases() -> None:
    check, deploy = named(GITHUB, "check"), named(GITHUB, "deploy")

    assert set(check["on"]) == {"pull_request", "push", "workflow_call"}
    assert check["on"]["push"] == {"branches": ["main"]}
    assert deploy["on"] == {"release": {"types": ["published"]}, "workflow_dispatch": None}
    assert deploy["jobs"]["check"]["uses"] == "./.github/workflows/check.yml"
    assert deploy["jobs"]["deploy"]["needs"] == "check"


def test_azure_checks_pull_requests_and_main_and_deploys_releases() -> None:
    check, deploy = named(AZURE, "check"), named(AZURE, "deploy")

    assert check["pr"] == check["trigger"] == {"branches": {"include": ["main"]}}
    assert deploy["trigger"] == {
        "branches": {"exclude": ["*"]},
        "tags": {"include": ["release/*"]},
    }
    assert deploy["pr"] == "none"
    assert [each["stage"] for each in deploy["stages"]] == ["check", "deploy"]
    assert deploy["stages"][1]["dependsOn"] == "check"


@each_file
def test_no_secret_is_named(files: list[Path], name: str) -> None:
    text = next(path for path in files if path.stem == name).read_text(encoding="utf-8")
    told = "\n".join(line.partition("#")[0] for line in text.splitlines())

    assert not re.search(r"secret|password|token(?!: write)|key\b|creds", told, re.I)


@pytest.mark.parametrize("name", ["check", "deploy"])
def test_at_github_a_job_may_read_and_only_the_deploying_one_vouch_for_itself(name: str) -> None:
    found = named(GITHUB, name)
    given = {job: told.get("permissions") for job, told in found["jobs"].items()}

    assert found["permissions"] == {"contents": "read"}
    assert {job: each for job, each in given.items() if each} == (
        {"deploy": {"contents": "read", "id-token": "write"}} if name == "deploy" else {}
    )
    assert found["jobs"].get("deploy", {}).get("environment") == (
        "production" if name == "deploy" else None
    )


@pytest.mark.parametrize("name", ["check", "deploy"])
def test_at_github_what_others_wrote_is_pinned_and_keeps_no_right_to_push(name: str) -> None:
    steps = [each for each in within(named(GITHUB, name)) if isinstance(each, dict)]
    used = [each for each in steps if "uses" in each and not each["uses"].startswith("./")]

    assert used
    assert all(re.fullmatch(r"[a-z-]+/[a-z-]+@[0-9a-f]{40}", each["uses"]) for each in used)
    checkouts = [each for each in used if each["uses"].startswith("actions/checkout@")]
    assert checkouts
    assert all(each["with"] == {"persist-credentials": False} for each in checkouts)


@pytest.mark.parametrize("name", ["check", "deploy"])
def test_in_azure_pipelines_nothing_is_kept_of_the_right_to_push(name: str) -> None:
    found = named(AZURE, name)
    checkouts = [each for each in within(found) if isinstance(each, dict) and "checkout" in each]

    assert checkouts
    assert all(each["persistCredentials"] is False for each in checkouts)


@each_file
def test_no_expression_that_somebody_else_can_fill_stands_in_a_script(
    files: list[Path], name: str
) -> None:
    filled = {
        each
        for line in scripts(named(files, name))
        for each in re.findall(r"\$\{\{.*?\}\}|\$\(.*?\)", line)
    }

    assert filled <= {"${{ matrix.does }}", "$(does)"}


@pytest.mark.parametrize(
    "word",
    ["AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_SUBSCRIPTION_ID", "TENANT", "SUBSCRIPTION"],
)
def test_what_a_pipeline_wants_set_stands_in_the_docs(word: str) -> None:
    used = "".join(path.read_text(encoding="utf-8") for path in (*GITHUB, *AZURE))

    assert word in used
    assert f"`{word}`" in OPERATIONS


def test_the_docs_give_the_right_by_the_subject_that_the_workflow_has() -> None:
    environment = named(GITHUB, "deploy")["jobs"]["deploy"]["environment"]

    assert f":environment:{environment}" in OPERATIONS
    assert "federated-credential create" in OPERATIONS
