"""Writes ckan.ini from the instance's facts; the operator's own lines in local.ini win."""

import configparser
from collections.abc import Mapping

from instance import files, postgres, redis, solr
from instance.errors import Trouble
from instance.place import Instance

FORTNIGHT = 14 * 24 * 3600
FIXED = {
    "use": "egg:ckan",
    "debug": "false",
    "config.mode": "strict",
    # Plugins and the national schema
    "ckan.plugins": "govopen scheming_datasets datastore",
    "scheming.dataset_schemas": "ckanext.govopen:defaults/dataset_schema.yaml",
    "scheming.presets": "ckanext.scheming:presets.json ckanext.govopen:defaults/presets.yaml",
    # The site and its languages
    "ckan.site_title": "国家公共数据开放平台",
    "ckan.locale_default": "zh_Hans_CN",
    "ckan.locales_offered": "zh_Hans_CN en",
    "ckan.locale_order": "zh_Hans_CN en",
    "ckan.display_timezone": "Asia/Shanghai",
    "ckan.hide_version": "true",
    "ckan.gravatar_default": "disabled",  # a portrait must not be asked of a foreign host
    "ckan.views.default_views": "",
    "ckan.cors.origin_allow_all": "true",  # applications in browsers read the API; cookies do not travel with it
    # Who may do what: departments come from harvesting or from the operator
    "ckan.auth.anon_create_dataset": "false",
    "ckan.auth.create_unowned_dataset": "false",
    "ckan.auth.create_dataset_if_not_in_organization": "false",
    "ckan.auth.user_create_groups": "false",
    "ckan.auth.user_create_organizations": "false",
    "ckan.auth.user_delete_groups": "false",
    "ckan.auth.user_delete_organizations": "false",
    "ckan.auth.create_user_via_api": "false",
    "ckan.auth.create_user_via_web": "false",
    "ckan.auth.create_default_api_keys": "false",
    "ckan.auth.public_user_details": "false",
    "ckan.auth.roles_that_cascade_to_sub_groups": "admin",
    # Search: Solr shows what changed within a second, by itself
    "ckan.search.solr_commit": "false",
    "ckan.search.rows_max": "1000",
    "solr_timeout": "10",  # a search that takes longer has no answer: whoever asks is told so
    # Files and rows
    "ckan.max_resource_size": "200",
    "ckan.max_image_size": "5",
    "ckan.upload.user.types": "image",
    "ckan.upload.user.mimetypes": "image/png image/gif image/jpeg",
    "ckan.upload.group.types": "image",
    "ckan.upload.group.mimetypes": "image/png image/gif image/jpeg",
    "ckan.datastore.sqlsearch.enabled": "false",
    "ckan.requests.timeout": "10",
    "ckan.jobs.timeout": "1800",
    # Sessions
    "SESSION_COOKIE_SAMESITE": "Lax",
    "PERMANENT_SESSION_LIFETIME": str(FORTNIGHT),
    "REMEMBER_COOKIE_SAMESITE": "Lax",
    "REMEMBER_COOKIE_DURATION": str(FORTNIGHT),
}
LOGGING = """
[loggers]
keys = root, ckan, ckanext

[handlers]
keys = console

[formatters]
keys = generic

[logger_root]
level = WARNING
handlers = console

[logger_ckan]
level = INFO
handlers = console
qualname = ckan
propagate = 0

[logger_ckanext]
level = INFO
handlers = console
qualname = ckanext
propagate = 0

[handler_console]
class = StreamHandler
args = (sys.stderr,)
level = NOTSET
formatter = generic

[formatter_generic]
format = %(asctime)s %(levelname)-5.5s [%(name)s] %(message)s
"""


def site_url(instance: Instance) -> str:
    """The address of the portal on this machine."""
    return f"http://127.0.0.1:{instance.port('web')}"


def settle_addresses(instance: Instance) -> None:
    """Put the addresses that follow from the ports into the instance's facts."""
    found = postgres.addresses(instance)
    instance.facts |= {
        "site_url": site_url(instance),
        "solr_url": solr.address(instance),
        "database_url": found["main"],
        "datastore_url": found["datastore"],
        "redis_url": redis.address(instance),
        "sandbox_url": f"http://127.0.0.1:{instance.port('sandbox')}" if instance.facts["demo"] else None,
    }


def options(instance: Instance) -> dict[str, str]:
    """What belongs to this instance alone."""
    facts, kept = instance.facts, instance.facts["secrets"]
    return {
        "SECRET_KEY": kept["session"],
        "WTF_CSRF_SECRET_KEY": kept["session"],
        "api_token.jwt.encode.secret": f"string:{kept['tokens']}",
        "api_token.jwt.decode.secret": f"string:{kept['tokens']}",
        # Cookies know no ports: instances on one machine need names of their own.
        "SESSION_COOKIE_NAME": facts["site_id"],
        "REMEMBER_COOKIE_NAME": f"{facts['site_id']}-remember",
        "ckan.site_id": facts["site_id"],
        "ckan.site_url": facts["site_url"],
        "sqlalchemy.url": facts["database_url"],
        "ckan.datastore.write_url": facts["datastore_url"],
        "ckan.datastore.read_url": postgres.addresses(instance)["reader"],
        "solr_url": facts["solr_url"],
        "ckan.redis.url": facts["redis_url"],
        "ckan.storage_path": str(instance.var / "storage"),
        "ckanext.govopen.config_dir": str(instance.var / "config"),
    }


def own_lines(instance: Instance) -> dict[str, str]:
    """The options of local.ini in the instance folder: `key = value`, with or without a section head."""
    path = instance.var / "local.ini"
    if not path.exists():
        return {}
    parser = configparser.RawConfigParser()
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    text = path.read_text()
    try:
        parser.read_string(text if text.lstrip().startswith("[") else f"[app:main]\n{text}")
    except configparser.Error as error:
        raise Trouble(f"{path} cannot be read ({str(error).splitlines()[0]}): mend it and call again.") from error
    return {key: value for name in parser.sections() for key, value in parser[name].items()}


def render(sections: Mapping[str, str]) -> str:
    """The text of ckan.ini; `%` is doubled because CKAN interpolates."""
    lines = [f"{key} = {value.replace('%', '%%')}" for key, value in sections.items()]
    head = "# Made by scripts/portal at each call; write your own options into local.ini beside it.\n[app:main]\n"
    return head + "\n".join(lines) + "\n" + LOGGING


def write(instance: Instance) -> None:
    """Write ckan.ini, readable by its owner only."""
    files.write(instance.ini, render(FIXED | options(instance) | own_lines(instance)), mode=0o600)
