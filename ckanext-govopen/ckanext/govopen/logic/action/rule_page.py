"""The rules, and how often they are broken here."""

from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.types import Context
from ckanext.govopen.logic import schema
from ckanext.govopen.logic.action.stats import SCORED, public
from ckanext.govopen.model import FileScore
from ckanext.govopen.model.listing import count
from ckanext.govopen.model.renewed import Renewed
from ckanext.govopen.scoring.book import documentation, find, variants
from ckanext.govopen.scoring.registry import about, policy

FRESH = 600
"""Seconds for which the counts of all rules are shown again: they look at every file."""


class Broken(NamedTuple):
    """How many files of public datasets break each rule."""

    files: dict[str, int]
    """By the rule's code."""
    scored: int
    """How many were looked at."""


@tk.side_effect_free
@tk.validate_action_data(schema.reference)
def govopen_rule_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show one rule and how many files of public datasets break it now.

    :param id: code of the rule, such as V01, in any case
    :type id: string
    :returns: `code`, what it is `about` (file, dataset or publisher), `title, description` (paragraphs), `texts` (pairs of
        `message` and `help`, one a variant), `group, weight, severity, gate, gbt36344, japan`, `files` (how many break
        it) and `scored` (how many have a report), about ten minutes old
    :rtype: dictionary
    :raises NotFound: no rule has that code
    """
    tk.check_access("govopen_rule_show", context, data_dict)
    rule = find(data_dict["id"])
    if rule is None:
        raise tk.ObjectNotFound(tk._("There is no rule of this code."))
    broken = known.get()
    texts = dict.fromkeys((tk._(message), tk._(help_text)) for message, help_text in variants(rule))
    return {
        "code": rule.code,
        "about": about(rule),
        "title": tk._(rule.title),
        "description": documentation(rule, tk._),
        "texts": [{"message": message, "help": help_text} for message, help_text in texts],
        **msgspec.to_builtins(policy().rules[rule.code]),
        "files": broken.files.get(rule.code, 0),
        "scored": broken.scored,
    }


def _read() -> Broken:
    looked = public(FileScore.standing).join(FileScore, SCORED).where(FileScore.standing.is_not(None))
    codes = looked.with_only_columns(sa.func.jsonb_array_elements_text(FileScore.standing).label("code")).subquery()
    broken = sa.select(codes.c.code, sa.func.count()).group_by(codes.c.code)
    return Broken(dict(model.Session.execute(broken).tuples().all()), count(looked))


known = Renewed(_read, FRESH)
