"""Secrets by name, in Key Vault, in a file and in memory."""

import json
import stat
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from azure.core.exceptions import (
    ClientAuthenticationError,
    ResourceNotFoundError,
    ServiceRequestError,
)

from core.model.errors import TryLater
from core.storage.secrets import FileSecrets, VaultSecrets
from core.sync.stores import Secrets
from sandbox.memory.secrets import MemorySecrets
from tests.worlds import Clock


@dataclass
class Kept:
    value: str | None


@dataclass
class MemoryVault:
    """Key Vault's client, as far as we use it."""

    values: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    away: bool = False

    def get_secret(self, name: str) -> Kept:
        self.asked.append(name)
        if self.away:
            raise ServiceRequestError("no route")
        if name not in self.values:
            raise ResourceNotFoundError("no such secret")
        return Kept(self.values[name])

    def set_secret(self, name: str, value: str) -> None:
        if self.away:
            raise ServiceRequestError("no route")
        self.values[name] = value


@pytest.fixture
def vault() -> MemoryVault:
    return MemoryVault()


class SecretsContract:
    def test_a_secret_comes_back(self, secrets: Secrets) -> None:
        secrets.write("ado-token", "s3cret ü")

        assert secrets.read("ado-token") == "s3cret ü"

    def test_a_secret_nobody_wrote_is_nothing(self, secrets: Secrets) -> None:
        assert secrets.read("ado-token") is None

    def test_the_last_one_written_holds(self, secrets: Secrets) -> None:
        secrets.write("ado-token", "old")
        secrets.write("ppm-token", "other")
        secrets.write("ado-token", "new")

        assert secrets.read("ado-token") == "new"
        assert secrets.read("ppm-token") == "other"

    @pytest.mark.parametrize("name", ["", "ado token", "../ado", "ado_token", "tökén", "a" * 128])
    def test_a_name_holds_letters_digits_and_dashes(self, secrets: Secrets, name: str) -> None:
        with pytest.raises(ValueError, match="is no name for a secret"):
            secrets.read(name)
        with pytest.raises(ValueError, match="is no name for a secret"):
            secrets.write(name, "value")


class TestVaultSecrets(SecretsContract):
    @pytest.fixture
    def secrets(self, vault: MemoryVault, clock: Clock) -> Secrets:
        return VaultSecrets(vault, clock)

    def test_the_vault_is_asked_once_in_five_minutes(
        self, secrets: Secrets, vault: MemoryVault, clock: Clock
    ) -> None:
        vault.values["ado-token"] = "old"
        secrets.read("ado-token")
        vault.values["ado-token"] = "new"

        clock.pass_(minutes=4)
        assert secrets.read("ado-token") == "old"
        clock.pass_(minutes=1)
        assert secrets.read("ado-token") == "new"

    @pytest.mark.parametrize("status", [401, 403])
    def test_a_vault_that_does_not_let_us_in_is_one_that_is_away(
        self, secrets: Secrets, vault: MemoryVault, status: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refused(*_: str) -> Kept:
            error = ClientAuthenticationError("the app may not read secrets")
            error.status_code = status
            raise error

        monkeypatch.setattr(vault, "get_secret", refused)

        with pytest.raises(TryLater, match="does not let us in: secret ado-token"):
            secrets.read("ado-token")

    def test_a_secret_that_was_not_there_is_asked_for_again(
        self, secrets: Secrets, vault: MemoryVault
    ) -> None:
        assert secrets.read("ado-token") is None
        vault.values["ado-token"] = "new"

        assert secrets.read("ado-token") == "new"

    def test_a_vault_that_is_away_is_tried_later(
        self, secrets: Secrets, vault: MemoryVault
    ) -> None:
        vault.away = True

        with pytest.raises(TryLater, match="secret ado-token"):
            secrets.read("ado-token")
        with pytest.raises(TryLater):
            secrets.write("ado-token", "value")


class TestFileSecrets(SecretsContract):
    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        return tmp_path / "local" / "secrets.json"

    @pytest.fixture
    def secrets(self, path: Path) -> Secrets:
        return FileSecrets(path)

    def test_only_its_owner_may_read_the_file(self, secrets: Secrets, path: Path) -> None:
        secrets.write("ado-token", "value")
        path.chmod(0o644)
        secrets.write("ado-token", "value")

        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def test_the_file_can_be_written_by_hand(self, secrets: Secrets, path: Path) -> None:
        path.parent.mkdir()
        path.write_text(json.dumps({"ado-token": "typed"}))

        assert secrets.read("ado-token") == "typed"

    def test_what_is_changed_by_hand_counts_at_once(self, secrets: Secrets, path: Path) -> None:
        secrets.write("ado-token", "old")
        assert secrets.read("ado-token") == "old"

        path.write_text(json.dumps({"ado-token": "typed anew"}))
        assert secrets.read("ado-token") == "typed anew"
        path.unlink()
        assert secrets.read("ado-token") is None

    def test_a_write_that_fails_leaves_the_old_file_and_no_other(
        self, secrets: Secrets, path: Path
    ) -> None:
        secrets.write("ado-token", "old")

        with pytest.raises(TypeError):
            secrets.write("ado-token", object())  # type: ignore[arg-type]

        assert secrets.read("ado-token") == "old"
        assert list(path.parent.iterdir()) == [path]


class TestMemorySecrets(SecretsContract):
    @pytest.fixture
    def secrets(self) -> Secrets:
        return MemorySecrets()
