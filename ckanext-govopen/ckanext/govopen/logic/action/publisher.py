"""How a department's datasets do as a whole."""

from typing import Any

import sqlalchemy as sa

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.types import Context
from ckanext.govopen.logic import schema
from ckanext.govopen.logic.action.stats import public
from ckanext.govopen.model import DatasetScore
from ckanext.govopen.model.listing import count
from ckanext.govopen.scoring.registry import policy
from ckanext.govopen.scoring.score import grade


@tk.side_effect_free
@tk.validate_action_data(schema.reference)
def govopen_publisher_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show how a department's public datasets are scored.

    :param id: id or name of the department
    :type id: string
    :returns: `id, name, title, datasets` (public ones), `scored` (how many of them have a score), `median` (of these, with
        one decimal, null without any), `grade` (of the median, or null), `grades` (letter → datasets)
    :rtype: dictionary
    :raises NotFound: no department has that id
    """
    tk.check_access("govopen_publisher_show", context, data_dict)
    group = model.Group.get(data_dict["id"])
    if group is None or not group.is_organization or group.state != "active":
        raise tk.ObjectNotFound(tk._("There is no such department."))
    owned = model.Package.owner_org == group.id
    joined = public(DatasetScore.grade).join(DatasetScore, DatasetScore.package_id == model.Package.id).where(owned)
    grades = {row.grade: row.count for row in model.Session.execute(_counted(joined))}
    middle = sa.func.percentile_cont(0.5).within_group(DatasetScore.score)
    found = model.Session.scalar(joined.with_only_columns(middle))
    median = None if found is None else round(found, 1)
    return {
        "id": group.id,
        "name": group.name,
        "title": group.title,
        "datasets": count(public().where(owned)),
        "scored": sum(grades.values()),
        "median": median,
        "grade": None if median is None else grade(median, policy()),
        "grades": {letter: grades.get(letter, 0) for letter in policy().grades},
    }


def _counted(joined: Any) -> Any:
    return joined.add_columns(sa.func.count().label("count")).group_by(DatasetScore.grade)
