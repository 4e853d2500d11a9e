"""Records that a portal sends by itself (cascade)."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.types import Context
from ckanext.govopen import jobs
from ckanext.govopen.harvest import portals, push
from ckanext.govopen.harvest.control import Unfit
from ckanext.govopen.harvest.lease import Busy
from ckanext.govopen.harvest.push import Answer, Call, Result
from ckanext.govopen.logic import schema
from ckanext.govopen.logic.caller import user_id
from ckanext.govopen.national import personal
from ckanext.govopen.national.text import N_

from harvesters import pushed
from harvesters.portal import Portal, PortalError

MOST = 1000
"""Records of one call, and ids that it removes."""
WAIT = 10
"""Seconds after which a caller may try again."""
BUSY = N_("Another call of this portal is being worked on: try again in {seconds} seconds")
ENDED = N_("This push has ended or is held up; its run {run} is in the state {state}. Begin another one")


def govopen_record_push(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Push records of a portal that sends them itself. The same record again changes nothing, however often it is sent.

    :param portal: code of the portal
    :type portal: string
    :param records: at most 1,000 records, each an object with the keys of `Record`: `id`, `url` and `title`, and whatever
        of `description, publisher, theme, industry, open_type, open_condition, update_cycle, issued, modified, tags, formats,
        items, files, apis, contact, volume, region, counters, extra` is known. A wrong one is refused by itself.
    :type records: list of dictionaries
    :param remove: ids of at most 1,000 records that are to be taken away (optional)
    :type remove: list of strings
    :param push_id: a name of your choice that several calls have in common (optional)
    :type push_id: string
    :param complete: this call, with the earlier ones of the same `push_id`, holds the whole catalogue: what was not pushed is
        removed. Too many removals wait for an operator. It ends the push.
    :type complete: boolean
    :returns: `results` in the order of `records`, each `id, state` (created, updated, unchanged, revived, refused, or
        withdrawn: a person took the dataset out here, and it stays out), `dataset` (its name, or null) and `errors` (null, or
        field → reasons); `removed` in the order of `remove`, the same with the states removed, held, unknown, refused;
        `totals` (state → number); `run`, as in `govopen_run_show`
    :rtype: dictionary
    :raises NotAuthorized: the portal was not granted to the caller
    :raises NotFound: no portal has that code
    :raises ValidationError: a parameter is wrong, another call of the portal goes on, or the push has ended
    """
    tk.check_access("govopen_record_push", context, data_dict)
    portal, call = understood(context, data_dict)
    try:
        answer = push.push(portal, call, jobs.start_scoring)
    except Busy as error:
        raise tk.ValidationError({"portal": [tk._(BUSY).format(seconds=WAIT)]}) from error
    except Unfit as error:
        text = tk._(ENDED).format(run=error.run_id, state=error.state)
        raise tk.ValidationError({"push_id": [text]}) from error
    return answered(answer)


def understood(context: Context, data_dict: dict[str, Any]) -> tuple[Portal, Call]:
    """The portal and the call that some parameters mean; raises NotFound, ValidationError."""
    # CKAN's validation would take the lists apart.
    lists = {name: data_dict.get(name) for name in ("records", "remove")}
    plain = {key: value for key, value in data_dict.items() if key not in lists}
    said, errors = tk.navl_validate(plain, schema.record_push(), context)
    errors |= {name: [problem] for name, value in lists.items() if (problem := wrong_list(name, value))}
    if not errors and not (lists["records"] or lists["remove"] or said["complete"]):
        errors = {"records": [tk._("Missing value")]}
    if errors:
        raise tk.ValidationError(errors)
    call = Call(
        records=lists["records"] or [],
        remove=lists["remove"] or [],
        push_id=said.get("push_id"),
        complete=said["complete"],
        actor=user_id(context),
    )
    return pushing(said["portal"]), call


def wrong_list(name: str, value: Any) -> str | None:
    """What is wrong with one of the lists; None where nothing is."""
    if value is None:
        return None
    if not isinstance(value, list):
        return tk._("A list is needed")
    if len(value) > MOST:
        return tk._("At most {most} entries in one call").format(most=MOST)
    if name == "remove" and any(pushed.identifier({"id": one}) is None for one in value):
        return tk._("A list of ids is needed")
    return None


def pushing(code: str) -> Portal:
    """A portal that pushes its records; raises NotFound, ValidationError."""
    try:
        portal = portals.find(code)
    except PortalError as error:
        raise tk.ObjectNotFound(tk._("Portal was not found.")) from error
    if not portal.pushed:
        raise tk.ValidationError({"portal": [tk._("This portal is harvested: it does not push its records")]})
    return portal


def answered(answer: Answer) -> dict[str, Any]:
    """An answer as the API gives it."""
    ids = [one.package_id for one in (*answer.records, *answer.removed) if one.package_id]
    query = sa.select(model.Package.id, model.Package.name).where(model.Package.id.in_(ids))
    names = dict(model.Session.execute(query).tuples().all())
    return {
        "run": answer.run.as_dict(),
        "totals": answer.totals,
        "results": shown(answer.records, names),
        "removed": shown(answer.removed, names),
    }


def shown(results: Sequence[Result], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """What became of records."""
    return [
        {"id": one.id, "state": one.state, "dataset": names.get(one.package_id or ""), "errors": errors_of(one)}
        for one in results
    ]


def errors_of(result: Result) -> dict[str, Any] | None:
    """What is wrong with a record, by field; what CKAN's validators say may hold a number that is somebody's."""
    errors: dict[str, Any] = personal.masked(dict(result.error))
    for fault in result.faults:
        text = tk._(pushed.REASONS[fault.kind]).format_map(fault.data)
        errors.setdefault(personal.masked(fault.field) or "record", []).append(text)
    return errors or None
