"""CKAN validators of the national schema: thin wrappers of `national.checks`, named in config/presets.yaml.

What a person enters must be complete; what a portal's harvest brings (`source_portal` is set) needs title, department
and the source's id only. An empty value ends the chain of an optional field, so that nothing is stored for it.
"""

import json
from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import authz, model
from ckanext.govopen.national import checks, names, personal, rows, tags
from ckanext.govopen.national.errors import CheckError
from ckanext.govopen.national.text import clean, clean_lines

__all__ = [
    "govopen_after",
    "govopen_before",
    "govopen_catalog_code",
    "govopen_code",
    "govopen_codes",
    "govopen_count",
    "govopen_count_output",
    "govopen_date",
    "govopen_default",
    "govopen_email",
    "govopen_file_format",
    "govopen_items",
    "govopen_kept",
    "govopen_line",
    "govopen_list_output",
    "govopen_name",
    "govopen_notes",
    "govopen_period",
    "govopen_phone",
    "govopen_provider_name",
    "govopen_region",
    "govopen_registration",
    "govopen_required",
    "govopen_resource_url",
    "govopen_tag_string",
    "govopen_text",
    "govopen_texts",
    "govopen_title",
    "govopen_url",
    "govopen_uscc",
    "no_loops_in_hierarchy",
]

Key = tuple[Any, ...]
Data = dict[Key, Any]
Errors = dict[Key, list[str]]
Validator = Callable[[Key, Data, Errors, Any], None]

PROTECTED = ("source_portal", "source_id", "source_url", "theme_source", "source_formats")
"""Fields that only a harvest sets; what a person sends for them is replaced by what is stored."""


def _passed(check: Callable[[Any], Any], value: Any) -> Any:
    try:
        return check(value)
    except CheckError as error:
        raise tk.Invalid(tk._(error.msgid).format_map(error.params)) from error
    except (AttributeError, TypeError) as error:  # the checks read text; a program may send anything
        raise tk.Invalid(tk._("Not a text")) from error


def _blank(value: Any) -> bool:
    return value in (tk.missing, None, "", [])


def _drop(key: Key, data: Data) -> None:
    data.pop(key, None)
    raise tk.StopOnError


def _optional(check: Callable[[Any], Any]) -> Validator:
    """A validator of a field that may be empty: an empty value is not stored at all."""

    def validator(key: Key, data: Data, _errors: Errors, _context: Any) -> None:
        value = data.get(key, tk.missing)
        found = None if _blank(value) else _passed(check, value)
        if _blank(found):
            _drop(key, data)
        data[key] = found

    return validator


def _screened(read: Callable[[str], str | None]) -> Callable[[Any], str | None]:
    """A reading of text that refuses personal numbers."""

    def check(value: Any) -> str | None:
        text = read(str(value))
        return personal.screen(text) if text else text

    return check


govopen_catalog_code = _optional(checks.catalog_code)
govopen_count = _optional(lambda value: str(checks.count(value)))
govopen_date = _optional(checks.date)
govopen_email = _optional(checks.email)
govopen_kept = _optional(str)
govopen_line = _optional(_screened(clean))
govopen_period = _optional(checks.period)
govopen_phone = _optional(checks.phone)
govopen_region = _optional(checks.region_code)
govopen_text = _optional(_screened(clean_lines))
govopen_url = _optional(checks.url)
govopen_uscc = _optional(checks.uscc)


def _harvested(data: Data) -> bool:
    return not _blank(data.get(("source_portal",), tk.missing))


def govopen_required(key: Key, data: Data, errors: Errors, _context: Any) -> None:
    """Something must be entered, unless the dataset was harvested."""
    if _blank(data.get(key, tk.missing)) and not _harvested(data):
        errors[key].append(tk._("Missing value"))
        raise tk.StopOnError


def govopen_default(value: str) -> Validator:
    """The value of an empty field, unless the dataset was harvested: nothing is assumed of a source."""

    def validator(key: Key, data: Data, _errors: Errors, _context: Any) -> None:
        if _blank(data.get(key, tk.missing)) and not _harvested(data):
            data[key] = value

    return validator


def govopen_title(value: Any) -> Any:
    """A title on one line."""
    return _passed(checks.title, "" if _blank(value) else str(value))


def govopen_notes(value: Any) -> Any:
    """A summary; an empty one is stored as such, as the field is CKAN's own."""
    return "" if _blank(value) else _passed(_screened(clean_lines), value) or ""


def govopen_name(key: Key, data: Data, _errors: Errors, _context: Any) -> None:
    """A name from the title where none was entered; without a title either, that is the one thing to complain of."""
    if _blank(data.get(key, tk.missing)):
        title = data.get(("title",))
        if not (isinstance(title, str) and clean(title)):
            _drop(key, data)
        data[key] = names.new_name(str(title))


def govopen_provider_name(key: Key, data: Data, errors: Errors, _context: Any) -> None:
    """The provider; the title of the organization where none was entered."""
    value = data.get(key, tk.missing)
    if _blank(value) and errors.get(("owner_org",)):
        _drop(key, data)
    if _blank(value):
        owner = data.get(("owner_org",))
        organization = model.Group.get(owner) if isinstance(owner, str) else None
        value = organization.title if organization else None
    if _blank(value):
        errors[key].append(tk._("Missing value"))
        raise tk.StopOnError
    data[key] = _passed(_screened(clean), value)


def govopen_code(name: str) -> Validator:
    """The code of a vocabulary, entered as code or label."""
    return _optional(lambda value: checks.code_of(name, str(value)))


def govopen_codes(name: str) -> Validator:
    """Codes of a vocabulary as a JSON list; an empty list is stored too, so that readers always find one."""

    def validator(key: Key, data: Data, _errors: Errors, _context: Any) -> None:
        data[key] = json.dumps(_passed(lambda values: checks.codes_of(name, values), _listed(data.get(key))))

    return validator


def govopen_texts(key: Key, data: Data, _errors: Errors, _context: Any) -> None:
    """A list of short texts as JSON: a list, its JSON, or one a line."""
    texts = [_passed(_screened(clean), value) for value in _listed(data.get(key))]
    if not any(texts):
        _drop(key, data)
    data[key] = json.dumps([text for text in texts if text], ensure_ascii=False)


def _listed(value: Any) -> list[str]:
    if _blank(value):
        return []
    if isinstance(value, str) and value.startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            value = [value]
    values = value.splitlines() if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
        raise tk.Invalid(tk._("Not a list of texts"))
    return [one for one in values if one.strip()]


def govopen_items(key: Key, data: Data, _errors: Errors, _context: Any) -> None:
    """Data items as a JSON list, entered as a list or as lines."""
    _rows(rows.ITEMS, key, data)


def govopen_registration(key: Key, data: Data, _errors: Errors, _context: Any) -> None:
    """Registrations as a JSON list, entered as a list or as lines."""
    if _blank(data.get(key)):
        _drop(key, data)
    _rows(rows.REGISTRATIONS, key, data)


def _rows(columns: tuple[rows.Column, ...], key: Key, data: Data) -> None:
    value = data.get(key)
    found = [] if _blank(value) else _passed(lambda given: rows.parse(columns, given), value)
    data[key] = json.dumps(found, ensure_ascii=False)


def govopen_list_output(value: Any) -> Any:
    """The list that was stored as JSON."""
    return json.loads(value) if isinstance(value, str) else value


def govopen_count_output(value: Any) -> Any:
    """The number that was stored as text."""
    return int(value) if isinstance(value, str) and value.isdigit() else value


def govopen_tag_string(value: Any) -> Any:
    """Typed tags, split at every separator and rid of characters that CKAN refuses."""
    return ",".join(tags.split([value])) if isinstance(value, str) else value


def govopen_file_format(key: Key, data: Data, _errors: Errors, _context: Any) -> None:
    """Name of a format in lower case; from the ending of the file where a person entered none."""
    value = data.get(key, tk.missing)
    if _blank(value) and not _harvested(data):
        name = str(data.get((*key[:-1], "url")) or "").partition("?")[0].rpartition("/")[2]
        value = name.rpartition(".")[2] if "." in name else None
        value = checks.file_format(value) if value else None
        value = value if value in checks.vocabulary("formats") else None
    data[key] = "" if _blank(value) else checks.file_format(value)


def govopen_resource_url(value: Any) -> Any:
    """A web address, or the name of an uploaded file; no other scheme, as pages make links of it."""
    text = value.strip() if isinstance(value, str) else value
    if isinstance(text, str) and ":" in text.partition("/")[0]:
        return _passed(checks.url, text)
    return text


def govopen_before(_key: Key, data: Data, _errors: Errors, context: Any) -> None:
    """Before all else: fields of the source stay as the harvest stored them, tags become ones that CKAN accepts."""
    if not (context.get("ignore_auth") or authz.is_sysadmin(context.get("user"))):
        _keep_stored(data, context.get("package"))
    names_of_tags = [key for key in data if len(key) == 3 and key[0] == "tags" and key[2] == "name"]
    if all(isinstance(data[key], str) for key in names_of_tags):
        _split_tags(data, names_of_tags)


def _keep_stored(data: Data, package: Any) -> None:
    stored = package.extras if package else {}
    for field in PROTECTED:
        data[(field,)] = stored.get(field, tk.missing)


def _split_tags(data: Data, keys: list[Key]) -> None:
    found = tags.split(data[key] for key in keys)
    if found != [data[key] for key in keys]:
        for key in [key for key in data if key[0] == "tags"]:
            del data[key]
        data.update({("tags", number, "name"): name for number, name in enumerate(found)})


def govopen_after(_key: Key, data: Data, errors: Errors, _context: Any) -> None:
    """After all else: what one field demands of another."""

    def value(field: str) -> Any:
        found = data.get((field,), tk.missing)
        return None if _blank(found) else found

    if _harvested(data):
        if not value("source_id"):
            errors[("source_id",)].append(tk._("Missing value"))
        return

    missing = checks.conditions(value("open_type"), value("open_condition"), value("open_basis"))
    for field, error in missing.items():
        errors[(field,)].append(tk._(error.msgid))
    if not (value("contact_phone") or value("contact_email")):
        errors[("contact_phone",)].append(tk._("Give a phone number or an e-mail address"))


def no_loops_in_hierarchy(key: Key, data: Data, _errors: Errors, _context: Any) -> None:
    """CKAN's validator of that name, which reads all organizations to look at one: no parent may lie below its child."""
    group, parent = model.Group.get(data.get(("id",))), model.Group.get(data.get(key))
    if group is None or parent is None:
        return
    above = [parent, *parent.get_parent_group_hierarchy(type=group.type)]
    if any(one.id == group.id for one in above) or parent.type != group.type:
        raise tk.Invalid(tk._("This parent would create a loop in the hierarchy"))
