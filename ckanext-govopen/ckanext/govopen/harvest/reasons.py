"""Why a file could not be fetched, in sentences for people; the kinds are those of `harvesters.errors`."""

from ckanext.govopen.national.text import N_

REASONS: dict[str, str] = {
    "unreachable": N_("The server of the file cannot be reached"),
    "certificate": N_("The certificate of the file's server is not valid"),
    "busy": N_("The server of the file is overloaded or out of order"),
    "broken": N_("The server cut the file or sent it damaged"),
    "in-band": N_("The server answers with an error message instead of the file"),
    "short": N_("The server cut the file or sent it damaged"),
    "wall": N_("The server keeps automatic readers out"),
    "login": N_("The server asks for a sign-in"),
    "notice": N_("The server shows a notice instead of the file"),
    "moved": N_("The address of the file leads nowhere"),
    "refused": N_("The server refuses to give the file"),
    "missing": N_("There is no file at its address"),
    "status": N_("The server answers with an error"),
    "robots": N_("The server does not allow automatic readers"),
    "address": N_("The address of the file lies in a private network"),
    "too-large": N_("The file is too large to be checked"),
    "closed": N_("The server of the file is closed at this time"),
}
