import sys
from pathlib import Path

import pytest

from sandbox.host.functions import Function, functions_of
from tests.sandbox.host_worlds import APPS

HEAD = """
import azure.functions as func
app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
"""


def app(folder: Path, text: str) -> list[Function]:
    (folder / "function_app.py").write_text(HEAD + text)
    return functions_of(folder)


def test_functions_stand_in_the_order_of_their_names_ignoring_case(tmp_path: Path) -> None:
    found = app(
        tmp_path,
        """
@app.route("b")
def beta(req): ...
@app.route("a")
def Alpha(req): ...
@app.route("_")
def a_first(req): ...
""",
    )

    assert [function.name for function in found] == ["Alpha", "a_first", "beta"]


def test_loading_an_app_leaves_the_name_function_app_to_the_project(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LETTERS", "letters")
    monkeypatch.setenv("RINGS", "0 0 0 1 1 *")
    before = sys.modules.get("function_app")

    functions_of(APPS / "post_office")

    assert sys.modules.get("function_app") is before
    assert str(APPS / "post_office") not in sys.path


def test_a_queue_function_that_returns_something_has_failed(tmp_path: Path) -> None:
    (only,) = app(tmp_path, '@app.queue_trigger("m", "letters", "C")\ndef a(m): return m')

    assert only(None) is None
    with pytest.raises(TypeError, match="nothing is bound to"):
        only("a letter")


def test_a_function_that_asks_for_it_is_told_of_the_call_it_is_in(tmp_path: Path) -> None:
    text = '@app.route("a")\ndef a(req, context): return context.invocation_id'
    (only,) = app(tmp_path, text)

    assert only(None) != only(None)


def test_an_app_may_be_loaded_twice(tmp_path: Path) -> None:
    app(tmp_path, '@app.route("a")\ndef a(req): ...')

    assert [function.name for function in functions_of(tmp_path)] == ["a"]


def test_a_setting_without_a_value_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WHEN", raising=False)

    with pytest.raises(ValueError, match="do not say what WHEN is"):
        app(tmp_path, '@app.timer_trigger("timer", "%WHEN%")\ndef t(timer): ...')


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("second = func.FunctionApp()", "has 2 function apps"),
        ("del app", "has 0 function apps"),
        ('@app.route("a")\nasync def a(req): ...', "is async"),
        ('@app.route("a")\ndef a(req, other): ...', "must take exactly"),
        ('@app.route("a")\ndef a(request): ...', "must take exactly"),
        ('@app.route("a")\ndef host(req): ...', "not a name the host accepts"),
        ('@app.blob_trigger("b", "x/y", "C")\ndef a(b): ...', "does not know"),
    ],
)
def test_an_app_the_real_worker_or_this_host_cannot_run_is_refused(
    tmp_path: Path, text: str, complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        app(tmp_path, text)
