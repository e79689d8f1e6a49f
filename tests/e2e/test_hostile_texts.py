"""Whatever people and vendors write stands on the page as text: nothing of it runs, leads anywhere,
or becomes part of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from core.model.approvals import Became, Direction
from core.model.brakes import Brake, Stops
from core.model.changes import PoisonRow
from core.model.intents import HistoryRow
from core.wiring import services
from sandbox.ado.fields import Field
from sandbox.ado.filling import add_node
from sandbox.ado.people import Person
from sandbox.demo.stage import Wanted
from sandbox.ppm.people import resource_for
from tests.e2e.browser import Watch, sign_in
from tests.e2e.looks import folder
from tests.e2e.moves import does, finds, opens_items, shown
from tests.e2e.scene import Scene, a_scene

SCRIPT = "<script>window.ran=1</script>"
BAD = f"\"'>{SCRIPT}<img src=x onerror='window.ran=1'> javascript:window.ran=1"
# What people name here holds no sign that nobody sees: the API refuses it.
WORST = f"{BAD} \u2069\u202eexe"
LEADS = "javascript:window.ran=1//{task}"
MAIL = "mallory@contoso.example"
SEEN = re.compile(re.escape(SCRIPT))
# What ran, what became an element, and what would run if somebody pressed it.
HARM = """() => {
  const elements = "img, script:not([src]), iframe, object, embed, base, form[action]";
  const made = [...document.querySelectorAll(elements)].map((each) => each.outerHTML);
  const addresses = ["href", "src", "action", "formaction", "xlink:href", "srcdoc"];
  const runs = ({name, value}) => /^on/i.test(name)
    || (addresses.includes(name) && !/^(https?:|blob:|[/#])/i.test(value));
  const waiting = [...document.querySelectorAll("*")]
    .flatMap((each) => [...each.attributes])
    .filter(runs)
    .map(({name, value}) => `${name}=${value}`);
  return ["ran" in window ? ["something ran"] : [], made, waiting].flat();
}"""


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    """Where every text that somebody can set is as bad as they could make it."""
    wanted = Wanted(links=12, settings={"PPM_TASK_URL": LEADS})
    with a_scene(wanted=wanted) as made:
        in_azure_devops(made)
        in_ppm_express(made)
        in_lockstep(made)
        yield made


def in_azure_devops(scene: Scene) -> None:
    """A title, a description, a tag, a person, an iteration, an area, a team, a field, a query."""
    world = scene.stage.ado
    [project] = [each for each in world.projects.values() if each.name == scene.stage.ado_project]
    iteration = add_node(world, project.iterations, [f"Sprint {WORST}"])
    area = add_node(world, project.areas, [f"Area {WORST}"])
    project.teams[0].name = f"Team {WORST}"
    project.teams[0].iterations.append(iteration)
    world.people.add(Person(f"Mallory {WORST}", MAIL, "pat-mallory"))
    world.catalogue.add(Field("Custom.Worst", f"Field {WORST}"))
    scene.people.edits_item(
        scene.pairs[0].item,
        {
            "System.Title": f"Written in ADO {WORST}",
            "System.Description": f"<p>Described</p>{WORST}<a href='javascript:window.ran=1'>x</a>",
            "System.Tags": f"tag {WORST}".replace(";", ""),
            "System.AssignedTo": MAIL,
            "System.IterationPath": iteration.path,
            "System.AreaPath": area.path,
        },
    )
    scene.people.makes_item("Epic", f"Not linked in ADO {WORST}")


def in_ppm_express(scene: Scene) -> None:
    """A name, a description, a tag, a person, an address."""
    mallory = resource_for(f"Mallory {WORST}", MAIL)
    scene.stage.ppm.resources[mallory.id] = mallory
    updates: dict[str, Any] = {
        "Name": f"Written in PPM {WORST}",
        "Description": f"<p>Described</p>{WORST}<a href='javascript:window.ran=1'>x</a>",
        "Tags": [f"tag {WORST}"],
        "AssignedTo": [{"id": mallory.id}],
    }
    for name, value in updates.items():
        scene.people.edits_task(scene.pairs[1].task, {name: value})
    scene.people.makes_task(f"Not linked in PPM {WORST}")
    scene.is_quiet()


def in_lockstep(scene: Scene) -> None:
    """What people name here, and what either vendor may have said of a write or a hook."""
    place = {"project": scene.stage.ado_project, "text": BAD, "name": f"Filter {BAD}"}
    scene.people.call("PUT", "/filters", {"filters": [place]}, "admin")
    store, at = services().store, services().clock().isoformat()
    project = store.projects.get(scene.project)
    assert project is not None
    brake = Brake(Stops.RUN, WORST, f"Brake {WORST}", at, 3, 9)
    rules = tuple(replace(each, paused=f"Paused {WORST}") for each in project.rules[-1:])
    rules = (*project.rules[:-1], *rules)
    name = f"Project {WORST}"
    store.projects.put(replace(project, name=name, brakes=(brake,), rules=rules))
    for hook in store.hooks.all():
        store.hooks.put(replace(hook, words=f"Hook {WORST}", mended=WORST))
    store.poison.add(PoisonRow(WORST, f"Body {WORST}", at))
    link = scene.pairs[2].link
    row = HistoryRow(
        "h", scene.project, link, at, WORST, "", Direction.TO_ADO, "title", WORST, WORST
    )
    refused = replace(row, id="r", became=Became.REJECTED, words=f"Refused {WORST}")
    store.history.add([replace(row, became=Became.APPLIED), refused])


@pytest.fixture(autouse=True)
def harmless(page: Page, watch: Watch) -> Iterator[None]:
    """After each test, wherever it has led."""
    opened: list[str] = []

    def notes(dialog: Dialog) -> None:
        opened.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", notes)
    yield
    page.screenshot(path=folder() / "hostile-texts.png")
    assert page.evaluate(HARM) == []
    assert opened == []


def is_text(where: Page | Locator) -> None:
    expect(where.get_by_text(SEEN).filter(visible=True).first).to_be_visible()


@pytest.mark.parametrize("show", ["", "ado,ppm"])
def test_the_tree_shows_titles_and_values_as_text(page: Page, scene: Scene, show: str) -> None:
    grid = opens_items(page, scene, person="admin", **({"show": show} if show else {}))

    is_text(grid)


@pytest.mark.parametrize("words", ["Written in ADO", "Written in PPM"])
def test_a_comparison_shows_both_values_as_text(page: Page, scene: Scene, words: str) -> None:
    opens_items(page, scene)

    finds(page, words).get_by_role("button", name=re.compile("differs")).first.click()

    is_text(shown(page))


def test_a_plan_shows_what_would_be_written_as_text(page: Page, scene: Scene) -> None:
    opens_items(page, scene)

    dialog = does(page, "Sync updates")

    is_text(dialog)
    dialog.get_by_role("button", name="Close", exact=True).last.click()


@pytest.mark.parametrize("view", ["history", "health", "mapping", "settings"])
def test_every_other_page_shows_them_as_text(page: Page, scene: Scene, view: str) -> None:
    sign_in(page, "admin")

    page.goto(scene.address(view=view))

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    is_text(page)
    is_text(page.get_by_role("main"))


def test_the_brake_stands_above_the_tree_as_text(page: Page, scene: Scene) -> None:
    opens_items(page, scene)

    is_text(page.get_by_role("region", name=re.compile("^Stopped")))


@pytest.mark.parametrize("path", ["/?project={}", "/?view={}", "/aggregator/{}?projectId={}"])
def test_an_address_is_text_too(page: Page, scene: Scene, path: str) -> None:
    sign_in(page, "admin")

    page.goto(path.replace("{}", quote(BAD, safe="")))

    expect(page.get_by_role("main")).to_be_visible()


def test_the_tree_takes_every_part_of_its_address_for_text(
    page: Page, scene: Scene, watch: Watch
) -> None:
    # There is no such team.
    watch.expect("409")
    sign_in(page, "admin")
    parts = {name: quote(BAD, safe="") for name in ("team", "iteration", "query", "only", "show")}

    page.goto(scene.address(text=quote(BAD, safe=""), **parts))

    expect(page.get_by_role("searchbox", name="Search")).to_have_value(BAD)


def test_create_item_shows_tasks_as_text(page: Page, scene: Scene) -> None:
    sign_in(page, "approver")

    page.goto(f"/create-item?projectId={scene.project}&taskIds={quote(BAD, safe='')}")

    is_text(page.get_by_role("main"))
