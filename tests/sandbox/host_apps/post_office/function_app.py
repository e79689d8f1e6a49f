"""A small app with one function for everything the host promises: it remembers what it was told and
says so when asked."""

import json
import threading
import time

import azure.functions as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
letters: list[dict[str, object]] = []
rings: list[bool] = []
at_once = {"now": 0, "most": 0}
_counting = threading.Lock()


@app.route("api/echo/{*rest}")
def echo(req: func.HttpRequest) -> func.HttpResponse:
    told = {
        "method": req.method,
        "url": req.url,
        "headers": dict(req.headers),
        "params": dict(req.params),
        "route_params": dict(req.route_params),
        "body": req.get_body().decode(),
    }
    return func.HttpResponse(json.dumps(told), mimetype="application/json")


@app.route("api/hooks/ado/{hook}", methods=["POST"])
def hook(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(json.dumps(dict(req.headers)), status_code=202)


@app.route("api/cookies", methods=["GET"])
def cookies(req: func.HttpRequest) -> func.HttpResponse:
    response = func.HttpResponse(status_code=204)
    response.headers.add("Set-Cookie", "__Host-a=1; Path=/; Secure")
    response.headers.add("Set-Cookie", "b=2")
    return response


@app.route("api/text")
def text(req: func.HttpRequest) -> str:
    return "Grüße"


@app.route("api/broken")
def broken(req: func.HttpRequest) -> func.HttpResponse:
    raise RuntimeError("a secret the caller must not read")


@app.route("api/nothing")
def nothing(req: func.HttpRequest) -> func.HttpResponse:
    return None  # type: ignore[return-value]


@app.route("api/dictionary")
def dictionary(req: func.HttpRequest) -> func.HttpResponse:
    return {"a": 1}  # type: ignore[return-value]


@app.route("api/seen")
def seen(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(json.dumps({"letters": letters, "rings": rings, **at_once}))


@app.queue_trigger("letter", "%LETTERS%", "AzureWebJobsStorage")
def deliver(letter: func.QueueMessage) -> None:
    text = letter.get_body().decode()
    with _counting:
        at_once["now"] += 1
        at_once["most"] = max(at_once["most"], at_once["now"])
    try:
        if text.startswith("wait "):
            time.sleep(float(text.removeprefix("wait ")))
        letters.append({"text": text, "try": letter.dequeue_count})
        if text == "fail" or (text == "fail once" and letter.dequeue_count == 1):
            raise RuntimeError("undeliverable")
    finally:
        with _counting:
            at_once["now"] -= 1


@app.timer_trigger("timer", "%RINGS%")
def ring(timer: func.TimerRequest) -> None:
    rings.append(timer.past_due)


@app.timer_trigger("timer", "0 0 0 1 1 *")
def crash(timer: func.TimerRequest) -> None:
    raise RuntimeError("the bell is broken")
