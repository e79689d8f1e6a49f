"""Somebody who hears how the work goes, and remembers it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from opentelemetry.sdk.metrics.export import (
    HistogramDataPoint,
    InMemoryMetricReader,
    NumberDataPoint,
)
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from core.connectors.telemetry import recorder
from core.model.telemetry import Act, Figure
from core.sync.telemetry import Telemetry


class Listener:
    """Spans by act, in the order in which they ended; figures summed up."""

    def __init__(self) -> None:
        self._spans, self._figures = InMemorySpanExporter(), InMemoryMetricReader()
        self.telemetry: Telemetry = recorder(SimpleSpanProcessor(self._spans), self._figures)

    def spans(self, act: Act) -> list[ReadableSpan]:
        return [span for span in self._spans.get_finished_spans() if span.name == act]

    def one(self, act: Act) -> ReadableSpan:
        [found] = self.spans(act)
        return found

    def figures(self) -> Mapping[Figure, list[tuple[dict[str, Any], float]]]:
        """What each figure has come to, for each set of facts: of a histogram the sum."""
        found: dict[Figure, list[tuple[dict[str, Any], float]]] = {}
        for name, facts, value in self._points():
            found.setdefault(Figure(name), []).append((facts, value))
        return found

    def total(self, figure: Figure) -> float:
        return sum(value for _, value in self.figures().get(figure, ()))

    def everything(self) -> str:
        """All that was told, as text."""
        return "\n".join([*(s.to_json() for s in self._spans.get_finished_spans()), *self._said()])

    def _said(self) -> Iterator[str]:
        for name, facts, value in self._points():
            yield f"{name} {facts} {value}"

    def _points(self) -> Iterator[tuple[str, dict[str, Any], float]]:
        told = self._figures.get_metrics_data()
        for scope in (
            [each for of in told.resource_metrics for each in of.scope_metrics] if told else ()
        ):
            for metric in scope.metrics:
                for point in metric.data.data_points:
                    assert isinstance(point, NumberDataPoint | HistogramDataPoint)
                    value = point.value if isinstance(point, NumberDataPoint) else point.sum
                    yield metric.name, dict(point.attributes or {}), float(value)


def correlation(span: ReadableSpan) -> str:
    """The id that a whole trace has in common."""
    return f"{span.context.trace_id:032x}"


def within(span: ReadableSpan) -> int | None:
    """The span that it stands in."""
    return span.parent.span_id if span.parent else None
