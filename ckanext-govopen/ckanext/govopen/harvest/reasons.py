"""Why something could not be fetched, in sentences for people; the kinds are those of `harvesters.errors`."""

from ckanext.govopen.national.text import N_

REASONS: dict[str, str] = {
    "unreachable": N_("The server of the file cannot be reached"),
    "certificate": N_("The certificate of the file's server is not valid"),
    "tls": N_("The server of the file only speaks outdated encryption"),
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
    "resting": N_("The server of the file failed so often that it is left alone for a while"),
    "closed": N_("The server of the file is closed at this time"),
}
"""Of a file."""

CAUSES: dict[str, str] = {
    "unreachable": N_("its server cannot be reached"),
    "certificate": N_("its certificate is not valid"),
    "tls": N_("it only speaks outdated encryption"),
    "busy": N_("it is overloaded or out of order"),
    "broken": N_("it sends damaged or empty answers"),
    "in-band": N_("it answers with an error message"),
    "short": N_("its listing ends before the total that it states"),
    "wall": N_("it keeps automatic readers out"),
    "login": N_("it asks for a sign-in"),
    "notice": N_("it shows a notice instead of data"),
    "moved": N_("it sends readers to another address"),
    "refused": N_("it refuses to answer"),
    "missing": N_("there is nothing at this address"),
    "status": N_("it answers with an error"),
    "resting": N_("it failed so often that it is left alone for a while"),
    "robots": N_("it does not allow automatic readers here"),
    "address": N_("the address lies in a private network"),
    "too-large": N_("the answer is too large"),
    "closed": N_("it is closed at this time"),
}
"""Of a portal's answer, as the reason in an issue."""
