"""Whoever hears how the work goes, and whatever becomes of them, the work goes on as it would."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread

import pytest
from opentelemetry import metrics, trace
from opentelemetry.sdk.metrics.export import InMemoryMetricReader, MetricReader
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult

from core.connectors.telemetry import Recorder, recorder
from core.model.telemetry import Act, Figure
from tests.listeners import Listener, correlation, within

AT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"


class Away(SpanExporter):
    """A place that takes what it is sent as its test says."""

    def __init__(self) -> None:
        self.asked, self.goes_on = Event(), Event()

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        self.asked.set()
        self.goes_on.wait()
        return SpanExportResult.FAILURE


class Broken(SpanExporter):
    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        raise OSError("nobody is there")


class BrokenReader(InMemoryMetricReader):
    def force_flush(self, timeout_millis: float = 10_000) -> bool:
        raise OSError("nobody is there")


@contextmanager
def told_to(
    exporter: SpanExporter, leaving: float = 30, figures: MetricReader | None = None
) -> Iterator[Recorder]:
    batches = BatchSpanProcessor(exporter, max_queue_size=8, max_export_batch_size=1)
    yield recorder(batches, figures or InMemoryMetricReader(), leaving)


def test_who_tells_does_not_wait_for_a_backend_that_does_not_answer() -> None:
    away = Away()
    with told_to(away) as telemetry:
        for _ in range(100):
            with telemetry.span(Act.LOOK):
                telemetry.figure(Figure.APPLIED)

    assert away.asked.wait(30)
    assert not away.goes_on.is_set()
    away.goes_on.set()


def test_who_leaves_waits_no_longer_than_it_may_for_a_backend_that_does_not_answer() -> None:
    away = Away()
    with told_to(away, leaving=0.05) as telemetry, telemetry.span(Act.LOOK):
        pass
    leaves = Thread(target=telemetry.flush)
    leaves.start()
    leaves.join(30)

    assert not leaves.is_alive()
    assert not away.goes_on.is_set()
    away.goes_on.set()


def test_a_backend_that_fails_fails_nobody_and_is_waited_for_by_nobody() -> None:
    with told_to(Broken(), leaving=600, figures=BrokenReader()) as telemetry:
        for _ in range(2):
            with telemetry.span(Act.LOOK):
                telemetry.figure(Figure.LATENCY, 1.5)
            leaves = Thread(target=telemetry.flush, daemon=True)
            leaves.start()
            leaves.join(60)

            assert not leaves.is_alive()


def test_the_work_raises_what_it_raises_and_its_words_are_not_told() -> None:
    heard = Listener()

    with pytest.raises(ValueError, match="Pay by invoice"), heard.telemetry.span(Act.WRITE):
        raise ValueError("Pay by invoice")

    span = heard.one(Act.WRITE)
    assert (span.status.is_ok, dict(span.attributes or {})) == (False, {"ended": "ValueError"})
    assert "Pay by invoice" not in heard.everything()


def test_everything_is_told_whatever_the_machine_says_about_samples(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", "always_off")
    heard = Listener()

    with heard.telemetry.span(Act.LOOK):
        pass

    assert heard.one(Act.LOOK)


def test_an_act_stands_where_it_is_told_to_even_where_nobody_wanted_that_trace_sampled() -> None:
    heard = Listener()

    with heard.telemetry.within(AT).span(Act.LOOK) as span:
        inner = heard.telemetry.within(span.trace)
    with inner.span(Act.MISMATCH):
        pass

    look, mismatch = heard.one(Act.LOOK), heard.one(Act.MISMATCH)
    assert correlation(look) == correlation(mismatch) == AT[3:35]
    assert within(look) == int(AT[36:52], 16)
    assert within(mismatch) == look.context.span_id


@pytest.mark.parametrize("odd", ["", "elsewhere", AT.replace("b7ad6b7169203331", "0" * 16)])
def test_an_odd_trace_is_none(odd: str) -> None:
    heard = Listener()

    with heard.telemetry.within(odd).span(Act.LOOK, [odd]):
        pass

    assert within(heard.one(Act.LOOK)) is None
    assert list(heard.one(Act.LOOK).links) == []


def test_a_write_that_goes_back_to_one_look_by_two_values_says_so_once() -> None:
    heard = Listener()

    with heard.telemetry.span(Act.WRITE, [AT, AT]):
        pass

    [link] = heard.one(Act.WRITE).links
    assert f"{link.context.trace_id:032x}" == AT[3:35]
    assert dict(heard.one(Act.WRITE).attributes or {}) == {"found_in": AT[3:35]}


def test_no_library_begins_to_tell_of_itself() -> None:
    Listener()

    assert "opentelemetry.sdk" not in type(trace.get_tracer_provider()).__module__
    assert "opentelemetry.sdk" not in type(metrics.get_meter_provider()).__module__


def test_nothing_is_told_of_the_machine() -> None:
    heard = Listener()
    with heard.telemetry.span(Act.LOOK):
        pass

    assert dict(heard.one(Act.LOOK).resource.attributes) == {"service.name": "lockstep"}
