"""The wiring: what goes wrong at its borders is said in the house's own words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from core.model.errors import TryLater
from core.model.projects import AdoPlace
from core.wiring import Wiring

NOBODY = "http://127.0.0.1:9"


def settings(folder: Path) -> Mapping[str, str]:
    return {
        "SECRETS_FILE": str(folder / "secrets.json"),
        "ADO_HOSTS": "127.0.0.1:9",
        "ADO_PLAIN_HTTP": "true",
    }


def test_an_app_without_an_identity_says_so_when_it_should_sign_in_as_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IDENTITY_ENDPOINT", NOBODY)
    monkeypatch.setenv("IDENTITY_HEADER", "nobody")
    wiring = Wiring(settings(tmp_path))

    with pytest.raises(TryLater, match="cannot sign in to Azure DevOps as itself"):
        wiring.ado_findings(AdoPlace(f"{NOBODY}/contoso", "Shop"), "")
