"""The package on its way to the app: taken as it is, tried again where that helps, else why."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from infra.deploying import sending
from infra.deploying.az import Az
from infra.deploying.sending import API_VERSION, Sending
from sandbox.azure.world import ARM_TOKEN
from setting_up import Trouble
from tests.infra.bicep import INFRA
from tests.infra.deployed import EXAMPLE
from tests.infra.deploying import Stage, a_stage

PLACE = ("rg-lockstep-example", "lockstep-example")


@pytest.fixture(scope="module")
def deployed_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with a_stage(tmp_path_factory.mktemp("azure")) as made:
        files = ("--template-file", str(INFRA / "main.bicep"), "--parameters", str(EXAMPLE))
        named = ("--name", "lockstep-example", "--location", "westeurope")
        az(made).answer("", "deployment", "sub", "create", *named, *files)
        yield made


@pytest.fixture
def stage(deployed_stage: Stage) -> Iterator[Stage]:
    yield deployed_stage
    deployed_stage.world.change(refusals={})
    deployed_stage.said.clear()


def az(stage: Stage) -> Az:
    return Az(str(stage.world.program()), stage.world.know()["account"]["id"])


def package(stage: Stage) -> Path:
    file = stage.world.folder / "package.zip"
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("function_app.py", "")
    return file


class Spoiled(httpx.HTTPTransport):
    """The place where packages go, but for some answers."""

    def __init__(self, answer: Callable[[httpx.Request], httpx.Response | None]) -> None:
        super().__init__()
        self._other = answer

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._other(request) or super().handle_request(request)


def send(
    stage: Stage,
    file: Path,
    answer: Callable[[httpx.Request], httpx.Response | None] = lambda request: None,
    token: str = ARM_TOKEN,
) -> None:
    signed = {"Authorization": f"Bearer {token}"}
    address = f"http://{stage.world.know()['publishing']}"
    with httpx.Client(base_url=address, headers=signed, transport=Spoiled(answer)) as http:
        Sending(http, stage.said.append, lambda _: None).send(file)


def test_a_package_arrives_as_it_is(stage: Stage) -> None:
    file = package(stage)
    with sending.client(az(stage), sending.site(az(stage), *PLACE)) as http:
        Sending(http, stage.said.append, lambda _: None).send(file)

    assert (stage.world.folder / "sent.zip").read_bytes() == file.read_bytes()
    unpacked = stage.world.folder / "apps" / "lockstep-example" / "wwwroot"
    assert [path.name for path in unpacked.iterdir()] == ["function_app.py"]


def test_an_app_that_is_not_there_is_named(stage: Stage) -> None:
    with pytest.raises(Trouble, match=r"Web/sites/lockstep-north' was not found"):
        sending.site(az(stage), "rg-lockstep-north", "lockstep-north")


def test_it_is_asked_for_in_the_version_that_the_list_is_written_in() -> None:
    text = (INFRA / "modules" / "app.bicep").read_text("utf-8")

    assert f"Microsoft.Web/sites@{API_VERSION}" in text


def test_one_that_may_not_be_kept_yet_is_sent_again(stage: Stage) -> None:
    stage.world.refuse("publish", "400 Bad Request", times=2)

    send(stage, package(stage))

    assert len(stage.said) == 2


@pytest.mark.parametrize("status", [403, 409, 429, 502])
def test_while_it_is_busy_it_is_asked_again(stage: Stage, status: int) -> None:
    busy = iter([status])

    def first(request: httpx.Request) -> httpx.Response | None:
        at = next(busy, None)
        return httpx.Response(at, request=request) if at else None

    send(stage, package(stage), first)

    assert len(stage.said) == 1


@pytest.mark.parametrize(
    ("status", "way", "tries"),
    [(400, "Show this", 0), (413, "Show this", 0), (403, "You need Contributor", 19)],
)
def test_one_that_is_refused_for_good_says_what_to_do(
    stage: Stage, status: int, way: str, tries: int
) -> None:
    def refused(request: httpx.Request) -> httpx.Response:
        return httpx.Response(status, text="no", request=request)

    with pytest.raises(Trouble, match=rf"The package is refused \({status}: no\)\. {way}"):
        send(stage, package(stage), refused)

    assert len(stage.said) == tries


def test_who_brings_no_token_of_azure_signs_in_anew(stage: Stage) -> None:
    with pytest.raises(Trouble, match="az login"):
        send(stage, package(stage), token="somebody-elses")

    assert stage.said == []


def test_one_that_cannot_be_put_in_place_says_why(stage: Stage, tmp_path: Path) -> None:
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"no zip")

    with pytest.raises(Trouble, match=r"not put in place:\n  The package is no zip file"):
        send(stage, broken)


def test_one_that_never_is_in_place_is_given_up(stage: Stage) -> None:
    def for_ever(request: httpx.Request) -> httpx.Response | None:
        asked = re.fullmatch(r"/api/deployments/[^/]+", request.url.path)
        return httpx.Response(200, json={"status": 2}, request=request) if asked else None

    with pytest.raises(Trouble, match="after twenty minutes"):
        send(stage, package(stage), for_ever)


def test_a_place_that_does_not_answer_is_named(stage: Stage) -> None:
    def away(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nobody there")

    with pytest.raises(Trouble, match="does not answer"):
        send(stage, package(stage), away)


@pytest.mark.parametrize("answer", ["", '"../../x"'])
def test_an_answer_without_an_id_is_no_deployment(stage: Stage, answer: str) -> None:
    def taken(request: httpx.Request) -> httpx.Response | None:
        is_sent = request.method == "POST"
        return httpx.Response(202, text=answer, request=request) if is_sent else None

    with pytest.raises(Trouble, match="does not say as what"):
        send(stage, package(stage), taken)
