"""What host.json promises to those who look after the app."""

import json
from pathlib import Path

from core.sync.gathering import MOMENT
from sandbox.host.settings import host_rules

ROOT = Path(__file__).parents[1]
HOST = json.loads((ROOT / "host.json").read_text("utf-8"))


def test_no_line_of_history_and_no_alarm_is_left_out_of_the_log_by_sampling() -> None:
    sampling = HOST["logging"]["applicationInsights"]["samplingSettings"]

    assert "Trace" in sampling["excludedTypes"].split(";")


def test_what_we_say_at_the_level_of_information_reaches_the_log() -> None:
    assert HOST["logging"]["logLevel"]["default"] == "Information"


def test_what_was_held_for_a_moment_is_back_well_within_three_seconds() -> None:
    longest_pause = host_rules(ROOT).queues.max_polling_interval

    assert MOMENT + longest_pause <= 2.5
