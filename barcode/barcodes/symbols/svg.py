"""Symbols as SVG: one path, whole modules, nothing that a printer could blur."""

from functools import lru_cache
from typing import Final
from xml.sax.saxutils import escape

from barcodes.symbols.spec import ModuleMatrix

_TEXT_MM: Final = 3.2


def path(matrix: ModuleMatrix, bar_height: int = 1) -> str:
    """The dark modules as one SVG path in module units; `bar_height` is that of a linear code's bars."""
    return "".join(_row(row, y, bar_height if matrix.linear else 1) for y, row in enumerate(matrix.rows))


def _row(row: str, y: int, height: int) -> str:
    """One rectangle a run of dark modules; after `z` the pen stands at its start again."""
    steps = [f"M0 {y}"]
    x = last = 0
    for run in row.split("0"):
        width = len(run)
        if width:
            steps.append(f"m{x - last} 0{_run(width, height)}")
            last = x
        x += width + 1
    return "".join(steps)


@lru_cache(maxsize=4096)
def _run(width: int, height: int) -> str:
    return f"h{width}v{height}h-{width}z"


def svg(matrix: ModuleMatrix, *, module_mm: float = 0.33, height_mm: float = 12.0, show_text: bool = True) -> str:
    """A whole SVG with quiet zones, in millimetres. `height_mm` is that of a linear code's bars."""
    quiet, tall = matrix.quiet, max(1, round(height_mm / module_mm)) if matrix.linear else len(matrix.rows)
    below = 0 if matrix.linear else quiet
    text = round(_TEXT_MM / module_mm, 2) if show_text and matrix.linear else 0
    width, height = matrix.width + 2 * quiet, round(tall + 2 * below + text * 1.25, 2)
    label = (
        f'<text x="{width / 2:g}" y="{tall + text:g}" font-family="monospace" font-size="{text:g}" text-anchor="middle">{escape(matrix.text)}</text>'
        if text
        else ""
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width * module_mm:.2f}mm" height="{height * module_mm:.2f}mm" '
        f'viewBox="0 0 {width} {height:g}"><rect width="100%" height="100%" fill="#fff"/>'
        f'<path transform="translate({quiet} {below})" shape-rendering="crispEdges" d="{path(matrix, tall)}"/>{label}</svg>'
    )
