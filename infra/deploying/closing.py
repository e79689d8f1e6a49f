"""What is left to people once the app runs: which words go to whom."""

from __future__ import annotations

from collections.abc import Mapping

from .tenants import Tenant

_WORDS = """
It runs at {address}

In Azure it is:
{names}

Left to you:

1. Open {address}, sign in, and set up a first project.

2. Give it the token for PPM Express: there, under Settings, Tokens. Or keep it in the vault, for
   which you need Key Vault Secrets Officer on it (docs/operations.md, "A right to the vault"):

     az keyvault secret set --vault-name {vault} --name ppm-token --file ppm-token.txt --output none

3. Send this to the support of PPM Express:

     Please register two extensions for our tenant, {ppm}.
     Both open in a frame, a panel or a new tab.

     PMO Aggregator, of a project:
       {address}/aggregator?projectId={{project id}}
     Create item in ADO, of selected tasks:
       {address}/create-item?projectId={{project id}}&taskIds={{task ids, separated by commas}}

     Put the ids in place of what stands in braces. If you hand them over under other names, or in
     another way, tell us how, and we adapt.

To try it again: python3 dev.py smoke --url {address}
"""


# As infra/main.bicep tells them, and what each is.
NAMES = {
    "group": "resource group",
    "app": "app",
    "vault": "vault",
    "identity": "identity, the user to add in Azure DevOps",
    "clientId": "Entra app",
}


def left_to_people(tenant: Tenant, told: Mapping[str, str]) -> str:
    names = "\n".join(f"  {name:<9} {told[name]} ({what})" for name, what in NAMES.items())
    where = {"address": told["address"], "vault": told["vault"]}
    return _WORDS.format(ppm=tenant.values["ppmUrl"], names=names, **where)
