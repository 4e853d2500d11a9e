"""What must be remembered between runs, a table a file."""

from ckanext.govopen.model.appeal import Appeal
from ckanext.govopen.model.change import Change
from ckanext.govopen.model.correction import Correction
from ckanext.govopen.model.dataset_score import DatasetScore
from ckanext.govopen.model.file_copy import FileCopy, FileSource
from ckanext.govopen.model.file_score import FileScore
from ckanext.govopen.model.health import PortalHealth, PortalState
from ckanext.govopen.model.issue import Issue
from ckanext.govopen.model.outbox import Outbox
from ckanext.govopen.model.portal import StoredPortal
from ckanext.govopen.model.pusher import Pusher
from ckanext.govopen.model.record import HarvestedRecord
from ckanext.govopen.model.run import Run
from ckanext.govopen.model.score_history import FileScoreHistory
from ckanext.govopen.model.search_click import SearchClick
from ckanext.govopen.model.search_fold import SearchFold
from ckanext.govopen.model.search_query import SearchQuery
from ckanext.govopen.model.seen import Seen
from ckanext.govopen.model.tombstone import Tombstone
from ckanext.govopen.model.twin import Twin

__all__ = [
    "Appeal",
    "Change",
    "Correction",
    "DatasetScore",
    "FileCopy",
    "FileScore",
    "FileScoreHistory",
    "FileSource",
    "HarvestedRecord",
    "Issue",
    "Outbox",
    "PortalHealth",
    "PortalState",
    "Pusher",
    "Run",
    "SearchClick",
    "SearchFold",
    "SearchQuery",
    "Seen",
    "StoredPortal",
    "Tombstone",
    "Twin",
]
