"""The listener to the app's queue: the sandbox's host by the rules of host.json, with as many
threads as are deployed, and nothing else of the app."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import azure.functions as func

from bench.stage import ROOT, Stage
from core.storage.changes import decode
from core.sync.ports import Services
from handlers.changes import look
from sandbox.host.functions import Function, Queue
from sandbox.host.queues import QueueListener
from sandbox.host.settings import environment, host_rules
from sandbox.host.workers import Workers

_LEASE, _PATIENCE = 600.0, 5.0
_THREADS = "24"
_ACCOUNT = "AzureWebJobsStorage"


@contextmanager
def listening(stage: Stage, services: Services) -> Iterator[QueueListener]:
    """While this lasts, messages of `changes` are worked off; what runs at the end may end."""

    def changes(msg: func.QueueMessage) -> None:
        look(decode(msg.get_body().decode()), services)

    trigger = Queue("changes", _ACCOUNT)
    settings = {_ACCOUNT: stage.storage, "PYTHON_THREADPOOL_THREAD_COUNT": _THREADS}
    with environment(settings), ExitStack() as ending:
        workers = Workers()
        ending.callback(workers.stop, _PATIENCE)
        listener = QueueListener(
            Function("changes", changes, "msg", trigger),
            trigger,
            host_rules(ROOT).queues,
            workers,
            _LEASE,
        )
        ending.callback(listener.close)
        listener.start()
        ending.callback(listener.leave)
        yield listener
