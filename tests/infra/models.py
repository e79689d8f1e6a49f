"""Azure's own models of what can be deployed, from its packages for Python: which key may stand
where, and, where a package tells, which words may be its value."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from enum import Enum
from importlib import import_module
from types import ModuleType
from typing import Any, ForwardRef, get_args

from tests.infra.deployed import Resource

# By the type of a resource: the version of the API, and the model that the package has of it.
MODELS = {
    "Microsoft.Authorization/roleAssignments": (
        "2022-04-01",
        "authorization.v2022_04_01.models.RoleAssignmentCreateParameters",
    ),
    "Microsoft.Authorization/roleDefinitions": (
        "2022-04-01",
        "authorization.v2022_04_01.models.RoleDefinition",
    ),
    "Microsoft.Consumption/budgets": ("2024-08-01", "consumption.models.Budget"),
    "Microsoft.Insights/actionGroups": ("2023-01-01", "monitor.models.ActionGroupResource"),
    "Microsoft.Insights/components": (
        "2020-02-02",
        "applicationinsights.v2020_02_02.models.ApplicationInsightsComponent",
    ),
    "Microsoft.Insights/diagnosticSettings": (
        "2021-05-01-preview",
        "monitor.models.DiagnosticSettingsResource",
    ),
    "Microsoft.Insights/scheduledQueryRules": (
        "2023-12-01",
        "monitor.models.ScheduledQueryRuleResource",
    ),
    "Microsoft.Insights/workbooks": (
        "2023-06-01",
        "applicationinsights.v2023_06_01.models.Workbook",
    ),
    "Microsoft.KeyVault/vaults": ("2025-05-01", "keyvault.models.VaultCreateOrUpdateParameters"),
    "Microsoft.ManagedIdentity/userAssignedIdentities": (
        "2024-11-30",
        "msi.v2024_11_30.models.Identity",
    ),
    "Microsoft.Network/natGateways": ("2025-05-01", "network.models.NatGateway"),
    "Microsoft.Network/privateDnsZones": ("2024-06-01", "privatedns.models.PrivateZone"),
    "Microsoft.Network/privateDnsZones/virtualNetworkLinks": (
        "2024-06-01",
        "privatedns.models.VirtualNetworkLink",
    ),
    "Microsoft.Network/privateEndpoints": ("2025-05-01", "network.models.PrivateEndpoint"),
    "Microsoft.Network/privateEndpoints/privateDnsZoneGroups": (
        "2025-05-01",
        "network.models.PrivateDnsZoneGroup",
    ),
    "Microsoft.Network/publicIPAddresses": ("2025-05-01", "network.models.PublicIPAddress"),
    "Microsoft.Network/virtualNetworks": ("2025-05-01", "network.models.VirtualNetwork"),
    "Microsoft.OperationalInsights/workspaces": ("2025-07-01", "loganalytics.models.Workspace"),
    "Microsoft.OperationalInsights/workspaces/tables": ("2025-07-01", "loganalytics.models.Table"),
    "Microsoft.Resources/resourceGroups": ("2025-04-01", "resource.resources.models.ResourceGroup"),
    "Microsoft.Storage/storageAccounts": (
        "2025-06-01",
        "storage.models.StorageAccountCreateParameters",
    ),
    "Microsoft.Storage/storageAccounts/blobServices": (
        "2025-06-01",
        "storage.models.BlobServiceProperties",
    ),
    "Microsoft.Storage/storageAccounts/blobServices/containers": (
        "2025-06-01",
        "storage.models.BlobContainer",
    ),
    "Microsoft.Storage/storageAccounts/tableServices": (
        "2025-06-01",
        "storage.models.TableServiceProperties",
    ),
    "Microsoft.Web/serverfarms": ("2025-05-01", "web.models.AppServicePlan"),
    "Microsoft.Web/sites": ("2025-05-01", "web.models.Site"),
    "Microsoft.Web/sites/basicPublishingCredentialsPolicies": (
        "2025-05-01",
        "web.models.CsmPublishingCredentialsPoliciesEntity",
    ),
    "Microsoft.Web/sites/config authsettingsV2": ("2025-05-01", "web.models.SiteAuthSettingsV2"),
    "Microsoft.Web/sites/config appsettings": ("2025-05-01", "web.models.StringDictionary"),
}


class Within(dict[str, Any]):
    """What lies in a model under one key, where the package has no model for that."""


# Bicep's own words about a resource, and its name, which stands in the address.
_OF_BICEP = {"name", "parent", "scope", "dependsOn"}


def kind(resource: Resource) -> str:
    """One type of Azure's is as many things as it has names."""
    several = resource.type == "Microsoft.Web/sites/config"
    return f"{resource.type} {resource.name}" if several else resource.type


def slips(resource: Resource) -> list[str]:
    """The keys that Azure's model does not have, and the values that it does not know."""
    said = {key: each for key, each in resource.body.items() if key not in _OF_BICEP}
    return list(_slips(said, model(MODELS[kind(resource)][1]), resource.symbol))


def model(name: str) -> type:
    module, _, symbol = f"azure.mgmt.{name}".rpartition(".")
    found: type = getattr(import_module(module), symbol)
    return found


def _slips(said: Any, kind: Any, where: str) -> Iterator[str]:
    if said is None:
        return
    known = _keys(kind)
    if known is None:
        yield from _unknown(said, kind, where)
    elif isinstance(said, list):
        yield f"{where}: a list"
    else:
        for key, value in said.items():
            if key not in known:
                yield f"{where}.{key}"
            else:
                yield from _slips(value, known[key], f"{where}.{key}")


def _unknown(said: Any, kind: Any, where: str) -> Iterator[str]:
    """Where no keys are known: a list, a dictionary, or a word of a few."""
    inner = kind[0] if isinstance(kind, list) else kind.get("*") if isinstance(kind, dict) else None
    if isinstance(kind, list):
        for number, each in enumerate(said):
            yield from _slips(each, inner, f"{where}[{number}]")
    elif isinstance(kind, dict):
        for key, each in said.items():
            yield from _slips(each, inner, f"{where}.{key}")
    elif isinstance(kind, type) and issubclass(kind, Enum) and said not in list(kind):
        yield f"{where}: {said}"


def _keys(kind: Any) -> Mapping[str, Any] | None:
    """What may stand in a model, with the kind of each; nothing where it is no model."""
    if isinstance(kind, Within):
        return kind
    if not isinstance(kind, type):
        return None
    if hasattr(kind, "_attribute_map"):
        return _nested(kind)
    if hasattr(kind, "_deserialize") and hasattr(kind, "__annotations__"):
        return dict(_fields(kind))
    return None


def _fields(kind: type) -> Iterator[tuple[str, Any]]:
    """The newer packages: each field with its annotation and the name it has in JSON."""
    for base in reversed(kind.__mro__):
        for name, hint in vars(base).get("__annotations__", {}).items():
            field: Any = vars(base).get(name)
            if hasattr(field, "_rest_name_input"):
                yield field._rest_name_input or name, _meant(hint, _beside(base))


def _meant(hint: Any, beside: ModuleType) -> Any:
    """`[kind]` for a list, `{"*": kind}` for a dictionary, a model, an enum, or nothing."""
    if isinstance(hint, ForwardRef):
        hint = hint.__forward_arg__
    if isinstance(hint, str):
        return getattr(beside, hint.removeprefix("_models."), None)
    inner = get_args(hint)
    if getattr(hint, "__origin__", None) is list:
        return [_meant(inner[0], beside)]
    if getattr(hint, "__origin__", None) is dict:
        return {"*": _meant(inner[1], beside)}
    meant = (_meant(each, beside) for each in inner)
    return next((each for each in meant if each is not None), None)


def _nested(kind: Any) -> Mapping[str, Any]:
    """The older packages: keys that lead through what they lie in, with the name of their kind."""
    found: dict[str, Any] = {}
    for each in kind._attribute_map.values():
        *way, last = each["key"].replace("\\.", "\0").split(".")
        place = found
        for step in way:
            place = place.setdefault(step, Within())
        place[last.replace("\0", ".")] = _named(each["type"], _beside(kind))
    return found


def _named(name: str, beside: ModuleType) -> Any:
    if name.startswith("["):
        return [_named(name[1:-1], beside)]
    if name.startswith("{"):
        return {"*": _named(name[1:-1], beside)}
    return getattr(beside, name, None) if re.fullmatch(r"[A-Z]\w+", name) else None


def _beside(kind: type) -> ModuleType:
    """The package whose models stand beside this one."""
    return sys.modules[kind.__module__.rpartition(".")[0]]
