"""The portal as a CKAN plugin: every hook is one line that calls the part that knows."""

from collections import OrderedDict
from typing import Any

from ckan import plugins as p
from ckan.lib.plugins import DefaultTranslation
from ckan.lib.search import SearchError
from ckan.plugins import toolkit as tk
from ckan.types import Context
from ckanext.govopen import config, uploads
from ckanext.govopen.bulk import connection, indexing
from ckanext.govopen.logic import counting, licences, parsers
from ckanext.govopen.model import clock, overlay
from ckanext.govopen.national import data
from ckanext.govopen.search import folding, query
from ckanext.govopen.search.facets import facets
from ckanext.govopen.usage import noting
from ckanext.govopen.views import api, feeds, finding, outage, paging
from ckanext.govopen.views.blocked import refused


@tk.blanket.actions
@tk.blanket.auth_functions
@tk.blanket.blueprints
@tk.blanket.cli
@tk.blanket.config_declarations
@tk.blanket.helpers
@tk.blanket.validators
class GovopenPlugin(p.SingletonPlugin, DefaultTranslation):
    """Everything of govopen that CKAN has to know."""

    p.implements(p.IConfigurable)
    p.implements(p.IConfigurer)
    p.implements(p.IFacets, inherit=True)
    p.implements(p.IFeed, inherit=True)
    p.implements(p.IMiddleware, inherit=True)
    p.implements(p.IPackageController, inherit=True)
    p.implements(p.ITranslation)
    p.implements(p.IUploader, inherit=True)

    def update_config(self, config_: Any) -> None:
        """Our templates, files and styles come before CKAN's; facets may leave out their own filter."""
        tk.add_template_directory(config_, "templates")
        tk.add_public_directory(config_, "public")
        tk.add_resource("assets", "govopen")
        parsers.allow(config_)
        parsers.remember_grammars()
        connection.install()

    def configure(self, config_: Any) -> None:
        """Lay the operator's folder over the defaults, and stop where an option cannot be read."""
        data.use(config.config_dir())
        licences.register(config_)
        noting.proxies()

    def make_middleware(self, app: Any, config_: Any) -> Any:  # noqa: ARG002
        """Results pages are ours, as is which page of a list there is; downloads carry their own names, and uploads are not
        given to everybody unchecked."""
        finding.take_over(app)
        app.before_request(paging.corrected)
        app.before_request(refused)
        app.after_request(uploads.named_response)
        app.after_request(outage.told)
        app.after_request(api.told)
        app.register_error_handler(SearchError, outage.page)
        return app

    def get_feed_class(self) -> Any:
        """Feeds speak their reader's language."""
        return feeds.Feed

    def get_resource_uploader(self, data_dict: dict[str, Any]) -> uploads.NamedUpload:
        """Uploads keep their Chinese names."""
        return uploads.NamedUpload(data_dict)

    def dataset_facets(self, facets_dict: Any, *_: Any) -> "OrderedDict[str, Any]":  # noqa: ARG002
        """Our facets, and no others."""
        return OrderedDict((facet.field, tk._(facet.title)) for facet in facets())

    def organization_facets(self, facets_dict: Any, *_: Any) -> "OrderedDict[str, Any]":
        """The same on a department's page, where the department itself is no question."""
        shown = self.dataset_facets(facets_dict)
        shown.pop("organization", None)
        return shown

    def before_dataset_search(self, search_params: dict[str, Any]) -> dict[str, Any]:
        """What people write becomes a query of our index; pages get one of near-duplicates."""
        return folding.folded(query.rewrite(parsers.only_ours(search_params), clock.now().year))

    def after_dataset_search(self, search_results: dict[str, Any], search_params: dict[str, Any]) -> dict[str, Any]:
        """Scores and words of today lie over every dataset found, what a person asked is counted, and the question kept."""
        overlay.lay(search_results["results"])
        licences.lay(search_results["results"])
        noting.note_search(search_results)
        counting.note(search_params)
        return search_results

    def after_dataset_show(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        """Files have their names, and scores and words of today lie over the dataset."""
        uploads.restore_names(pkg_dict, for_edit=bool(context.get("for_edit")))
        if not context.get(overlay.PLAIN):
            overlay.lay([pkg_dict])
        licences.lay([pkg_dict])

    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        """The dataset as our index holds it."""
        return indexing.document_of(pkg_dict)
