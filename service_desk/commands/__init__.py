"""The commands of `desk`, one module each, and the one list of them. Each is imported only when it is used."""

from typing import Final

# name -> (module that has a click command called `command`, what `desk --help` says)
COMMANDS: Final[dict[str, tuple[str, str]]] = {
    "init": ("service_desk.commands.init", "Found the company of an empty desk."),
    "run": ("service_desk.commands.run", "Run the whole desk: database, web and worker, until Ctrl-C."),
    "web": ("service_desk.commands.web", "Run a web process only; for servers with DATABASE_URL."),
    "worker": ("service_desk.commands.worker", "Run a worker only; for servers with DATABASE_URL."),
    "migrate": ("service_desk.commands.migrate", "Bring the database to this version's schema."),
    "doctor": ("service_desk.commands.doctor", "Look whether everything is well, and say what to do where it is not."),
    "db": ("service_desk.commands.db", "Show where the database is, or open psql on it."),
    "staff": ("service_desk.commands.staff", "People who may sign in, their roles, and API tokens."),
    "settings": ("service_desk.commands.settings", "List settings, write them to a file, read them back."),
    "faults": ("service_desk.commands.faults", "Schemes of fault codes: list them, import one."),
    "packs": ("service_desk.commands.packs", "Packs of consumer law: look, compare, switch on or off."),
    "warranty": ("service_desk.commands.warranty", "Make stored decisions again, to see that they come out the same."),
    "starter": ("service_desk.commands.starter", "What a release ships to start with: list, compare, take."),
    "import": ("service_desk.commands.imports", "Load units, customers, parts and closed tickets of another system."),
    "label": ("service_desk.commands.label", "Draw labels, print them, see printers and their jobs."),
    "scan": ("service_desk.commands.scan", "Read a scan or a picture of a label."),
    "link": ("service_desk.commands.link", "The link to a customer's page: give one out, list, revoke."),
    "search": ("service_desk.commands.search", "Fill the columns by which things are found anew."),
    "seed": ("service_desk.commands.seed", "Fill an empty database with a small company to try things on."),
    "demo": ("service_desk.commands.demo", "Play whole jobs on real data and count what came of them."),
    "queue": ("service_desk.commands.queue", "What the worker still has to do, and what is stuck."),
    "channels": (
        "service_desk.commands.channels",
        "Ways out for messages: which are stopped and why; start one again.",
    ),
    "postings": ("service_desk.commands.postings", "Documents owed to the ERP: list, send again, reconcile."),
    "privacy": ("service_desk.commands.privacy", "Hand out what is held about a customer, or forget it."),
    "audit": ("service_desk.commands.audit", "Verify the sealed event log, or print its head."),
    "schema": ("service_desk.commands.schema", "Print the OpenAPI description of the API."),
}
