"""Where the official clients expect each resource: its id, area, name, version and route.

The ids are facts of the service's public contract; a client finds every address through them.
A version with a star is released, the others exist as previews only.
"""

from __future__ import annotations

from collections.abc import Iterator

_TABLE = """
00d9565f-ed9c-4a06-9a50-00e7896ccab4 Location ConnectionData 1 _apis/{resource}
e81700f7-3be2-46de-8624-2eb35882fcaa Location ResourceAreas 1 _apis/{resource}/{areaId}
294c494c-2600-4d7e-b76c-3dd50c3c95be core members 2* _apis/projects/{projectId}/teams/{teamId}/{resource}
603fe2ac-9723-48b9-88ad-09305aa6c6e1 core projects 4* _apis/{resource}/{*projectId}
7a4d9ee9-3433-4347-b47a-7a80f1cf307e core teams 3 _apis/{resource}
d30a3dd1-f8ba-442a-b86a-bd0c0c383e59 core teams 3* _apis/projects/{projectId}/{resource}/{*teamId}
c3428e90-7a69-4194-8ed8-0f153185ee0d hooks actions 1* _apis/{area}/consumers/{consumerId}/{resource}/{consumerActionId}
4301c514-5f34-4f5d-a145-f0ea7b5b7d19 hooks consumers 1* _apis/{area}/{resource}/{consumerId}
db4777cd-8e08-4a84-8ba3-c974ea033718 hooks eventTypes 1* _apis/{area}/publishers/{publisherId}/{resource}/{eventTypeId}
0c62d343-21b0-4732-997b-017fde84dc28 hooks notifications 1* _apis/{area}/subscriptions/{subscriptionId}/{resource}/{notificationId}
1a57562f-160a-4b5c-9185-905e95b39d36 hooks notificationsQuery 1* _apis/{area}/{resource}
1e83a210-5b53-43bc-90f0-d476a4e5d731 hooks publishers 1* _apis/{area}/{resource}/{publisherId}
fc50d02a-849f-41fb-8af1-0a5216103269 hooks subscriptions 1* _apis/{area}/{resource}/{subscriptionId}
c7c3c1cf-9e05-4c0d-a425-a0f922c2c6ed hooks subscriptionsQuery 1* _apis/{area}/{resource}
1139462c-7e27-4524-a997-31b9b73551fe hooks testNotifications 1* _apis/{area}/{resource}/{notificationId}
92eefc1f-1e81-473d-88d6-749205248dc3 wit batch 2* _apis/{area}/${resource}
5a172953-1b41-49d3-840a-33f79c3ce89f wit classificationNodes 2* {project}/_apis/{area}/{resource}/{structureGroup}/{*path}
a70579d1-f53a-48ee-a5be-7be8659023b9 wit classificationNodes 2* {project}/_apis/{area}/{resource}
608aac0a-32e1-4493-a863-b9cf4566d257 wit comments 4 {project}/_apis/wit/workItems/{workItemId}/comments/{commentId}
b51fd764-e5c2-4b9b-aaf7-3395cf4bdd94 wit fields 3* {project}/_apis/{area}/{resource}/{fieldNameOrRefName}
a67d190c-c41f-424b-814d-0e906f659301 wit queries 2* {project}/_apis/{area}/{resource}/{*query}
b70d8d39-926c-465e-b927-b1bf0e5ca0e0 wit recyclebin 2* {project}/_apis/{area}/{resource}/{id}
a00c85a5-80fa-4565-99c3-bcd2181434bb wit revisions 3* {project}/_apis/{area}/workItems/{id}/revisions/{revisionNumber}
bc15bc60-e7a8-43cb-ab01-2106be3983a1 wit tags 1* {project}/_apis/{area}/{resource}/{tagIdOrName}
6570bf97-d02c-4a91-8d93-3abe9895b1a9 wit updates 4* {project}/_apis/{area}/workItems/{id}/updates/{updateNumber}
1a9c53f7-f243-4447-b110-35ef023636e4 wit wiql 2* {project}/{team}/_apis/{area}/{resource}
a02355f5-5f8a-4671-8e32-369d23aac83d wit wiql 2* {project}/{team}/_apis/{area}/{resource}/{id}
b5b5b6d0-0308-40a1-b3f4-b9bb3c66878f wit workItemLinks 3* {project}/_apis/{area}/reporting/{resource}
f5d33bc9-5b49-4a3c-a9bd-f3cd46dd2165 wit workItemRelationTypes 2* _apis/{area}/{resource}/{relation}
f828fe59-dd87-495d-a17c-7a8d6211ca6c wit workItemRevisions 2* {project}/_apis/{area}/reporting/{resource}
9b9f5734-36c8-415e-ba67-f83b45c31408 wit workItemTypeCategories 2* {project}/_apis/{area}/{resource}/{category}
7c9d7a76-4a09-43e8-b5df-bd792f4ac6aa wit workItemTypeStates 1* {project}/_apis/{area}/workitemtypes/{type}/states
7c8d7a76-4a09-43e8-b5df-bd792f4ac6aa wit workItemTypes 2* {project}/_apis/{area}/{resource}/{type}
bd293ce5-3d25-4192-8e67-e8092e879efb wit workItemTypesField 3* {project}/_apis/{area}/workitemtypes/{type}/fields/{field}
62d3d110-0047-428c-ad3c-4fe872c91c74 wit workItems 3* {project}/_apis/{area}/{resource}/${type}
72c7ddf8-2cdc-4f60-90cd-ab71c14a399b wit workItems 3* {project}/_apis/{area}/{resource}/{id}
908509b6-4248-4475-a1cd-829139ba419f wit workItemsBatch 1* {project}/_apis/{area}/{resource}
8bc57545-27e5-420d-b709-f6e3ebcc1fc1 wit workItemsDelete 1* {project}/_apis/{area}/{resource}
7799f497-3cb5-4f16-ad4f-5cd06012db64 work backlogconfiguration 1* {project}/{team}/_apis/{area}/{resource}
a93726f9-7867-4e38-b4f2-0bfafc2f6a94 work backlogs 1* {project}/{team}/_apis/{area}/{resource}/{id}
7c468d96-ab1d-4294-a360-92f07e9ccd98 work backlogs 1* {project}/{team}/_apis/{area}/{resource}/{backlogId}/workItems
c9175577-28a1-4b06-9197-8636af9f64ad work iterations 1* {project}/{team}/_apis/{area}/teamsettings/{resource}/{id}
f901ba42-86d2-4b0c-89c1-3f86d06daa84 work processconfiguration 1* {project}/_apis/{area}/{resource}
07ced576-58ed-49e6-9c1e-5cb53ab8bf2a work teamfieldvalues 1* {project}/{team}/_apis/{area}/teamsettings/{resource}
c3c1012b-bea7-49d7-b45e-1664e566f84c work teamsettings 1* {project}/{team}/_apis/{area}/{resource}
5b3ef1a6-d3ab-44cd-bafd-c7f45db850fa work workitems 1* {project}/{team}/_apis/{area}/teamsettings/iterations/{iterationId}/{resource}
048aee0a-7072-4cde-ab73-7af77b1e0b4e Graph Descriptors 1 _apis/{area}/{resource}/{storageKey}
4dd4d168-11f2-48c4-83e8-756fa0de027c Graph SubjectLookup 1 _apis/{area}/{resource}
05942c89-006a-48ce-bb79-baeb8abf99c6 Graph SubjectQuery 1 _apis/{area}/{resource}
005e26ec-6b77-4e4f-a986-b3827bf241f5 Graph Users 1 _apis/{area}/{resource}/{userDescriptor}
e34b6394-6b30-4435-94a9-409a5eef3e31 Graph Memberships 1 _apis/{area}/{resource}/{subjectDescriptor}
28010c54-d0c0-4c89-a5b0-1c9e188b9fb7 IMS Identities 1* _apis/{resource}/{identityId}
ebbe6af8-0b91-4c13-8cf1-777c14858188 Graph Groups 1 _apis/{area}/{resource}/{groupDescriptor}
"""  # noqa: E501 - a table reads best in one line per row


def _rows() -> Iterator[tuple[str, str, str, str, int, bool]]:
    for line in _TABLE.strip().splitlines():
        key, area, resource, version, template = line.split(" ")
        yield key, area, resource, template, int(version.rstrip("*")), version.endswith("*")


#: (location id, area, resource, route template, resource version, released)
LOCATIONS = tuple(_rows())
