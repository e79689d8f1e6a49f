"""Everything that can wake us, on one page and with no logic.

What a function calls is imported by its first call: a process lists them all before it answers
anybody, and whoever waits for that wants one of them.
"""

import azure.functions as func

from handlers.api.addresses import ADDRESSES, Address

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

STORAGE = "AzureWebJobsStorage"


@app.route("api/hooks/ado/{hook}", methods=["POST"])
def ado_hook(req: func.HttpRequest) -> func.HttpResponse:
    from core.model.items import Side
    from core.wiring import services
    from handlers import hooks

    return hooks.receive(req, Side.ADO, services())


@app.route("api/hooks/ppm/{hook}", methods=["POST"])
def ppm_hook(req: func.HttpRequest) -> func.HttpResponse:
    from core.model.items import Side
    from core.wiring import services
    from handlers import hooks

    return hooks.receive(req, Side.PPM, services())


@app.route("api/hooks/ppm/{hook}", methods=["GET", "HEAD", "OPTIONS"])
def ppm_hook_greeting(req: func.HttpRequest) -> func.HttpResponse:
    from handlers import hooks

    return hooks.greet(req)


@app.queue_trigger("msg", "changes", STORAGE)
def changes(msg: func.QueueMessage) -> None:
    from core.wiring import services
    from handlers import changes as queue

    queue.look(services().decode(msg.get_body().decode()), services())


@app.queue_trigger("msg", "changes-poison", STORAGE)
def changes_poison(msg: func.QueueMessage) -> None:
    from core.wiring import services
    from handlers import changes as queue

    queue.record_poison(msg.id or "", msg.get_body().decode(errors="replace"), services())


@app.timer_trigger("timer", "%APPLY_SCHEDULE%")
def apply_timer(timer: func.TimerRequest, context: func.Context) -> None:
    from core.wiring import services
    from handlers import timers

    timers.apply_waiting(services(), context)


@app.timer_trigger("timer", "%SWEEP_SCHEDULE%")
def sweep_timer(timer: func.TimerRequest) -> None:
    from core.wiring import services
    from handlers import timers

    timers.sweep_due(services())


@app.timer_trigger("timer", "%HOOKS_SCHEDULE%")
def hooks_timer(timer: func.TimerRequest) -> None:
    from core.wiring import services
    from handlers import timers

    timers.look_after_hooks(services())


@app.timer_trigger("timer", "%ALARMS_SCHEDULE%")
def alarms_timer(timer: func.TimerRequest) -> None:
    from core.wiring import services
    from handlers import timers

    timers.sound_alarms(services())


def serve(address: Address) -> None:
    """One function for each address of the API (handlers/api/addresses.py)."""

    def act(req: func.HttpRequest) -> func.HttpResponse:
        from core.wiring import services
        from handlers.api.door import answer
        from handlers.api.routes import route

        return answer(req, services(), route(address))

    app.function_name(address.name)(app.route(address.path, methods=[address.method])(act))


for each in ADDRESSES:
    serve(each)


# Routes are tried in the order of their names: this one takes what no other has taken.
@app.route("{*path}", methods=["GET", "HEAD"])
def web(req: func.HttpRequest) -> func.HttpResponse:
    from core.wiring import framing
    from handlers import page

    return page.serve(req, framing())
