"""Everything that can wake us, on one page and with no logic."""

import azure.functions as func

from core.model.items import Side
from core.wiring import services
from handlers import changes as queue
from handlers import hooks, page, timers
from handlers.api.door import answer
from handlers.api.routes import Route
from handlers.api.table import TABLE

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

STORAGE = "AzureWebJobsStorage"


@app.route("api/hooks/ado/{hook}", methods=["POST"])
def ado_hook(req: func.HttpRequest) -> func.HttpResponse:
    return hooks.receive(req, Side.ADO, services())


@app.route("api/hooks/ppm/{hook}", methods=["POST"])
def ppm_hook(req: func.HttpRequest) -> func.HttpResponse:
    return hooks.receive(req, Side.PPM, services())


@app.route("api/hooks/ppm/{hook}", methods=["GET", "HEAD", "OPTIONS"])
def ppm_hook_greeting(req: func.HttpRequest) -> func.HttpResponse:
    return hooks.greet(req)


@app.queue_trigger("msg", "changes", STORAGE)
def changes(msg: func.QueueMessage) -> None:
    queue.look(services().decode(msg.get_body().decode()), services())


@app.queue_trigger("msg", "changes-poison", STORAGE)
def changes_poison(msg: func.QueueMessage) -> None:
    queue.record_poison(msg.id or "", msg.get_body().decode(errors="replace"), services())


@app.timer_trigger("timer", "%APPLY_SCHEDULE%")
def apply_timer(timer: func.TimerRequest) -> None:
    timers.apply_waiting(services())


@app.timer_trigger("timer", "%SWEEP_SCHEDULE%")
def sweep_timer(timer: func.TimerRequest) -> None:
    timers.sweep_due(services())


@app.timer_trigger("timer", "%HOOKS_SCHEDULE%")
def hooks_timer(timer: func.TimerRequest) -> None:
    timers.look_after_hooks(services())


@app.timer_trigger("timer", "%ALARMS_SCHEDULE%")
def alarms_timer(timer: func.TimerRequest) -> None:
    timers.sound_alarms(services())


def serve(route: Route) -> None:
    """One function for each row of the table of routes (handlers/api/table.py)."""

    def act(req: func.HttpRequest) -> func.HttpResponse:
        return answer(req, services(), route)

    app.function_name(route.name)(app.route(route.path, methods=[route.method])(act))


for each in TABLE:
    serve(each)


# Routes are tried in the order of their names: this one takes what no other has taken.
@app.route("{*path}", methods=["GET", "HEAD"])
def web(req: func.HttpRequest) -> func.HttpResponse:
    return page.serve(req, services().framing)
