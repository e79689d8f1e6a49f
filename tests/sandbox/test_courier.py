"""The courier drops, doubles, delays and overtakes as told, and tries again as its owner says."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from werkzeug.wrappers import Request

from sandbox.courier import Attempt, Courier, Delivery
from tests.sandbox.ado_world import Clock


class Letters:
    """A courier under a clock of the test's own, and what its receiver got."""

    def __init__(self, answer: Callable[[int], int] = lambda _: 200, **switches: Any) -> None:
        self.got: list[str] = []
        self.heard: list[Attempt] = []
        self.clock = Clock()
        self._answer = answer
        http = httpx.Client(transport=httpx.MockTransport(self._receive))
        self.courier = Courier(clock=self.clock.seconds, http=http)
        self.courier.set(switches)

    def _receive(self, request: httpx.Request) -> httpx.Response:
        self.got.append(request.content.decode())
        return httpx.Response(self._answer(len(self.got)))

    def send(self, *texts: str, probe: bool = False) -> None:
        for text in texts:
            letter = Delivery(
                "http://receiver.test/", text.encode(), {}, twice, self.heard.append, probe
            )
            self.courier.send(letter)

    def after(self, seconds: float) -> list[str]:
        self.clock.pass_by(seconds=seconds)
        self.courier.deliver_due()
        return self.got


def twice(attempts: int, status: int | None) -> float | None:
    """Tries again after 10 and after 20 seconds, whenever it went wrong."""
    bad = status is None or status >= 300
    return attempts * 10.0 if bad and attempts < 3 else None


def test_letters_arrive_in_order() -> None:
    letters = Letters()
    letters.send("a", "b", "c")

    assert letters.after(0) == ["a", "b", "c"]


def test_the_next_ones_can_be_dropped() -> None:
    letters = Letters(drop_next=2)
    letters.send("a", "b", "c")

    assert letters.after(0) == ["c"]
    assert letters.courier.counts["dropped"] == 2


def test_a_share_is_dropped_by_a_dice_that_always_falls_alike() -> None:
    one, two = Letters(drop_share=0.5, seed=4), Letters(drop_share=0.5, seed=4)
    for letters in (one, two):
        letters.send(*"abcdefghijklmnop")

    assert one.after(0) == two.after(0)
    assert 2 < len(one.got) < 14


def test_a_share_is_doubled() -> None:
    letters = Letters(double_share=1.0)
    letters.send("a", "b")

    assert letters.after(0) == ["a", "a", "b", "b"]
    assert letters.courier.counts["doubled"] == 2


def test_letters_can_be_held_up() -> None:
    letters = Letters(delay_ms=3000)
    letters.send("a")

    assert letters.after(2) == []
    assert letters.after(1) == ["a"]


def test_a_letter_can_be_overtaken() -> None:
    letters = Letters(reorder_share=1.0)
    letters.send("a", "b", "c", "d")

    assert letters.after(0) == ["b", "a", "d", "c"]


def test_a_letter_nobody_overtakes_goes_after_a_moment() -> None:
    letters = Letters(reorder_share=1.0)
    letters.send("a")

    assert letters.after(0) == []
    assert letters.after(0.2) == ["a"]


def test_a_failure_is_tried_again_when_the_owner_says_so() -> None:
    letters = Letters(answer=lambda n: 500 if n < 3 else 200)
    letters.send("a")

    assert [len(letters.after(seconds)) for seconds in (0, 9, 1, 19, 1)] == [1, 1, 2, 2, 3]
    assert [one.wait for one in letters.heard] == [10.0, 20.0, None]
    assert letters.courier.counts["delivered"] == 1


def test_a_failure_is_given_up_when_the_owner_says_so() -> None:
    letters = Letters(answer=lambda _: 500)
    letters.send("a")
    letters.after(0)
    letters.after(10)
    letters.after(20)

    assert len(letters.after(1000)) == 3
    assert letters.courier.counts["failed"] == 1


def test_a_receiver_that_is_away_is_a_failure_without_a_status() -> None:
    heard: list[Attempt] = []
    courier = Courier(clock=Clock().seconds)
    courier.send(Delivery("http://127.0.0.1:9/", b"a", {}, lambda *_: None, heard.append))

    courier.deliver_due()
    courier.stop()

    assert heard[0].status is None
    assert "Connect" in heard[0].reason


def test_it_is_quiet_when_nothing_waits_and_a_probe_does_not_count() -> None:
    letters = Letters(delay_ms=1000)
    letters.send("a")
    assert not letters.courier.wait_quiet(timeout=0)

    letters.after(1)
    letters.send("probe", probe=True)

    assert letters.courier.wait_quiet(timeout=0)


def test_its_thread_delivers_and_stops() -> None:
    got: list[bytes] = []

    def receive(request: httpx.Request) -> httpx.Response:
        got.append(request.content)
        return httpx.Response(503 if len(got) == 1 else 200)

    http = httpx.Client(transport=httpx.MockTransport(receive))
    with Courier(scale=0.001, http=http) as courier:
        courier.send(Delivery("http://receiver.test/", b"a", {}, twice))
        assert courier.wait_quiet(timeout=5)

    assert got == [b"a", b"a"]


def test_it_is_steered_from_outside() -> None:
    letters = Letters()
    controls = letters.courier.controls()
    wish = Request.from_values(method="PUT", json={"drop_next": 1})

    assert controls["PUT hooks"](wish)["switches"]["drop_next"] == 1
    letters.send("a")
    assert controls["GET hooks"](wish)["counts"] == {"events": 1, "dropped": 1}
    assert controls["GET quiet"](wish) == {"quiet": True}


def test_an_unknown_switch_is_refused() -> None:
    with pytest.raises(TypeError):
        Letters(lose_everything=True)
