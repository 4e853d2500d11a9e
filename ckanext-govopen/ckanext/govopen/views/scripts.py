"""The few words that CKAN's scripts say."""

from flask import Blueprint, Response, jsonify
from flask_babel import force_locale

from ckan.plugins import toolkit as tk
from ckanext.govopen.national.text import N_

govopen_scripts = Blueprint("govopen_scripts", __name__)

CHINESE = "zh_Hans_CN"

WORDS = (
    N_("Are you sure you want to perform this action?"),
    N_("Cancel"),
    N_("Close"),
    N_("Confirm"),
    N_("Edit"),
    N_("File"),
    N_("Hide"),
    N_("Image"),
    N_("Link"),
    N_("No matches found"),
    N_("Notification"),
    N_("Please Confirm"),
    N_("Remove"),
    N_("Reorder resources"),
    N_("Save order"),
    N_("Saving..."),
    N_("Searching..."),
    N_("Show more"),
    N_("Start typing…"),
    N_("There are unsaved modifications to this form"),
    N_("Upload"),
    N_(
        "You can rearrange the resources by dragging them using the arrow icon. "
        "Drag the resource to the right and place it to the desired location on the list. "
        'When you are done, click the "Save order" -button.'
    ),
)


@govopen_scripts.route("/api/i18n/zh_Hans-CN")
def words() -> Response:
    """What CKAN's scripts say, in Chinese, as their Jed library wants it.

    They ask at this address, for they turn only the first dash of the page's language into an underscore; CKAN's own
    answer would need files that `ckan translation js` builds.
    """
    with force_locale(CHINESE):
        said = {word: [None, str(tk._(word))] for word in WORDS}
    return jsonify({"": {"domain": "ckan", "lang": CHINESE, "plural_forms": "nplurals=1; plural=0;"}, **said})
