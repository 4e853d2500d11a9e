"""The words for what the policy names by code: severities and groups, as msgids."""

from ckanext.govopen.national.text import N_

SEVERITIES = {
    "fatal": N_("fatal"),
    "critical": N_("critical"),
    "major": N_("major"),
    "minor": N_("minor"),
    "info": N_("info"),
}
GROUPS = {
    "access": N_("Access"),
    "encoding": N_("Format and encoding"),
    "structure": N_("Table structure"),
    "values": N_("Values"),
    "description": N_("Description"),
}
