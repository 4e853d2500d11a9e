"""CKAN's own command line: databases brought up to date, the operator's account and token, the index rebuilt."""

from pathlib import Path

from instance import files, place, postgres, run, solr, venv, web
from instance.console import say
from instance.errors import Trouble
from instance.place import Instance

TOKEN_NAME = "scripts/portal"


def ckan(instance: Instance, what: str, *arguments: str) -> str:
    """Run CKAN's command; `what` begins the sentence that tells of a failure."""
    name = "-".join(word for word in arguments[:2] if word.isidentifier() or "-" in word)
    command: list[run.Word] = [venv.program("ckan"), "-c", instance.ini, *arguments]
    return run.logged(what, command, instance.logs / f"ckan-{name}.log", cwd=place.CHECKOUT)


def migrations() -> Path:
    """The steps that bring our own tables up to date."""
    return place.CHECKOUT / "ckanext-govopen" / "ckanext" / "govopen" / "migration"


def upgrade(instance: Instance) -> None:
    """Bring the databases to the state that the code needs; done once for each set of migrations and packages."""
    wanted = files.digest(files.content(migrations()), venv.fingerprint(), instance.facts["database_url"])
    if instance.is_done("database", wanted):
        return
    say("Preparing the databases")
    postgres.make_databases(instance)
    ckan(instance, "Preparing CKAN's tables", "db", "upgrade")
    permissions = ckan(instance, "Preparing the data store", "datastore", "set-permissions")
    maker = postgres.addresses(instance)["maker"]
    postgres.psql(instance, maker, permissions[permissions.index("\\connect") :])
    instance.mark("database", wanted)


def build_assets(instance: Instance) -> None:
    """Put scripts and styles together before a page is asked for: two first readers at once would break each other's."""
    assets = place.CHECKOUT / "ckanext-govopen" / "ckanext" / "govopen" / "assets"
    wanted = files.digest(files.content(assets), venv.fingerprint())
    if not instance.is_done("assets", wanted):
        ckan(instance, "Putting scripts and styles together", "asset", "build")
        instance.mark("assets", wanted)


def make_operator(instance: Instance) -> None:
    """Make the operator's account and API token where the running portal does not know them."""
    admin = instance.facts["admin"]
    if admin["token"] and knows_operator(instance):
        return
    say(f"Making the operator's account {admin['name']}")
    name, password = admin["name"], admin["password"]
    account = [f"email={name}@example.com", f"password={password}", "--create"]
    ckan(instance, "Making the operator's account", "sysadmin", "add", name, *account)
    admin["token"] = ckan(instance, "Making the API token", "user", "token", "add", name, TOKEN_NAME, "-q").split()[-1]
    instance.save()
    if not knows_operator(instance):
        raise Trouble(f"The portal does not accept the token of {name}: read {instance.logs / 'web.log'}.")


def knows_operator(instance: Instance) -> bool:
    """Whether the portal takes the token as the operator's."""
    admin = instance.facts["admin"]
    return web.call(instance, "api_token_list", token=admin["token"], user_id=admin["name"]) is not None


def fill_index(instance: Instance) -> None:
    """Index all datasets anew when Solr's configuration, or the server itself, is not the one they were indexed for.

    With our own Solr that happens beside the index in use, which takes searches meanwhile.
    """
    wanted = files.digest(files.content(solr.configset()), instance.facts["external"].get("solr", ""))
    if instance.is_done("index", wanted):
        return
    filled = bool(web.call(instance, "package_list", limit=1))
    if instance.private("solr") and (filled or not solr.is_current(instance)):
        say("Making the search index anew for its changed configuration")
        ckan(instance, "Making the search index anew", "govopen", "reindex")
    elif filled:
        say("Rebuilding the search index for its changed configuration")
        ckan(instance, "Rebuilding the search index", "search-index", "rebuild", "-i")
    instance.mark("index", wanted)
