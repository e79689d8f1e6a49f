"""The secret of a hook: finding out whether somebody knows it takes the same steps for all."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping
from pathlib import Path

import pytest

from core.connectors.ado import AdoHook
from core.connectors.ppm import PpmHook
from core.model.items import Side
from core.sync.ports import Hook
from core.wiring import Wiring
from core.wiring.account import Account
from sandbox.memory.secrets import MemorySecrets
from tests.wired import kept_in_memory

OLD, NEW = "s3cret-of-summer", "s3cret-of-autumn"
HOOKS = {Side.ADO: AdoHook, Side.PPM: PpmHook}
SIDES = pytest.mark.parametrize("side", list(Side))


def basic(password: str) -> str:
    return "Basic " + base64.b64encode(f"lockstep:{password}".encode()).decode()


OFFERED: Mapping[str, Mapping[str, str]] = {
    "right": {"x-lockstep-key": NEW},
    "the older one": {"x-lockstep-key": OLD},
    "a password": {"authorization": basic(NEW)},
    "wrong": {"x-lockstep-key": "guess"},
    "wrong at its end": {"x-lockstep-key": NEW[:-1] + "x"},
    "wrong and long": {"x-lockstep-key": "x" * 10_000},
    "a broken password": {"authorization": "Basic !!!"},
    "empty": {"x-lockstep-key": ""},
    "nothing": {},
}
ACTIVE = [[], [NEW], [OLD, NEW], ["", NEW], [OLD, NEW, "a third one"]]


@SIDES
def test_whatever_is_offered_is_compared_as_often_over_as_many_bytes(
    side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[int, int]] = []
    real = hmac.compare_digest

    def counted(one: bytes, other: bytes) -> bool:
        compared.append((len(one), len(other)))
        return real(one, other)

    monkeypatch.setattr(hmac, "compare_digest", counted)
    steps = set()
    for active in ACTIVE:
        for headers in OFFERED.values():
            HOOKS[side](active).trusts(headers)
            steps.add(tuple(compared))
            compared.clear()

    assert len(steps) == 1
    assert set(steps.pop()) == {(32, 32)}


@SIDES
def test_nobodys_digest_is_another_one_each_time(
    side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: set[bytes] = set()

    def noted(_: bytes, known: bytes) -> bool:
        compared.add(known)
        return False

    monkeypatch.setattr(hmac, "compare_digest", noted)

    HOOKS[side]([]).trusts({})
    HOOKS[side]([]).trusts({})

    assert len(compared) == 4


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> MemorySecrets:
    kept_in_memory(monkeypatch)
    made = MemorySecrets({"hook-shop": OLD})
    monkeypatch.setattr(Account, "secrets", lambda *_: made)
    return made


def let_in(wiring: Wiring, side: Side) -> list[str]:
    hook: Hook = wiring.hook(side, "shop")
    return [each for each in (OLD, NEW) if hook.trusts({"x-lockstep-key": each})]


@SIDES
def test_while_a_secret_is_changed_both_count_and_afterwards_the_new_one_only(
    side: Side, secrets: MemorySecrets, tmp_path: Path
) -> None:
    wiring = Wiring({"SECRETS_FILE": str(tmp_path / "none.json")})
    assert let_in(wiring, side) == [OLD]

    secrets.write("hook-shop", f"{OLD}\n{NEW} ")
    assert let_in(wiring, side) == [OLD, NEW]

    secrets.write("hook-shop", NEW)
    assert let_in(wiring, side) == [NEW]


@SIDES
@pytest.mark.parametrize("name", ["", "ppm-token", "../shop", "SHOP", "shop\x00", "x" * 101])
def test_no_other_secret_opens_a_hook(side: Side, secrets: MemorySecrets, name: str) -> None:
    secrets.write("ppm-token", OLD)

    assert not Wiring({}).hook(side, name).trusts({"x-lockstep-key": OLD})
