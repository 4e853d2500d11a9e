"""The rule book."""

from flask import Blueprint

from ckan.plugins import toolkit as tk
from ckanext.govopen.scoring.registry import policy, rules_list, ruleset

govopen_quality = Blueprint("govopen_quality", __name__, url_prefix="/quality")


@govopen_quality.route("/rules")
def rules() -> str:
    """Every rule with its weight, and what the score is made of."""
    shown = {"rules": rules_list(), "ruleset": ruleset(), "policy": policy()}
    return tk.render("govopen/rules.html", shown)
