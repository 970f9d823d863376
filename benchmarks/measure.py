"""CPU seconds of a process tree, proportional memory, and the file of results. Figures are ratios of one run (README)."""

import json
import os
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

OUT = Path(__file__).resolve().parent / "out"
TICKS = os.sysconf("SC_CLK_TCK")


def _stats() -> tuple[dict[int, int], dict[int, list[int]]]:
    cpu: dict[int, int] = {}
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(") ")[2].split()
        except OSError:
            continue
        pid = int(path.parent.name)
        cpu[pid] = sum(map(int, fields[11:15]))
        children.setdefault(int(fields[1]), []).append(pid)
    return cpu, children


def cpu_seconds(root: int) -> float:
    """User and system time of a process, its living children and those it has reaped."""
    cpu, children = _stats()

    def tree(pid: int) -> int:
        return cpu.get(pid, 0) + sum(map(tree, children.get(pid, [])))

    return tree(root) / TICKS


def pss_mb(pid: int) -> float:
    """Proportional set size: shared pages are counted by share."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise LookupError(pid)


@dataclass(frozen=True)
class Figure:
    """`goal` is an upper limit, or a lower one when `at_least`."""

    name: str
    value: float
    unit: str
    reference: str
    goal: float | None = None
    at_least: bool = False

    @property
    def ok(self) -> bool:
        if self.goal is None:
            return True
        return self.value >= self.goal if self.at_least else self.value <= self.goal


def median_ratio(ours: Sequence[float], theirs: Sequence[float]) -> tuple[float, float, float]:
    """(median, lowest, highest) of the ratios of rounds measured side by side."""
    ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
    return statistics.median(ratios), min(ratios), max(ratios)


def write(name: str, figures: Sequence[Figure]) -> Path:
    """`benchmarks/out/<name>.json`, one entry a figure."""
    OUT.mkdir(parents=True, exist_ok=True)
    path = OUT / f"{name}.json"
    content = {
        each.name: {
            "value": round(each.value, 4),
            "unit": each.unit,
            "reference": each.reference,
            "goal": each.goal,
            "ok": each.ok,
        }
        for each in figures
    }
    path.write_text(json.dumps(content, indent=2) + "\n")
    for each in figures:
        sign = "≥" if each.at_least else "≤"
        goal = f"goal {sign} {each.goal:g}" if each.goal is not None else "reported"
        print(
            f"{'ok ' if each.ok else 'NOT'} {each.name:32} {each.value:10.3f} {each.unit:12} {goal:14} ({each.reference})"
        )
    return path
