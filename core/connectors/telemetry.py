"""Telemetry in the words of OpenTelemetry. Where it is sent was decided in the wiring.

Nothing is made global, so that no library begins to tell of itself. What is told waits in memory
for threads that send it; what does not fit, or cannot be sent, is lost.
"""

import atexit
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from threading import Event, Thread

from opentelemetry.context import Context
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import MetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.sampling import ALWAYS_ON
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    Span,
    SpanContext,
    StatusCode,
    TraceFlags,
    Tracer,
    set_span_in_context,
)

from core.model.telemetry import Act, Fact, Figure
from core.model.traces import ids

_NAME = "lockstep"
_LEAVING_SECONDS = 2.0
_SAMPLED = TraceFlags(TraceFlags.SAMPLED)


class Told:
    """A span of ours, as the one who opened it sees it."""

    def __init__(self, span: Span) -> None:
        self._span = span

    @property
    def trace(self) -> str:
        at = self._span.get_span_context()
        return f"00-{at.trace_id:032x}-{at.span_id:016x}-{at.trace_flags:02x}"

    def tell(self, **facts: Fact) -> None:
        self._span.set_attributes(facts)


@dataclass(frozen=True)
class Recorder:
    """Telemetry that is told to a tracer and to figures, under the span `parent` where it has one.
    `flush` waits until what was told is sent, and no longer than it may."""

    tracer: Tracer
    add: Mapping[Figure, Callable[[float, Mapping[str, Fact]], None]]
    flush: Callable[[], None]
    parent: Context = field(default_factory=Context)

    @contextmanager
    def span(self, act: Act, found_in: Collection[str] = (), **facts: Fact) -> Iterator[Told]:
        found = [at for each in dict.fromkeys(found_in) if (at := _at(each)) is not None]
        told, links = facts | _found_in(found), [Link(at) for at in found]
        span = self.tracer.start_span(act, self.parent, attributes=told, links=links)
        try:
            yield Told(span)
        except BaseException as failure:
            # Its words may hold what a field holds.
            span.set_attribute("ended", type(failure).__name__)
            span.set_status(StatusCode.ERROR)
            raise
        finally:
            span.end()

    def within(self, trace: str) -> "Recorder":
        at = _at(trace)
        if at is None:
            return self
        return replace(self, parent=set_span_in_context(NonRecordingSpan(at), Context()))

    def figure(self, figure: Figure, value: float = 1, **facts: Fact) -> None:
        self.add[figure](value, facts)


def recorder(
    spans: SpanProcessor, figures: MetricReader, leaving: float = _LEAVING_SECONDS
) -> Recorder:
    """What waits when the process ends is sent if that takes no longer than `leaving` seconds."""
    # Not what the SDK finds out by itself: that would name the machine.
    resource = Resource({"service.name": _NAME})
    traces = TracerProvider(ALWAYS_ON, resource, shutdown_on_exit=False)
    traces.add_span_processor(spans)
    meters = MeterProvider([figures], resource, shutdown_on_exit=False)
    leaves = Leaving([traces.force_flush, meters.force_flush], leaving)
    return Recorder(traces.get_tracer(_NAME), _figures(meters), leaves)


class Leaving:
    """Sends what waits, in a thread that stands ready for it: whoever leaves starts no new one."""

    def __init__(self, sends: Collection[Callable[[], object]], seconds: float) -> None:
        self._sends, self._seconds = sends, seconds
        self._asked, self._done = Event(), Event()
        Thread(target=self._wait, name="telemetry-leaving", daemon=True).start()
        atexit.register(self)

    def __call__(self) -> None:
        self._done.clear()
        self._asked.set()
        self._done.wait(self._seconds)

    def _wait(self) -> None:
        while self._asked.wait():
            self._asked.clear()
            for send in self._sends:
                with suppress(Exception):
                    send()
            self._done.set()


def _figures(meters: MeterProvider) -> Mapping[Figure, Callable[..., None]]:
    meter = meters.get_meter(_NAME)
    measured = {
        Figure.LATENCY: meter.create_histogram(Figure.LATENCY, "s").record,
        Figure.BUDGET_USED: meter.create_gauge(Figure.BUDGET_USED).set,
    }
    return {each: measured.get(each) or meter.create_counter(each).add for each in Figure}


def _at(trace: str) -> SpanContext | None:
    found = ids(trace)
    if found is None:
        return None
    return SpanContext(int(found[0], 16), int(found[1], 16), is_remote=True, trace_flags=_SAMPLED)


def _found_in(found: Collection[SpanContext]) -> dict[str, Fact]:
    """The correlation ids as text, too: one question finds all that has to do with one of them."""
    known = dict.fromkeys(f"{at.trace_id:032x}" for at in found)
    return {"found_in": " ".join(known)} if known else {}
