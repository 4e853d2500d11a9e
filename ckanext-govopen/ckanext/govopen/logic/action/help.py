"""CKAN's help on actions that plugins lay over others: of these it would show what Python says of partial functions."""

import inspect
from collections.abc import Iterator
from functools import partial
from typing import Any

from ckan.plugins import toolkit as tk
from ckan.types import Action, Context


@tk.chained_action
@tk.side_effect_free
def help_show(up_action: Action, context: Context, data_dict: dict[str, Any]) -> Any:
    """Show the help of an action: what each plugin says that lies over it, CKAN's own words last."""
    shown = up_action(context, data_dict)
    action = getattr(tk.get_action(data_dict["name"]), "__wrapped__", None)
    return "\n\n".join(_said(action)) if isinstance(action, partial) else shown


def _said(action: Any) -> Iterator[str]:
    while isinstance(action, partial):
        yield inspect.getdoc(action.func) or ""
        action = action.args[0]
    yield inspect.getdoc(action) or ""
