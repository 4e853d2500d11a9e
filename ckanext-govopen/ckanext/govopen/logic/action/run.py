"""Runs: asked for, looked at, held up, decided on."""

from collections.abc import Callable
from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.types import Context
from ckanext.govopen import jobs
from ckanext.govopen.harvest import control, portals
from ckanext.govopen.harvest.preview import preview
from ckanext.govopen.logic import schema
from ckanext.govopen.logic.action.portal import known
from ckanext.govopen.logic.caller import user_id
from ckanext.govopen.model import Change, Run
from ckanext.govopen.national.text import N_

from harvesters.portal import PortalError

UNFIT = N_("This cannot be done with a run in the state {state}")


@tk.validate_action_data(schema.run_create)
def govopen_run_create(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Have the workers harvest a portal. A run of the same kind that is not finished is answered instead of a new one.

    :param portal: code of the portal
    :type portal: string
    :param kind: `full` (default), `record` (one record is read again) or `dry` (nothing is stored but what would change)
    :type kind: string
    :param record: the source's id of the record, for that kind
    :type record: string
    :returns: the run, as in `govopen_run_show`
    :rtype: dictionary
    :raises NotFound: no portal has that code
    :raises ValidationError: the portal pushes its records itself
    """
    tk.check_access("govopen_run_create", context, data_dict)
    kind, record = data_dict["kind"], data_dict.get("record")
    if (kind == "record") != bool(record):
        raise tk.ValidationError({"record": [tk._("The kind `record` needs the id of a record, and no other takes one")]})
    portal = known(data_dict["portal"])
    try:
        return jobs.enqueue_harvest(portal, kind, record).as_dict()
    except PortalError as error:
        raise tk.ValidationError({"portal": [str(error)]}) from error


@tk.side_effect_free
@tk.validate_action_data(schema.reference)
def govopen_run_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show a run.

    :param id: id of the run
    :type id: string
    :returns: `id, portal, kind` (full, record, dry, or push: the portal sent records itself), `record, push_id, state`
        (queued, running, paused, interrupted; waiting for a person; complete, partial, failed, cancelled), `wish` (pause or
        cancel, asked for), `started, finished, next_try, seconds` (worked), `complete` (the listing was read to its end),
        `total` (as the listing states it), `error` and `fault` (portal, network, record, ours), `resumed`, `notes` (unusual
        settings, and under `kept` how many removals a person rejected) and the counters `created, updated, unchanged,
        failed, skipped, duplicates, removed, revived, held, issues, requests, listed`
    :rtype: dictionary
    :raises NotFound: no run has that id
    """
    tk.check_access("govopen_run_show", context, data_dict)
    return found(data_dict["id"]).as_dict()


@tk.side_effect_free
@tk.validate_action_data(schema.run_list)
def govopen_run_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """List runs, newest first.

    :param portal: code of a portal (optional)
    :type portal: string
    :param state: one state (optional)
    :type state: string
    :param limit: runs at the most, 20 by default
    :type limit: int
    :param offset: runs to pass over
    :type offset: int
    :returns: `count` and `results`, each as in `govopen_run_show`
    :rtype: dictionary
    """
    tk.check_access("govopen_run_list", context, data_dict)
    states = (data_dict["state"],) if data_dict.get("state") else ()
    count, runs = Run.find(data_dict.get("portal"), states, data_dict["limit"], data_dict["offset"])
    return {"count": count, "results": [run.as_dict() for run in runs]}


@tk.side_effect_free
@tk.validate_action_data(schema.change_list)
def govopen_change_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """List what a run changed, or would change.

    :param run: id of the run
    :type run: string
    :param kind: created, updated, removed, revived, held or kept: a person rejected the removal (optional)
    :type kind: string
    :param limit: changes at the most, 100 by default
    :type limit: int
    :param offset: changes to pass over
    :type offset: int
    :returns: `count` and `results`, each `source_id, package_id` (null in a dry run's creations), `kind, time` and `fields`:
        the record's fields that differ, each with its old and its new value
    :rtype: dictionary
    :raises NotFound: no run has that id
    """
    tk.check_access("govopen_change_list", context, data_dict)
    run = found(data_dict["run"])
    count, changes = Change.find(run.id, data_dict.get("kind"), data_dict["limit"], data_dict["offset"])
    return {"count": count, "results": [change.as_dict() for change in changes]}


@tk.validate_action_data(schema.reference)
def govopen_run_pause(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Stop a run after its batch, until somebody resumes it.

    :param id: id of the run
    :type id: string
    :returns: the run; `wish` tells that its worker has still to see it
    :rtype: dictionary
    :raises NotFound: no run has that id
    :raises ValidationError: the run has ended, or is paused already
    """
    tk.check_access("govopen_run_pause", context, data_dict)
    return decided(control.pause, data_dict["id"])


@tk.validate_action_data(schema.reference)
def govopen_run_resume(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Have a run go on that was paused or broken off.

    :param id: id of the run
    :type id: string
    :returns: the run
    :rtype: dictionary
    :raises NotFound: no run has that id
    :raises ValidationError: the run is neither paused nor interrupted
    """
    tk.check_access("govopen_run_resume", context, data_dict)
    return decided(control.resume, data_dict["id"])


@tk.validate_action_data(schema.reference)
def govopen_run_cancel(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """End a run after its batch; what it stored stays, nothing is removed.

    :param id: id of the run
    :type id: string
    :returns: the run; `wish` tells that its worker has still to see it
    :rtype: dictionary
    :raises NotFound: no run has that id
    :raises ValidationError: the run has ended
    """
    tk.check_access("govopen_run_cancel", context, data_dict)
    return decided(control.cancel, data_dict["id"])


@tk.validate_action_data(schema.reference)
def govopen_run_approve(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Remove the datasets that a run holds back, but for those that were seen again since.

    :param id: id of the run
    :type id: string
    :returns: the run
    :rtype: dictionary
    :raises NotFound: no run has that id
    :raises ValidationError: the run does not wait for an approval
    """
    tk.check_access("govopen_run_approve", context, data_dict)
    return decided(lambda run_id: control.approve(run_id, user_id(context)), data_dict["id"])


@tk.validate_action_data(schema.reference)
def govopen_run_reject(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Keep the datasets that a run would have removed; the next run looks again.

    :param id: id of the run
    :type id: string
    :returns: the run
    :rtype: dictionary
    :raises NotFound: no run has that id
    :raises ValidationError: the run does not wait for an approval
    """
    tk.check_access("govopen_run_reject", context, data_dict)
    return decided(control.reject, data_dict["id"])


@tk.validate_action_data(schema.portal_text)
def govopen_portal_preview(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show the first 20 datasets that a portal would give, with the issues met on the way; nothing is stored.

    :param code: the name that the portal's file is to have, without ending
    :type code: string
    :param yaml: the text of the portal's file
    :type yaml: string
    :returns: `datasets` (package dicts), `issues`, `total` (as the listing states it, or null), `requests`
    :rtype: dictionary
    :raises ValidationError: the text describes no portal
    """
    tk.check_access("govopen_portal_preview", context, data_dict)
    with portals.written(data_dict["code"], data_dict["yaml"]) as path:
        try:
            return preview(portals.load(path))
        except PortalError as error:
            raise tk.ValidationError({"yaml": [str(error).removeprefix(f"{path}: ")]}) from error


def found(run_id: str) -> Run:
    """A run; raises NotFound."""
    run: Run | None = model.Session.get(Run, run_id)
    if run is None:
        raise tk.ObjectNotFound(tk._("Run was not found."))
    return run


def decided(act: Callable[[str], Run], run_id: str) -> dict[str, Any]:
    """A run after something was done with it, told in the API's errors where that cannot be."""
    try:
        run = act(run_id)
    except control.Unknown as error:
        raise tk.ObjectNotFound(tk._("Run was not found.")) from error
    except control.Unfit as error:
        raise tk.ValidationError({"id": [tk._(UNFIT).format(state=error.state)]}) from error
    jobs.enqueue_run(run)
    return run.as_dict()
