"""Everything that can wake us, on one page and with no logic."""

import azure.functions as func

from core.model.items import Side
from core.model.projects import Role
from core.wiring import services
from handlers import changes as queue
from handlers import hooks, timers
from handlers.api import acts
from handlers.api.door import answer

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

PROJECT = "api/projects/{project}"
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


@app.route("api/projects", methods=["GET"])
def projects_list(req: func.HttpRequest) -> func.HttpResponse:
    return answer(req, services(), Role.VIEWER, acts.list_projects)


@app.route(PROJECT, methods=["GET"])
def project_show(req: func.HttpRequest) -> func.HttpResponse:
    return answer(req, services(), Role.VIEWER, acts.show_project)


@app.route(PROJECT, methods=["PUT"])
def project_put(req: func.HttpRequest) -> func.HttpResponse:
    return answer(req, services(), Role.ADMIN, acts.put_project)


@app.route(PROJECT + "/links", methods=["GET"])
def links_list(req: func.HttpRequest) -> func.HttpResponse:
    return answer(req, services(), Role.VIEWER, acts.list_links)


@app.route(PROJECT + "/links", methods=["POST"])
def links_add(req: func.HttpRequest) -> func.HttpResponse:
    return answer(req, services(), Role.APPROVER, acts.add_link, 201)


@app.route(PROJECT + "/links/{link}", methods=["GET"])
def link_show(req: func.HttpRequest) -> func.HttpResponse:
    return answer(req, services(), Role.VIEWER, acts.show_link)


@app.route(PROJECT + "/links/{link}", methods=["DELETE"])
def link_remove(req: func.HttpRequest) -> func.HttpResponse:
    return answer(req, services(), Role.APPROVER, acts.remove_link)


@app.route(PROJECT + "/plans", methods=["POST"])
def plans_add(req: func.HttpRequest) -> func.HttpResponse:
    return answer(req, services(), Role.VIEWER, acts.add_plan, 201)


@app.route(PROJECT + "/plans/{plan}", methods=["GET"])
def plan_show(req: func.HttpRequest) -> func.HttpResponse:
    return answer(req, services(), Role.VIEWER, acts.show_plan)


@app.route(PROJECT + "/approvals", methods=["POST"])
def approvals_add(req: func.HttpRequest) -> func.HttpResponse:
    return answer(req, services(), Role.APPROVER, acts.add_approvals, 202)


@app.route(PROJECT + "/approvals", methods=["GET"])
def approvals_list(req: func.HttpRequest) -> func.HttpResponse:
    return answer(req, services(), Role.VIEWER, acts.list_approvals)


@app.route(PROJECT + "/history", methods=["GET"])
def history_list(req: func.HttpRequest) -> func.HttpResponse:
    return answer(req, services(), Role.VIEWER, acts.list_history)


@app.route("api/poison", methods=["GET"])
def poison_list(req: func.HttpRequest) -> func.HttpResponse:
    return answer(req, services(), Role.ADMIN, acts.list_poison)


@app.route("api/poison/{message}/replays", methods=["POST"])
def poison_replay(req: func.HttpRequest) -> func.HttpResponse:
    return answer(req, services(), Role.ADMIN, acts.add_replay, 202)
