"""The rule book."""

from typing import Any

from ckan.plugins import toolkit as tk
from ckan.types import Context
from ckanext.govopen.logic import schema
from ckanext.govopen.scoring.book import listed


@tk.side_effect_free
@tk.validate_action_data(schema.nothing)
def govopen_rules_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """List the rules by which files and datasets are judged, in the order of their codes.

    :returns: each `code`, `about` (file, dataset or publisher), `title, message` and `help` (words in braces stand for what
        a finding says) and `description` in the reader's language, and the policy: `group, weight, severity, gate,
        gbt36344, japan`
    :rtype: list of dictionaries
    """
    tk.check_access("govopen_rules_list", context, data_dict)
    return listed(tk._)
