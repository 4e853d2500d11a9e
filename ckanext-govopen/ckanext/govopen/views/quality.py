"""The rule book: all rules, and a page for each of them."""

from flask import Blueprint

from ckan.plugins import toolkit as tk
from ckanext.govopen.scoring.exports.exhibits import exhibits
from ckanext.govopen.scoring.registry import policy, rules_list, ruleset
from ckanext.govopen.scoring.report import render

govopen_quality = Blueprint("govopen_quality", __name__, url_prefix="/quality")


@govopen_quality.route("/rules")
def rules() -> str:
    """Every rule with its weight, and what the score is made of."""
    shown = {"rules": rules_list(), "ruleset": ruleset(), "policy": policy()}
    return tk.render("govopen/rules.html", shown)


@govopen_quality.route("/rules/<code>")
def rule(code: str) -> str:
    """One rule: what it looks for, good and bad files, where it stands in the standards, how often it is broken here."""
    try:
        shown = tk.get_action("govopen_rule_show")({}, {"id": code})
    except (tk.ObjectNotFound, tk.ValidationError):
        tk.abort(404, tk._("There is no rule of this code."))
    sorts = exhibits(shown["code"])
    examples = {sort: [{**one, "report": render(one["report"], tk._)} for one in found] for sort, found in sorts.items()}
    return tk.render("govopen/rule.html", {"rule": shown, "examples": examples})
