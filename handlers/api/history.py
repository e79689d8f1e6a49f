"""The history: what was written or refused, when, and on whose approval; as JSON and as CSV."""

import csv
import io

import azure.functions as func
from pydantic import JsonValue

from handlers.api import answers, views
from handlers.api.asked import Asked, Needs
from handlers.api.routes import Query, Route

_MOST = 100_000
_COLUMNS = (
    "at",
    "by",
    "link",
    "name",
    "direction",
    "became",
    "old",
    "new",
    "certain",
    "words",
    "approval",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Some spreadsheets take the wide signs of East Asia for the narrow ones."""
_LINK = Query("link", "the id of a link, for its own history")


def list_history(asked: Asked) -> answers.HistoryAnswer:
    found = asked.services.store.history.of(asked.project.id, asked.query("link"))
    return answers.HistoryAnswer(history=[views.history(each) for each in found])


def export_history(asked: Asked) -> func.HttpResponse:
    """Newest first, up to 100,000 rows. What a spreadsheet would take for a formula is text."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    found = asked.services.store.history.of(asked.project.id, asked.query("link"), _MOST)
    for row in found:
        told = views.history(row).model_dump()
        writer.writerow([_cell(told[name]) for name in _COLUMNS])
    return func.HttpResponse(
        text.getvalue().encode("utf-8-sig", "replace"),
        mimetype="text/csv",
        headers={
            "Content-Disposition": 'attachment; filename="history.csv"',
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _cell(value: JsonValue) -> str:
    if isinstance(value, list):
        value = "; ".join(_cell(each) for each in value)
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text


ROUTES = (
    Route(
        "history_list",
        Needs.VIEWER,
        list_history,
        answers.HistoryAnswer,
        "what was written or refused, by whom, on which approval; `?link=` for one link",
        asks=(_LINK,),
    ),
    Route(
        "history_export",
        Needs.VIEWER,
        export_history,
        None,
        "the same as a file for a spreadsheet",
        asks=(_LINK,),
        media="text/csv",
    ),
)
