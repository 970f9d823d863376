"""The house keeps its rules: floors, furniture, doors, who writes what, and what stands in one place only."""

import ast
import importlib
import os
import pkgutil
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from service_desk.rooms import FLOORS, ROOMS
from tests.reach import House

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("service_desk", "notifications", "barcode")
WRITES = re.compile(r"\b(?:insert\s+into|update|delete\s+from)\s+(?:only\s+)?\"?([a-z_]+)\"?", re.IGNORECASE)


def sources(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": f"{folder}:{folder / 'barcode'}"}
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The packages alone, to be broken on purpose."""
    folder = tmp_path_factory.mktemp("house")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in (".importlinter", "piccolo_conf.py"):
        shutil.copy(ROOT / name, folder / name)
    return folder


# Being built by others; each goes as its door comes.
NOT_YET: set[str] = set()


def test_every_action_is_reached_by_a_door_a_subscription_the_schedule_or_a_command():
    """What is finished and cannot be used does not exist for anybody; the made-up company of the demo does not count."""
    house = House(ROOT)
    without = {".".join(place) for place in house.offered("actions") - house.reached()}
    assert without - NOT_YET == set()


def test_every_query_is_asked_by_somebody_beside_the_tests():
    """What only tests read is code that nobody needs; what tries the desk out on a made-up company needs its questions."""
    house = House(ROOT)
    assert {".".join(place) for place in house.offered("queries") - house.reached(made_up=True)} == set()


def test_everything_an_erp_must_offer_is_asked_of_it():
    """A method of the port that nobody calls is work for every connector, and for nobody."""
    house = House(ROOT)
    methods = house.modules["service_desk.erp.rules.port"].methods["Connector"]
    asked = {name for module, name in house.reached() if module == "service_desk.erp.connectors.books.connector"}
    assert {name for name in methods if f"Books.{name}" not in asked} == set()


def test_an_action_that_loses_its_door_is_missed(copy):
    path = copy / "service_desk/timesheets/api.py"
    whole = path.read_text()
    path.write_text(whole.replace("retire_resource, set_rate", "set_rate"))
    house = House(copy)
    path.write_text(whole)
    assert ("service_desk.timesheets.actions.resources", "retire_resource") in house.offered(
        "actions"
    ) - house.reached()


def test_the_import_contracts_hold():
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("contract", "file", "line"),
    [
        (
            "Each room knows only the rooms below it",
            "service_desk/parties/queries.py",
            "import service_desk.tickets.rules",
        ),
        (
            "Each room knows only the rooms below it",
            "notifications/queries/messages.py",
            "import service_desk.centres.rules",
        ),
        ("The barcodes package knows no desk", "barcode/barcodes/__init__.py", "import service_desk.foundation.ids"),
        ("Rules are pure", "service_desk/warranty/rules/__init__.py", "import service_desk.foundation.db"),
        (
            "Tables know no queries, queries no actions",
            "service_desk/parties/queries.py",
            "import service_desk.parties.actions",
        ),
        ("The web framework stands in doors", "service_desk/parts/queries.py", "import litestar"),
        ("Doors are thin", "service_desk/accounts/api/own.py", "import service_desk.accounts.tables"),
        ("Doors are thin", "service_desk/portal/pages/labels.py", "import service_desk.foundation.db"),
        ("Only the application imports doors", "service_desk/worker.py", "import service_desk.accounts.api"),
        ("Only the application imports doors", "service_desk/worker.py", "import service_desk.portal.pages"),
    ],
)
def test_a_contract_that_is_broken_on_purpose_is_caught(copy, contract, file, line):
    path = copy / file
    whole = path.read_text()
    path.write_text(f"{whole}\n{line}  # broken on purpose\n")
    try:
        output = lint(copy).stdout
    finally:
        path.write_text(whole)
    broken = " ".join(part for part in output.splitlines() if "BROKEN" in part)
    assert contract.split(",")[0] in broken


def test_every_folder_of_the_house_is_on_the_list_of_rooms():
    known = {*FLOORS, *ROOMS, "commands", "demo", "supervisor"}
    folders = {
        path.name for path in (ROOT / "service_desk").iterdir() if path.is_dir() and (path / "__init__.py").exists()
    }
    assert folders <= known
    assert set(ROOMS) <= folders


def _tables() -> dict[str, str]:
    """Table name -> the room that owns it."""
    owners: dict[str, str] = {}
    for path in sources("service_desk", "notifications"):
        if path.name != "tables.py":
            continue
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef) and any(getattr(base, "id", "") == "Table" for base in node.bases):
                owners[re.sub(r"(?<!^)(?=[A-Z])", "_", node.name).lower()] = _room(path)
    return owners


def _room(path: Path) -> str:
    parts = path.relative_to(ROOT).parts
    return parts[1] if parts[0] == "service_desk" else parts[0]


def test_only_the_room_that_owns_a_table_writes_it():
    owners, trespasses = _tables(), []
    for path in sources("service_desk", "notifications"):
        text = " ".join(
            node.value
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        )
        trespasses += [
            f"{path.relative_to(ROOT)} writes {table}"
            for table in WRITES.findall(text)
            if table.lower() in owners and owners[table.lower()] != _room(path)
            and (owners[table.lower()], path.name) != ("foundation", "schedule.py")  # its own table of duties
        ]  # fmt: skip
    assert trespasses == []


def test_only_actions_write():
    """Queries, rules and doors hold no INSERT, UPDATE or DELETE."""
    faults = []
    for path in sources("service_desk"):
        place = path.relative_to(ROOT / "service_desk").parts
        if place[0] not in ROOMS or not any(
            part.removesuffix(".py") in {"queries", "rules", "api", "hooks"} for part in place
        ):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                faults += [
                    f"{path.relative_to(ROOT)}: {table}"
                    for table in WRITES.findall(node.value)
                    if table.lower() in _tables()
                ]
    assert faults == []


@pytest.mark.parametrize(
    ("library", "places"), [("twilio", 2), ("aiosmtplib", 1), ("phonenumbers", 1), ("idna", 1), ("argon2", 1)]
)
def test_a_library_of_one_trade_is_imported_in_one_place(library, places):
    users = [path for path in sources(*PACKAGES) if any(name.split(".")[0] == library for name in imported(path))]
    assert 1 <= len(users) <= places, users


def test_what_a_package_says_it_hands_out_is_there():
    import barcodes
    import notifications
    import service_desk

    lost = {}
    for house in (barcodes, notifications, service_desk):
        for found in pkgutil.walk_packages(house.__path__, f"{house.__name__}."):
            if found.ispkg:
                room = importlib.import_module(found.name)
                lost[found.name] = [name for name in getattr(room, "__all__", ()) if not hasattr(room, name)]
    assert {name: names for name, names in lost.items() if names} == {}


def test_there_is_no_utils_and_no_service_module():
    refused = {"utils.py", "helpers.py", "service.py", "services.py", "manager.py", "common.py", "misc.py"}
    assert [path for path in sources(*PACKAGES) if path.name in refused] == []


def test_our_folder_barcode_never_shadows_the_library():
    assert not (ROOT / "barcode" / "__init__.py").exists()
    code = "import barcode, barcodes; print(hasattr(barcode, 'get'), barcodes.__file__)"
    shown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert shown.startswith("True")
    assert "barcode/barcodes/__init__.py" in shown


@pytest.mark.parametrize("room", ["imports", "portal"])
def test_a_room_that_nobody_imports_can_be_deleted(tmp_path, room):
    """Its folder, its name in rooms.py and its lines in the lists of what follows and what runs: the rest still starts."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "piccolo_conf.py", tmp_path)
    shutil.rmtree(tmp_path / "service_desk" / room)
    for name in ("rooms.py", "subscriptions.py", "schedule.py", "worker.py", "starter/sources.py"):
        path = tmp_path / "service_desk" / name
        path.write_text(_without(path.read_text(), room))
    code = "import service_desk.app, service_desk.worker, service_desk.piccolo_app; print('starts')"
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}:{tmp_path / 'barcode'}"}
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert result.stdout.strip() == "starts", result.stderr


def _without(text: str, room: str) -> str:
    """A file without the lines that name the room; a subscription is one line a handler."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(f"service_desk.{room}"):
            names |= {alias.asname or alias.name for alias in node.names}
    kept = [
        line
        for line in text.splitlines()
        if f"service_desk.{room}" not in line
        and f'"{room}"' not in line
        and not any(re.search(rf"\b{name}\b", line) for name in names)
    ]
    return "\n".join(kept) + "\n"


def test_no_file_names_a_registry_or_a_path_of_one_machine():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    refused = re.compile(
        r"registry\.npm"
        r"js|py"
        r"pi\.org|files\.python"
        r"hosted|cdn\.js"
        r"delivr|un"
        r"pkg\.com|/work/"
        r"main|/ro"
        r"ot/"
    )
    found = [
        name for name in tracked if (ROOT / name).is_file() and refused.search((ROOT / name).read_text(errors="ignore"))
    ]
    assert found == []


def test_the_front_page_and_the_page_of_the_house_name_every_room():
    drawn = (ROOT / "README.md").read_text().partition("```mermaid")[2].partition("```")[0]
    told = (ROOT / "docs" / "architecture.md").read_text()
    assert [room for room in ROOMS if not re.search(rf"\b{room}\b", drawn)] == []
    assert [room for room in ROOMS if f"| {room} |" not in told] == []
