"""The rule book."""

import inspect
from typing import Any

from ckan.plugins import toolkit as tk
from ckan.types import Context
from ckanext.govopen.logic import schema
from ckanext.govopen.scoring.registry import rules_list

TEXTS = ("title", "message", "help")


@tk.side_effect_free
@tk.validate_action_data(schema.nothing)
def govopen_rules_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """List the rules by which files and datasets are judged, in the order of their codes.

    :returns: each `code`, `about` (file, dataset or publisher), `title, message` and `help` in the reader's language (words in
        braces stand for what a finding says), `description`, and the policy: `group, weight, severity, gate, gbt36344, japan`
    :rtype: list of dictionaries
    """
    tk.check_access("govopen_rules_list", context, data_dict)
    return [
        {**rule, **{key: tk._(rule[key]) for key in TEXTS}, "description": inspect.cleandoc(rule["description"])}
        for rule in rules_list()
    ]
