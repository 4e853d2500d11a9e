"""Whether only plugins are at work whose part in writing and indexing datasets is known here."""

from ckan import plugins as p
from ckan.lib.plugins import lookup_package_plugin
from ckan.plugins import toolkit as tk
from ckanext.govopen.bulk.normal import TYPE

KNOWN = (
    (p.IPackageController, {"govopen"}),
    (p.IResourceController, {"datastore"}),
    (p.IDatasetForm, {"scheming_datasets"}),
    (p.IUploader, {"govopen"}),
    (p.IDomainObjectModification, set[str]()),
    (p.IPermissionLabels, set[str]()),
    (p.IResourceUrlChange, set[str]()),
)
"""Interface → plugins that may implement it."""


def are_usual() -> bool:
    """Whether no other plugin watches or changes what is stored and indexed; else CKAN's own actions do all of it."""
    named = ((interface, {plugin.name for plugin in p.PluginImplementations(interface)}) for interface, _names in KNOWN)
    allowed = dict(KNOWN)
    return (
        all(names <= allowed[interface] for interface, names in named)
        and getattr(lookup_package_plugin(TYPE), "name", None) == "scheming_datasets"
        and not tk.config["ckan.views.default_views"]
    )
