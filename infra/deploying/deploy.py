"""From a tenant's file to an app that works: looks first, asks before it touches anything, and says
at the end what is left to people. Running it again changes only what is different."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from setting_up import ROOT, Trouble

from . import admins, checks, package, sending, smoke, tenants
from .az import Az, found
from .closing import left_to_people
from .tenants import MAIN, Tenant


@dataclass(frozen=True)
class Wanted:
    tenant: str
    what_if: bool = False
    yes: bool = False
    subscription: str = ""
    admin: str = ""
    rehearse: bool = False


@dataclass
class Deploying:
    wanted: Wanted
    az: Az
    tell: Callable[[str], None] = print
    ask: Callable[[str], str] = input
    pause: Callable[[float], None] = time.sleep
    build: Callable[[Path, str], package.Package] = package.build

    def run(self) -> None:
        """Raises Trouble at whatever a person has to see to; then this can be run again."""
        tenant = tenants.read(self.wanted.tenant, rehearsed=self.wanted.rehearse)
        account = self._look(tenant)
        if self.wanted.what_if:
            self._show(tenant)
            return
        made = self.build(ROOT / ".deploy" / f"{tenant.name}.zip", tenant.python)
        self.tell(f"The package: {made.bytes:,} bytes for Python {tenant.python}.")
        self._show(tenant)
        self._ask(tenant, account)
        told = self._deploy(tenant)
        self._send(made, told)
        # Before all that may still fail: whoever has to see to that needs these names.
        self.tell(left_to_people(tenant, told))
        is_in = self._let_in(tenant, account, told)
        self._smoke(told, is_in)
        self.tell("The app works. What is left to you stands above.")

    # The steps

    def _look(self, tenant: Tenant) -> checks.Account:
        self.tell(f"The tenant's file: {tenant.name}, in {tenant.location}. Looking at your tools.")
        self.tell(f"Tools: {checks.tools(self.az)}.")
        account = checks.account(self.az, self.wanted.subscription)
        self.tell(f"Signed in as {account.who}, in {account.subscription} ({account.id}).")
        self.az = checks.pinned(self.az, account)
        for doubt in checks.doubts(self.az, account):
            self.tell(f"NOTE: {doubt}")
        return account

    def _show(self, tenant: Tenant) -> None:
        self.tell("What would change in Azure (some minutes):")
        words = self._described("what-if", tenant)
        self.tell(self.az.text("Azure would not take it", *words).rstrip())
        if not tenant.brings_an_entra_app:
            self.tell("Not shown there: the Entra app that signs people in, with its roles.")

    def _ask(self, tenant: Tenant, account: checks.Account) -> None:
        if self.wanted.yes:
            return
        question = f"Deploy {tenant.name} to {account.subscription}? [y/N] "
        try:
            said = self.ask(question)
        except EOFError:
            raise Trouble("Nobody is here to be asked: say --yes to go on without.") from None
        if said.strip().lower() not in ("y", "yes"):
            raise Trouble("Nothing was touched.")

    def _deploy(self, tenant: Tenant) -> dict[str, str]:
        self.tell("Deploying (five to ten minutes).")
        told = self.az.answer("The deployment fails", *self._described("create", tenant))
        outputs: Mapping[str, Any] = told["properties"]["outputs"]
        return {name: str(each["value"]) for name, each in outputs.items()}

    def _described(self, verb: str, tenant: Tenant) -> list[str]:
        named = ["--name", tenant.deployment, "--location", tenant.location]
        files = ["--template-file", str(MAIN), "--parameters", str(tenant.file)]
        return ["deployment", "sub", verb, *named, *files]

    def _send(self, made: package.Package, told: Mapping[str, str]) -> None:
        self.tell("Sending the package (some minutes).")
        address = sending.site(self.az, told["group"], told["app"])
        with sending.client(self.az, address) as http:
            sending.Sending(http, self.tell, self.pause).send(made.file)

    def _let_in(self, tenant: Tenant, account: checks.Account, told: Mapping[str, str]) -> bool:
        """Whether whoever is signed in here may try the app as an admin."""
        if not account.is_person and not self.wanted.admin:
            self.tell("NOTE: A pipeline is no person: --admin NAME lets the first admin in.")
            return False
        who, name = admins.person(self.az, self.wanted.admin)
        new = admins.let_in(self.az, told["clientId"], who)
        self.tell(f"{name} is {'now ' if new else ''}an admin.")
        return account.is_person and not self.wanted.admin

    def _smoke(self, told: Mapping[str, str], is_in: bool) -> None:
        self.tell("Trying the app from outside (a first start takes minutes).")
        with smoke.client(told["address"]) as http:
            token = smoke.token_of(self.az) if is_in else None
            smoke.Smoke(http, token, self.tell, self.pause).run()


def wanted(arguments: Sequence[str] | None = None) -> Wanted:
    parser = argparse.ArgumentParser(prog="dev.py deploy", description=__doc__)
    parser.add_argument("--tenant", required=True, help="infra/tenants/NAME.parameters.json")
    parser.add_argument("--what-if", action="store_true", help="shows what would change, and stops")
    parser.add_argument("--yes", action="store_true", help="goes on without asking")
    parser.add_argument("--subscription", default="", help="where it has to go: stops elsewhere")
    parser.add_argument("--admin", default="", help="the first admin, if that is not you")
    parser.add_argument(
        "--rehearse", action="store_true", help="all of it on this machine, with a stand-in for az"
    )
    return Wanted(**vars(parser.parse_args(arguments)))


def main(arguments: Sequence[str] | None = None) -> int:
    asked = wanted(arguments)
    try:
        Deploying(asked, found(), tell=lambda words: print(words, flush=True)).run()
    except Trouble as trouble:
        print(f"deploy: {trouble}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
