"""Appeals: publishers say in public which findings do not apply to their files, and operators may overrule them."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.types import Context
from ckanext.govopen import jobs
from ckanext.govopen.harvest import appeals
from ckanext.govopen.logic import schema
from ckanext.govopen.logic.caller import user_id
from ckanext.govopen.model import Appeal, FileScore, clock
from ckanext.govopen.model.among import among
from ckanext.govopen.model.appeal import ACCEPTED, REJECTED, WITHDRAWN
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.appeals import names_in
from ckanext.govopen.scoring.registry import rules, ruleset

Dict = dict[str, Any]
ALREADY = N_("This finding is appealed already.")


@tk.validate_action_data(schema.appeal_create)
def govopen_appeal_create(context: Context, data_dict: Dict) -> Dict:
    """Say that a finding does not apply to a file. It stays in the report, marked, and costs nothing from now on.

    :param id: id of the resource
    :type id: string
    :param rule: code of the rule
    :type rule: string
    :param column: the column that the finding names (its `params.column`); empty for one that names none (optional)
    :type column: string
    :param reason: why it does not apply, at least 10 characters; everybody can read it
    :type reason: string
    :returns: the appeal: `id, resource_id, resource_name, dataset` and `organization` (names), `rule, rule_title, column,
        reason, user` (null for readers who are not signed in), `created, state` (accepted, withdrawn, rejected), `decided,
        decided_by, note`, and `applies`: the last report of the file has such a finding
    :rtype: dictionary
    :raises NotFound: no resource has that id
    :raises NotAuthorized: you may not change the dataset
    :raises ValidationError: the file has no such finding, it is appealed already, or an operator rejected that appeal
    """
    resource = resource_of(data_dict["id"])
    tk.check_access("govopen_appeal_create", context, {"id": resource.package_id})
    rule, column = data_dict["rule"], data_dict.get("column") or ""
    refuse(resource.id, rule, column)
    row = Appeal(resource_id=resource.id, package_id=resource.package_id, rule=rule, column=column)
    row.reason, row.user_id = data_dict["reason"], user_id(context)
    model.Session.add(row)
    return counted(context, row)


@tk.validate_action_data(schema.reference)
def govopen_appeal_withdraw(context: Context, data_dict: Dict) -> Dict:
    """Take an appeal back: the finding costs points again. The appeal stays in the log.

    :param id: id of the appeal
    :type id: string
    :returns: the appeal, as in `govopen_appeal_create`
    :rtype: dictionary
    :raises NotFound: there is no such appeal
    :raises NotAuthorized: you may not change the dataset
    :raises ValidationError: it is not in force
    """
    row = appeal_of(data_dict["id"])
    tk.check_access("govopen_appeal_withdraw", context, {"id": row.package_id})
    if row.state != ACCEPTED:
        raise tk.ValidationError({"id": [tk._("This appeal is not in force.")]})
    row.end(WITHDRAWN, user_id(context))
    return counted(context, row)


@tk.validate_action_data(schema.appeal_decide)
def govopen_appeal_decide(context: Context, data_dict: Dict) -> Dict:
    """Overrule an appeal, or let it stand after all; the publisher and everybody else can read the note.

    :param id: id of the appeal
    :type id: string
    :param decision: reject or accept
    :type decision: string
    :param note: why
    :type note: string
    :returns: the appeal, as in `govopen_appeal_create`
    :rtype: dictionary
    :raises NotFound: there is no such appeal
    :raises NotAuthorized: you are no operator
    :raises ValidationError: the publisher has withdrawn it, or another appeal against the finding stands
    """
    tk.check_access("govopen_appeal_decide", context, data_dict)
    row = appeal_of(data_dict["id"])
    if row.state == WITHDRAWN:
        raise tk.ValidationError({"id": [tk._("This appeal is not in force.")]})
    row.end({"reject": REJECTED, "accept": ACCEPTED}[data_dict["decision"]], user_id(context), data_dict["note"])
    return counted(context, row)


@tk.side_effect_free
@tk.validate_action_data(schema.appeal_list)
def govopen_appeal_list(context: Context, data_dict: Dict) -> Dict:
    """List appeals about public datasets, newest first, and who makes how many.

    :param resource: id of a resource (optional)
    :type resource: string
    :param dataset: id or name of a dataset (optional)
    :type dataset: string
    :param organization: id or name of an organization (optional)
    :type organization: string
    :param rule: code of a rule (optional)
    :type rule: string
    :param state: accepted, withdrawn or rejected (optional)
    :type state: string
    :param limit: how many, 100 by default
    :type limit: integer
    :param offset: how many to pass over
    :type offset: integer
    :returns: `count`, `results` (each as in `govopen_appeal_create`) and `publishers`: appeals in force by `organization`
        (name), with its `title` and their `count`, most first
    :rtype: dictionary
    """
    tk.check_access("govopen_appeal_list", context, data_dict)
    package, group = data_dict.get("dataset"), data_dict.get("organization")
    wanted = {
        "resource_id": data_dict.get("resource"),
        "package_id": getattr(model.Package.get(package), "id", package) if package else None,
        "owner_org": getattr(model.Group.get(group), "id", group) if group else None,
        "rule": data_dict.get("rule"),
        "state": data_dict.get("state"),
    }
    count, rows = Appeal.find(data_dict["limit"], data_dict["offset"], **wanted)
    return {"count": count, "results": shown(context, rows), "publishers": publishers()}


def refuse(resource_id: str, rule: str, column: str) -> None:
    """Raise ValidationError where a finding cannot be appealed."""
    score = model.Session.get(FileScore, resource_id)
    if score is None or score.report is None or (rule, column) not in names_in(score.report):
        raise tk.ValidationError({"rule": [tk._("The report of this file has no such finding.")]})
    before = Appeal.newest(resource_id, rule, column)
    if before and before.state == ACCEPTED:
        raise tk.ValidationError({"rule": [tk._(ALREADY)]})
    if before and before.state == REJECTED:
        raise tk.ValidationError({"rule": [tk._("An operator rejected the appeal against this finding.")]})


def counted(context: Context, row: Appeal) -> Dict:
    """Count an appeal into the score of its file, and show it. Commits.

    A file whose rows come back, or whose score comes from older rules, is read again.
    """
    resource_id = str(row.resource_id)
    try:
        model.Session.flush()
    except sa.exc.IntegrityError as error:
        # Another one came at the same moment.
        model.Session.rollback()
        raise tk.ValidationError({"rule": [tk._(ALREADY)]}) from error
    again = appeals.count(resource_id)
    score = model.Session.get(FileScore, resource_id)
    if again or (score and score.report and score.ruleset != ruleset()):
        jobs.enqueue_uploaded(resource_id)
    return shown(context, [row])[0]


def shown(context: Context, rows: Sequence[Appeal]) -> list[Dict]:
    """Appeals as the API shows them; three queries for any number."""
    if not rows:
        return []
    signed_in = bool(context.get("user") or context.get("ignore_auth"))
    names = users([one for row in rows for one in (row.user_id, row.decided_by) if one]) if signed_in else {}
    known, found = places([row.resource_id for row in rows]), findings([row.resource_id for row in rows])
    return [
        {
            **{name: getattr(row, name) for name in ("id", "resource_id", "rule", "column", "reason", "state", "note")},
            **known.get(row.resource_id, dict.fromkeys(("resource_name", "dataset", "organization"))),
            "rule_title": tk._(rules()[row.rule].title) if row.rule in rules() else row.rule,
            "user": names.get(row.user_id),
            "created": clock.text(row.created),
            "decided": clock.text(row.decided),
            "decided_by": names.get(row.decided_by),
            "applies": (row.rule, row.column) in found.get(row.resource_id, set()),
        }
        for row in rows
    ]


def users(ids: Iterable[str]) -> dict[str, str]:
    """Names of users by their ids."""
    query = sa.select(model.User.id, model.User.name).where(among(model.User.id, ids))
    return dict(model.Session.execute(query).tuples().all())


def places(resource_ids: Iterable[str]) -> dict[str, Dict]:
    """What the files of appeals are called, with their dataset and its organization."""
    query = (
        sa.select(model.Resource.id, model.Resource.name, model.Package.name.label("dataset"), model.Group.name.label("owner"))
        .join(model.Package, model.Package.id == model.Resource.package_id)
        .outerjoin(model.Group, model.Group.id == model.Package.owner_org)
        .where(among(model.Resource.id, resource_ids))
    )
    rows = model.Session.execute(query)
    return {row.id: {"resource_name": row.name, "dataset": row.dataset, "organization": row.owner} for row in rows}


def findings(resource_ids: Iterable[str]) -> dict[str, set[tuple[str, str]]]:
    """What can be appealed in the last reports of files."""
    query = sa.select(FileScore.resource_id, FileScore.report["findings"].label("findings"))
    rows = model.Session.execute(query.where(among(FileScore.resource_id, resource_ids), FileScore.report.is_not(None)))
    return {row.resource_id: names_in({"findings": row.findings or []}) for row in rows}


def publishers() -> list[Dict]:
    """Appeals in force by organization."""
    counts = Appeal.publishers()
    query = sa.select(model.Group.id, model.Group.name, model.Group.title).where(among(model.Group.id, counts))
    known = {row.id: row for row in model.Session.execute(query)}
    return [
        {"organization": known[key].name, "title": known[key].title, "count": count}
        for key, count in counts.items()
        if key in known
    ]


def resource_of(resource_id: str) -> model.Resource:
    """A resource that is there; raises NotFound."""
    found = model.Resource.get(resource_id)
    if found is None or found.state != "active" or found.package.state != "active":
        raise tk.ObjectNotFound(tk._("Resource was not found."))
    return found


def appeal_of(appeal_id: str) -> Appeal:
    """An appeal; raises NotFound."""
    found: Appeal | None = model.Session.get(Appeal, appeal_id)
    if found is None:
        raise tk.ObjectNotFound(tk._("There is no such appeal."))
    return found
