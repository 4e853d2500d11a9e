"""CKAN's feeds in the language of their reader: CKAN says that all are English, and names in English those of a search."""

from typing import Any

from ckan.plugins import toolkit as tk
from ckan.views.feed import CKANFeed

CUSTOM = " - Custom query"
"""How CKAN ends the title of the feed of a search."""


class Feed(CKANFeed):
    """A feed of datasets."""

    def __init__(self, feed_title: str, feed_link: str, feed_description: str, **more: Any) -> None:
        title = feed_title.removesuffix(CUSTOM)
        if title != feed_title:
            words = tk.request.args.get("q", "")
            title = f"{title} - {words or tk._('Datasets')}"
            feed_description = tk._("What changed last among the datasets that were searched for")
        more["language"] = tk.h.lang().replace("_", "-")
        super().__init__(title, feed_link, feed_description, **more)
