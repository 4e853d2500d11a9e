"""The file must hold the data, not the portal's excuse: an error page, a sign-in page or an API's error answer.

Bad: `{"code": 500, "msg": "系统繁忙"}` saved as `.json`; a store's `<Error>` or a sign-in page as `.csv`.
Good: the records themselves, reachable without a session.
"""

from collections.abc import Iterator

from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Facts, Finding
from ckanext.govopen.scoring.places import at_file
from ckanext.govopen.scoring.samples import text

code = "F02"
title = N_("Content is data, not an error or sign-in page")
message = N_("The content is an error page (“{title}”), not data.")
help = N_(  # noqa: A001
    "Open the download address in a browser window without signing in. Upload the real file again, or correct the address."
)
variants = {
    "login_page": (
        N_("The content is a sign-in page, not data."),
        N_("The address needs a signed-in session. Publish an address that answers anyone, or upload the file itself."),
    ),
    "web_page": (
        N_("The content is a web page (“{title}”) without a table, not data."),
        N_("The address leads to a page about the data. Publish the address of the data file itself, or upload the file."),
    ),
    "error_envelope": (
        N_("The content is an interface's error answer, not data."),
        N_(
            "The file was saved from an interface that refused the call. Call it again with valid parameters, "
            "check that it answers with records, and upload that."
        ),
    ),
}
passes = [
    text("人口.json", '[{"区县": "甲县", "户数": 12}]'),
    text("人口.json", '{"code": 200, "data": [{"区县": "甲县"}]}'),
]
fails = [
    text("人口.csv", "<html><head><title>404 Not Found</title></head><body>Not Found</body></html>"),
    text("人口.csv", '<html><title>用户登录</title><form><input type="password"></form></html>'),
    text("人口.json", '{"code": 500, "msg": "系统繁忙"}'),
    text("人口.csv", '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Request has expired.</Message></Error>'),
]


def check(facts: Facts) -> Iterator[Finding]:
    """Takes what the readers of pages, JSON and XML found; a web page that is declared as one is no excuse."""
    for one, index in facts.problems("error_page", "login_page", "web_page", "error_envelope"):
        problem = one.problems[index]
        if problem.kind == "web_page" and one.format.declared in ("html", None):
            continue
        variant = problem.kind if problem.kind != "error_page" else None
        yield Finding(1.0, at_file(one), params=problem.params, variant=variant)
