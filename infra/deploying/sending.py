"""Sends the package to where an app is published, as it is. `az … config-zip` is not asked: it has
Azure build a package for Python anew (decision 28)."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from setting_up import Trouble

from .az import Az
from .loopback import is_loopback

API_VERSION = "2025-05-01"
# The app's right to its storage takes minutes to be known everywhere.
TRIES, PAUSE = 20, 30.0
POLLS, POLL_PAUSE = 240, 5.0
_BUSY = (403, 409, 429)
# What becomes of a deployment, in numbers of Azure's own.
_DONE, _FAILED = 4, (-1, 3, 5, 6)


def site(az: Az, group: str, app: str) -> str:
    """The address at which that app is published."""
    place = f"subscriptions/{az.subscription}/resourceGroups/{group}/providers/Microsoft.Web"
    url = f"https://management.azure.com/{place}/sites/{app}?api-version={API_VERSION}"
    told = az.answer("Azure does not tell of the app", "rest", "--method", "GET", "--url", url)
    for host in told["properties"]["hostNameSslStates"]:
        if host["hostType"] == "Repository":
            return f"{'http' if is_loopback(host['name']) else 'https'}://{host['name']}"
    raise Trouble(f"The app {app} has no address to be published at: look at it in the portal.")


def client(az: Az, address: str) -> httpx.Client:
    """With the token that `az` has for Azure itself: nobody publishes by a password."""
    given = az.answer("Azure gives you no token", "account", "get-access-token")["accessToken"]
    return httpx.Client(
        base_url=address,
        headers={"Authorization": f"Bearer {given}"},
        timeout=600,
        trust_env=not is_loopback(address),
    )


@dataclass
class Sending:
    http: httpx.Client
    tell: Callable[[str], None] = print
    pause: Callable[[float], None] = time.sleep

    def send(self, file: Path) -> None:
        """Returns once it is in place, which says nothing of whether the app starts. Raises
        Trouble."""
        try:
            self._wait(self._published(file.read_bytes()))
        except httpx.HTTPError as away:
            raise Trouble(
                f"{self.http.base_url} does not answer ({away}): run this again; it goes on where "
                "it was."
            ) from away

    def _published(self, packed: bytes) -> str:
        """The id of the deployment."""
        for left in reversed(range(TRIES)):
            answer = self.http.post(
                "/api/publish?RemoteBuild=false",
                content=packed,
                headers={"Content-Type": "application/zip"},
            )
            if answer.is_success:
                return answer.text.strip().strip('"')
            if not left or not _may_pass(answer):
                raise Trouble(_refused(answer))
            self.tell(
                "It cannot be kept yet, as the app's rights are new or it is busy: once more."
            )
            self.pause(PAUSE)
        raise AssertionError("the last try says what is wrong")

    def _wait(self, deployment: str) -> None:
        if not re.fullmatch(r"[A-Za-z0-9-]+", deployment):
            raise Trouble("The package was taken, and Azure does not say as what: run this again.")
        for _ in range(POLLS):
            answer = self.http.get(f"/api/deployments/{deployment}")
            # It may miss a question while the app starts anew.
            status = answer.json().get("status") if answer.status_code == 200 else None
            if status == _DONE:
                return
            if status in _FAILED:
                raise Trouble(
                    "\n".join(["The package is not put in place:", *self._why(deployment)])
                )
            self.pause(POLL_PAUSE)
        raise Trouble(
            "The package was taken, and after twenty minutes it is still not in place: look under "
            "Deployments of the app in the portal, then run this again."
        )

    def _why(self, deployment: str) -> list[str]:
        answer = self.http.get(f"/api/deployments/{deployment}/log")
        told: list[Mapping[str, Any]] = answer.json() if answer.status_code == 200 else []
        return [f"  {each['message']}" for each in told] or ["  Azure gives no reason"]


def _may_pass(answer: httpx.Response) -> bool:
    busy = answer.status_code in _BUSY or answer.status_code >= 500
    return busy or "BlobUploadFailed" in answer.text


def _refused(answer: httpx.Response) -> str:
    ways = {
        401: "Sign in anew: `az login`.",
        403: "You need Contributor on the app's group, and the way to it must not be closed.",
    }
    way = ways.get(answer.status_code, "Show this to whoever looks after Azure.")
    return f"The package is refused ({answer.status_code}: {answer.text.strip()[:300]}). {way}"
