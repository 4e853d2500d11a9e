"""What must be remembered between runs, a table a file."""

from ckanext.govopen.model.dataset_score import DatasetScore
from ckanext.govopen.model.file_score import FileScore
from ckanext.govopen.model.issue import Issue
from ckanext.govopen.model.outbox import Outbox
from ckanext.govopen.model.portal import StoredPortal
from ckanext.govopen.model.record import HarvestedRecord
from ckanext.govopen.model.run import Run

__all__ = ["DatasetScore", "FileScore", "HarvestedRecord", "Issue", "Outbox", "Run", "StoredPortal"]
