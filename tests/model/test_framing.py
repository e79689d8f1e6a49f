"""Who may frame the page, and by which names a frame is told where it was opened."""

import pytest

from core.model.framing import Framing, origins, parameters


def test_exact_origins_are_taken_as_they_are() -> None:
    text = " https://plans.contoso.example  https://eu.ppm.example:8443 "

    assert origins(text) == ("https://plans.contoso.example", "https://eu.ppm.example:8443")


def test_without_any_there_are_none() -> None:
    assert origins("") == ()


@pytest.mark.parametrize(
    "text",
    [
        "https://*.contoso.example",
        "*",
        "https:",
        "https://contoso.example/",
        "https://contoso.example/plans",
        "https://contoso.example;script-src",
        "https://contoso.example,https://other.example",
        "https://anna@contoso.example",
        "https://contoso..example",
        "contoso.example",
        "'self'",
        "http://contoso.example",
        "http://127.0.0.1:7071",
        "http://localhost",
        "data:",
    ],
)
def test_whatever_is_no_exact_safe_origin_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no origin"):
        origins(f"https://plans.contoso.example {text}")


@pytest.mark.parametrize(
    "text", ["http://127.0.0.1:7071", "http://localhost", "http://localhost:1"]
)
def test_this_very_machine_may_be_plain_where_the_deployment_says_so(text: str) -> None:
    assert origins(text, plain_http=True) == (text,)


@pytest.mark.parametrize(
    "text", ["http://contoso.example", "http://127.0.0.1.evil.example", "http://127.0.0.1:7071/x"]
)
def test_no_other_machine_ever_may(text: str) -> None:
    with pytest.raises(ValueError, match="is no origin"):
        origins(text, plain_http=True)


def test_a_frame_is_told_by_the_names_that_a_setting_gives() -> None:
    told = parameters("project=id, uid; tenant=t")

    assert told == {"project": ("id", "uid"), "tasks": (), "tenant": ("t",)}


def test_without_a_setting_it_is_told_by_the_names_of_ppm_express() -> None:
    assert parameters("")["tasks"] == ("taskIds", "ids", "selectedIds", "taskId")


@pytest.mark.parametrize("text", ["user=u", "project", "project=", "project=a b", "project=a;"])
def test_names_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"a frame is told|no name of a parameter"):
        parameters(text)


@pytest.mark.parametrize(
    ("framing", "can"),
    [(Framing(), False), (Framing(client="c"), False), (Framing(client="c", tenant="t"), True)],
)
def test_signing_in_inside_a_frame_takes_an_app_and_a_tenant(framing: Framing, can: bool) -> None:
    assert framing.signs_in is can
