"""Who there is: the caller, identities, Graph; and the tags people made."""

from __future__ import annotations

from typing import Any

from sandbox.ado.calls import Call, listed
from sandbox.ado.errors import Refusal, bad_argument
from sandbox.ado.people import Person, guid
from sandbox.ado.routing import Route


def connection_data(call: Call) -> Any:
    who = _authenticated(call.who)
    return {
        "authenticatedUser": who,
        "authorizedUser": who,
        "instanceId": call.world.collection_id,
        "deploymentId": guid("deployment"),
        "deploymentType": "hosted",
        "locationServiceData": {
            "serviceOwner": guid("owner"),
            "defaultAccessMappingMoniker": "PublicAccessMapping",
            "lastChangeId": 1,
            "lastChangeId64": 1,
        },
    }


def _authenticated(who: Person) -> dict[str, Any]:
    return {
        "id": who.id,
        "descriptor": _claims(who),
        "subjectDescriptor": who.descriptor,
        "providerDisplayName": who.name,
        "isActive": True,
        "properties": {"Account": _value(who.mail)},
    }


def _claims(who: Person) -> str:
    tenant = guid("tenant")
    return f"Microsoft.IdentityModel.Claims.ClaimsIdentity;{tenant}\\{who.mail}"


def _value(text: str) -> dict[str, str]:
    return {"$type": "System.String", "$value": text}


def resource_areas(_: Call) -> Any:
    """None: a client then asks this address for everything."""
    return listed([])


def identities(call: Call) -> Any:
    if ids := call.arg("identityIds"):
        told = [call.world.people.of_id(key.strip()) for key in ids.split(",")]
    elif descriptors := call.arg("subjectDescriptors") or call.arg("descriptors"):
        told = [call.world.people.of_descriptor(key.strip()) for key in descriptors.split(",")]
    else:
        told = list(_searched(call))
        if not told and call.world.switches.unknown_people_as_null:
            return listed([None])
    return listed(_identity(one) if one else None for one in told)


def _searched(call: Call) -> list[Person]:
    kind, text = call.arg("searchFilter").lower(), call.arg("filterValue").lower()
    if not kind or not text:
        raise bad_argument("searchFilter and filterValue are required.", "ArgumentException")
    if kind == "displayname":
        return call.world.people.named(text)
    if kind in ("mailaddress", "accountname"):
        found = call.world.people.of_mail(text)
        return [found] if found else []
    return [one for one in call.world.people if text in (one.mail.lower(), one.name.lower())]


def _identity(who: Person) -> dict[str, Any]:
    return {
        "id": who.id,
        "descriptor": _claims(who),
        "subjectDescriptor": who.descriptor,
        "providerDisplayName": who.name,
        "isActive": not who.left,
        "members": [],
        "memberOf": [],
        "memberIds": [],
        "properties": {
            "SchemaClassName": _value("User"),
            "Mail": _value(who.mail),
            "Account": _value(who.mail),
            "DirectoryAlias": _value(who.mail.partition("@")[0]),
            "http://schemas.microsoft.com/identity/claims/objectidentifier": _value(_origin(who)),
        },
        "resourceVersion": 2,
        "metaTypeId": 0,
    }


def _origin(who: Person) -> str:
    """The directory's own id of the person: not the one work items show."""
    return guid("entra", who.mail)


def graph_users(call: Call) -> Any:
    active = [one for one in call.world.people if not one.left]
    return call.page([_graph_user(call, one) for one in active], 500)


def graph_user(call: Call) -> Any:
    return _graph_user(call, _of_descriptor(call))


def _of_descriptor(call: Call) -> Person:
    found = call.world.people.of_descriptor(call.values["descriptor"])
    if found is None:
        words = f"VS403016: No member with the descriptor {call.values['descriptor']}."
        raise Refusal(404, "GraphSubjectNotFoundException", words)
    return found


def _graph_user(call: Call, who: Person) -> dict[str, Any]:
    url = f"{call.world.base}/_apis/Graph/Users/{who.descriptor}"
    return {
        "subjectKind": "user",
        "domain": guid("tenant"),
        "principalName": who.mail,
        "mailAddress": who.mail,
        "origin": "aad",
        "originId": _origin(who),
        "displayName": who.name,
        "_links": {"self": {"href": url}},
        "url": url,
        "descriptor": who.descriptor,
    }


def subject_query(call: Call) -> Any:
    text = str(call.document.get("query", "")).lower()
    return listed(
        _graph_user(call, one)
        for one in call.world.people
        if not one.left and (one.name.lower().startswith(text) or one.mail.lower().startswith(text))
    )


def storage_key(call: Call) -> Any:
    who = _of_descriptor(call)
    url = f"{call.world.base}/_apis/Graph/StorageKeys/{who.descriptor}"
    return {"value": who.id, "_links": {"self": {"href": url}}}


def descriptor(call: Call) -> Any:
    who = call.world.people.of_id(call.values["key"])
    if who is None:
        words = f"VS403017: No subject with the storage key {call.values['key']}."
        raise Refusal(404, "StorageKeyNotFoundException", words)
    url = f"{call.world.base}/_apis/Graph/Descriptors/{who.id}"
    return {"value": who.descriptor, "_links": {"self": {"href": url}}}


def tags(call: Call) -> Any:
    names = call.world.tag_names(call.project)
    return listed(_tag(call, names[key]) for key in sorted(names))


def one_tag(call: Call) -> Any:
    names, wanted = call.world.tag_names(call.project), call.values["tag"].lower()
    for name in names.values():
        if wanted in (name.lower(), guid("tag", call.project.id, name.lower())):
            return _tag(call, name)
    raise Refusal(404, "TagNotFoundException", f"There is no tag {call.values['tag']}.")


def _tag(call: Call, name: str) -> dict[str, Any]:
    key = guid("tag", call.project.id, name.lower())
    return {
        "id": key,
        "name": name,
        "lastUpdated": "2026-01-05T08:00:00Z",
        "url": f"{call.world.base}/{call.project.id}/_apis/wit/tags/{key}",
    }


ROUTES = (
    Route("GET", "connectionData", connection_data, preview=True, scope="project"),
    Route("GET", "resourceAreas", resource_areas, preview=True, scope="project"),
    Route("GET", "identities", identities, scope="identity"),
    Route("GET", "graph/users", graph_users, preview=True, scope="graph"),
    Route("GET", "graph/users/{descriptor}", graph_user, preview=True, scope="graph"),
    Route("POST", "graph/subjectQuery", subject_query, preview=True, scope="graph"),
    Route("GET", "graph/storageKeys/{descriptor}", storage_key, preview=True, scope="graph"),
    Route("GET", "graph/descriptors/{key}", descriptor, preview=True, scope="graph"),
    Route("GET", "wit/tags", tags),
    Route("GET", "wit/tags/{tag}", one_tag),
)
