"""Where our token may be sent; the address is user input, and somebody will try."""

import re

import pytest

from core.model.addresses import accepted, belongs, secret_name

HOSTILE = [
    "http://dev.azure.com/contoso",
    "https://dev.azure.com.evil.eu/contoso",
    "https://evil.eu/dev.azure.com",
    "https://evil.eu\\@dev.azure.com/contoso",
    "https://dev.azure.com@evil.eu/contoso",
    "https://dev.azure.com:secret@evil.eu/contoso",
    "https://mara@dev.azure.com/contoso",
    "https://evilvisualstudio.com",
    "https://visualstudio.com.evil.eu",
    "https://visualstudio.com",
    "https://contoso.visualstudio.com:8443",
    "https://dev.azure.com:8443/contoso",
    "https://dev.azure.com:port/contoso",
    "https://dev.azure.com:99999/contoso",
    "https://dev.azure.com/contoso?to=evil.eu",
    "https://dev.azure.com/contoso#evil.eu",
    "https://dev.azure.com./contoso",
    "https://dev.azure.com/a\u0001b",
    "https://127.0.0.1/contoso",
    "https://[::1]/contoso",
    "https://169.254.169.254/metadata",
    "https://localhost/contoso",
    "https://",
    "https:dev.azure.com/contoso",
    "//dev.azure.com/contoso",
    "dev.azure.com/contoso",
    "javascript:dev.azure.com",
    "file:///etc/passwd",
    "",
]


@pytest.mark.parametrize("url", HOSTILE)
def test_a_hostile_address_is_refused_with_a_reason(url: str) -> None:
    with pytest.raises(ValueError, match=r"address|host"):
        accepted(url)


@pytest.mark.parametrize(
    ("url", "taken"),
    [
        ("https://dev.azure.com/contoso/", "https://dev.azure.com/contoso"),
        (" https://contoso.visualstudio.com ", "https://contoso.visualstudio.com"),
        ("https://Dev.Azure.com/contoso", "https://Dev.Azure.com/contoso"),
    ],
)
def test_an_organisations_address_is_taken_without_its_slash(url: str, taken: str) -> None:
    assert accepted(url) == taken


def test_a_host_is_allowed_by_the_deployment_with_exactly_its_port() -> None:
    assert accepted("https://tfs.contoso.eu:8443/tfs", ["tfs.contoso.eu:8443"])
    for url in ("https://tfs.contoso.eu/tfs", "https://a.tfs.contoso.eu:8443/tfs"):
        with pytest.raises(ValueError, match="not a host"):
            accepted(url, ["tfs.contoso.eu:8443"])


@pytest.mark.parametrize("nothing", ["", " ", "."])
def test_an_empty_allowance_allows_nothing(nothing: str) -> None:
    with pytest.raises(ValueError, match="not a host"):
        accepted("https://evil.eu", [nothing])


def test_plain_http_is_only_for_where_the_deployment_says_so() -> None:
    assert accepted("http://localhost:7072/ado", ["localhost:7072"], plain_http=True)
    with pytest.raises(ValueError, match="https"):
        accepted("http://localhost:7072/ado", ["localhost:7072"])


def test_a_token_goes_to_the_host_it_was_given_for_and_to_no_other() -> None:
    name = secret_name("https://dev.azure.com/contoso", "billing")

    assert belongs(name, "https://dev.azure.com/contoso")
    assert belongs(name, "https://DEV.azure.com/contoso-renamed/")
    for other in (
        "https://contoso.visualstudio.com",
        "https://devops.example/contoso",
        "http://dev.azure.com/contoso",
        "https://dev.azure.com:444/contoso",
    ):
        assert not belongs(name, other)


def test_a_secret_that_was_named_by_hand_belongs_to_no_host() -> None:
    for name in ("ado-token", "ppm-token", "ado-", "", "hook-shop"):
        assert not belongs(name, "https://dev.azure.com/contoso")


def test_two_tokens_of_one_host_have_two_names_that_a_vault_takes() -> None:
    names = {secret_name("https://dev.azure.com/contoso", salt) for salt in ("billing", "shop é")}

    assert len(names) == 2
    assert all(re.fullmatch(r"[A-Za-z0-9-]{1,127}", name) for name in names)
