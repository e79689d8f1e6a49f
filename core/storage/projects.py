"""Projects: one row each, all in one partition, for there are few; and what all of them share."""

from collections.abc import Iterable
from dataclasses import replace

from azure.data.tables import TableEntity

from core.model.errors import Conflict
from core.model.projects import Project, Site
from core.storage.codec import projects as codec
from core.storage.rows import key, read, written
from core.storage.tables import Table, etag
from core.storage.together import Shared

_PARTITION = "project"
_SITE = "site"


class TableProjects:
    """The table `projects`."""

    def __init__(self, table: Table) -> None:
        self._table = table
        # Looks of a burst all want the same one.
        self._shared = Shared(self._get)

    def get(self, project: str) -> Project | None:
        return self._shared(project)

    def all(self) -> Iterable[Project]:
        """By id."""
        rows = self._table.partition(_PARTITION)
        return [_project(row) for row in rows]

    def put(self, project: Project) -> Project:
        what = codec.project_json(project)
        row = written(_PARTITION, key(project.id), what, codec.project_form(project))
        tag = self._table.replace(row, project.etag) if project.etag else self._table.insert(row)
        if tag is None:
            raise Conflict(f"project {project.id} is there already")
        return replace(project, etag=tag)

    def site(self) -> Site:
        found = self._table.get(_SITE, _SITE)
        return Site() if found is None else codec.site(read(found), etag(found))

    def put_site(self, site: Site) -> Site:
        row = written(_SITE, _SITE, codec.site_json(site))
        tag = self._table.replace(row, site.etag) if site.etag else self._table.insert(row)
        if tag is None:
            raise Conflict("the tenant's site is there already")
        return replace(site, etag=tag)

    def _get(self, project: str) -> Project | None:
        found = self._table.get(_PARTITION, key(project))
        return None if found is None else _project(found)


def _project(row: TableEntity) -> Project:
    return codec.project(read(row), etag(row))
