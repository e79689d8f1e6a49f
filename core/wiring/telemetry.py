"""Where telemetry goes: to Application Insights where the settings name one, else to nobody.

The Functions host tells its own requests and our log lines there, as it always did; this is beside
it, and adds spans and figures of ours.
"""

import logging
import os
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from threading import Lock
from typing import Any

from core.model.telemetry import Act, Fact, Figure
from core.sync.telemetry import NOBODY, Span, Telemetry
from core.wiring.account import Account
from core.wiring.settings import Settings

_OFF = (
    "APPLICATIONINSIGHTS_STATSBEAT_DISABLED_ALL",
    "APPLICATIONINSIGHTS_CONTROLPLANE_DISABLED",
    "APPLICATIONINSIGHTS_OPENTELEMETRY_RESOURCE_METRIC_DISABLED",
)
"""What the exporter would tell its maker, ask of it, or tell of the machine, besides."""

_QUIET = ("azure.monitor.opentelemetry", "opentelemetry")
"""Who would say in the log, again and again, that Application Insights is away."""

_EACH_SECONDS = 60

log = logging.getLogger(__name__)


def telemetry(settings: Settings, account: Account) -> Telemetry:
    connection = settings.get("APPLICATIONINSIGHTS_CONNECTION_STRING")
    signed = settings.get("APPLICATIONINSIGHTS_AUTHENTICATION_STRING")
    return (
        Later(lambda: _insights(connection, account if signed else None)) if connection else NOBODY
    )


class Later:
    """Telemetry that is made when something is first told: a start loads no library for it. What
    cannot be made is said once, and then nobody listens."""

    def __init__(self, make: Callable[[], Telemetry]) -> None:
        self._make = make
        self._lock = Lock()
        self._made: Telemetry | None = None

    def span(
        self, act: Act, found_in: Collection[str] = (), **facts: Fact
    ) -> AbstractContextManager[Span]:
        return self._real().span(act, found_in, **facts)

    def within(self, trace: str) -> Telemetry:
        return self._real().within(trace)

    def figure(self, figure: Figure, value: float = 1, **facts: Fact) -> None:
        self._real().figure(figure, value, **facts)

    def _real(self) -> Telemetry:
        with self._lock:
            if self._made is None:
                try:
                    self._made = self._make()
                except Exception as failure:  # noqa: BLE001 - no work fails for who hears of it
                    log.error("telemetry is off: %s", type(failure).__name__)
                    self._made = NOBODY
            return self._made


def _insights(connection: str, signed: Account | None) -> Telemetry:
    for name in _OFF:
        os.environ.setdefault(name, "true")
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    # It tells every call, at INFO: ours would be told every few seconds.
    logging.getLogger("azure.core.pipeline.policies.http_logging_policy").setLevel(logging.WARNING)
    from azure.monitor.opentelemetry.exporter import (
        AzureMonitorMetricExporter,
        AzureMonitorTraceExporter,
    )
    from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    from core.connectors.telemetry import recorder

    given: dict[str, Any] = {
        "connection_string": connection,
        "credential": signed.identity() if signed else None,
        # What cannot be sent is lost: an instance's disk goes with it.
        "disable_offline_storage": True,
        "retry_total": 2,
    }
    return recorder(
        BatchSpanProcessor(AzureMonitorTraceExporter(**given)),
        PeriodicExportingMetricReader(AzureMonitorMetricExporter(**given), 1000 * _EACH_SECONDS),
    )
