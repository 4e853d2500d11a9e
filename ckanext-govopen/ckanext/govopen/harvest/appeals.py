"""Appeals are counted into what is stored of a file: its report, its score, its dataset's score, and whether it is shown."""

from typing import Any

import sqlalchemy as sa

from ckan import model
from ckanext.govopen.bulk import rows
from ckanext.govopen.harvest import files
from ckanext.govopen.model import Appeal, FileScore, FileScoreHistory, FileSource
from ckanext.govopen.scoring.appeals import applied, personal_columns, standing


def count(resource_id: str) -> bool:
    """Count a file's appeals into its stored report, without reading the file; whether it is to be read again.

    That is so where it is shown again, as its rows and its preview were dropped. Commits.
    """
    FileScore.hold(resource_id)
    row = model.Session.get(FileScore, resource_id, populate_existing=True)
    if row is None or row.report is None:
        model.Session.commit()
        return False
    report = applied(row.report, Appeal.standing(resource_id))
    row.report, row.score, row.grade = report, report["score"], report["grade"]
    row.standing = sorted(standing(report))
    was, row.blocked = row.blocked, bool(personal_columns(report))
    FileScoreHistory.note(resource_id, report)
    of_resource = FileSource.resource_id == resource_id
    model.Session.execute(sa.update(FileSource).where(of_resource).values(personal=row.blocked))
    package_id = str(row.package_id)
    again = bool(was and not row.blocked)
    if row.blocked:
        hide(row)
    model.Session.flush()
    files.finish(package_id)
    return again


def hide(row: Any) -> None:
    """Take away what shows cells of a file."""
    row.preview = None
    rows.remove(str(row.resource_id))
