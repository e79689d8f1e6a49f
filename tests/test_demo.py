"""The demo plays the whole story on the real queue and tables, and its figures add up."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
BACKLOG = ROOT.parent / "shared" / "data" / "ado-backlogs.jsonl"
REAL = "CAF-ADO-Strategy-Plan-Ready-Governance"


def demo(*options: str) -> subprocess.CompletedProcess[str]:
    environment = {n: v for n, v in os.environ.items() if n != "CONTAINER_NAME"}
    command = [sys.executable, "-m", "sandbox.demo", "--once", *options]
    return subprocess.run(
        command, cwd=ROOT, env=environment, text=True, capture_output=True, timeout=180
    )


def figures(*options: str) -> Any:
    played = demo(*options)
    assert played.returncode == 0, played.stderr
    return json.loads(played.stdout.splitlines()[-1])


def test_the_story_ends_in_step_with_every_outcome_shown() -> None:
    found = figures()

    assert (found["created_in_ppm"], found["created_in_ado"]) == (1 + 2 + 3 + 4, 2)
    assert found["linked"] == 40 + found["created_in_ppm"] + found["created_in_ado"]
    assert found["hooks_subscribed"] == 4 + 3
    assert found["mapping_effects"] == 1
    assert found["history_rows"] > found["applied"]
    assert found["applied"] > 0
    assert (found["stale"], found["rejected"], found["disagreements_left"]) == (1, 1, 0)
    assert found["hooks_received"] > 0
    assert found["hook_to_mismatch_ms_p50"] > 0


@pytest.mark.skipif(not BACKLOG.exists(), reason=f"NO REAL BACKLOG at {BACKLOG}")
def test_the_story_holds_on_a_real_backlog() -> None:
    found = figures("--backlog", str(BACKLOG), "--project", REAL)

    assert found["disagreements_left"] == 0
    assert found["mismatches_found"] > 0


def test_a_missing_backlog_is_one_clear_sentence() -> None:
    played = demo("--backlog", "nowhere.jsonl")

    assert played.returncode == 1
    assert played.stderr.strip() == "There is no backlog file nowhere.jsonl."
