"""What host.json promises to those who look after the app."""

import json
from pathlib import Path

HOST = json.loads((Path(__file__).parents[1] / "host.json").read_text("utf-8"))


def test_no_line_of_history_and_no_alarm_is_left_out_of_the_log_by_sampling() -> None:
    sampling = HOST["logging"]["applicationInsights"]["samplingSettings"]

    assert "Trace" in sampling["excludedTypes"].split(";")


def test_what_we_say_at_the_level_of_information_reaches_the_log() -> None:
    assert HOST["logging"]["logLevel"]["default"] == "Information"
