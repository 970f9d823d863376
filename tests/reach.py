"""What the doors, subscriptions, schedule and commands come to, read from the source: a walk over names, nothing is run."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

DOORS = {"api", "hooks", "pages"}
PROCESSES = {f"service_desk.{name}" for name in ("app", "cli", "serve", "worker")}
LISTS = (
    ("service_desk.subscriptions", "SUBSCRIPTIONS"),
    ("service_desk.subscriptions", "FOLLOWS"),
    ("service_desk.schedule", "DUTIES"),
)
MADE_UP = ("service_desk.demo", "service_desk.commands.demo", "service_desk.commands.seed")
Function = ast.FunctionDef | ast.AsyncFunctionDef
Place = tuple[str, str]  # module, and a name in it: "close", "Books.get_item"; "" is what the module does when imported


@dataclass
class Module:
    imports: dict[str, str] = field(default_factory=dict)  # local name -> dotted path
    names: dict[str, list[ast.AST]] = field(default_factory=dict)  # what a name stands for
    methods: dict[str, dict[str, ast.AST]] = field(default_factory=dict)
    loose: list[ast.AST] = field(default_factory=list)


def read(path: Path) -> Module:
    module, tree = Module(), ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.split(".")[0]
                module.imports[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom) and node.module:
            module.imports |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    for part in tree.body:
        match part:
            case ast.Import() | ast.ImportFrom() | ast.Assign(targets=[ast.Name(id="__all__")]):
                pass
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                module.names[name] = [part]
            case ast.ClassDef(name=name):
                module.methods[name] = {each.name: each for each in part.body if isinstance(each, Function)}
                rest = [each for each in part.body if not isinstance(each, Function)]
                module.names[name] = [*rest, *part.bases, *part.decorator_list]
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                module.names.setdefault(name, []).append(part)
            case _:
                module.loose.append(part)
    return module


def _shadowed(tree: ast.AST) -> set[str]:
    """Names that mean something of the function's own: arguments, variables, functions inside."""
    own: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            own.add(node.arg)
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            own.add(node.id)
        elif isinstance(node, Function) and node is not tree:
            own.add(node.name)
    return own if isinstance(tree, Function) else set()


def _dotted(node: ast.AST) -> list[str]:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return [node.id, *reversed(parts)] if isinstance(node, ast.Name) else []


class House:
    """The source below `root`, and what is reached in it: by the product alone, or with the made-up company that tries it."""

    def __init__(self, root: Path) -> None:
        self.modules: dict[str, Module] = {}
        for folder in ("service_desk", "notifications", "barcode"):
            for path in (root / folder).rglob("*.py"):
                parts = path.relative_to(root).with_suffix("").parts
                name = ".".join(parts[folder == "barcode" :]).removesuffix(".__init__")
                self.modules[name] = read(path)

    def offered(self, furniture: str) -> set[Place]:
        """The public functions of the rooms' `actions`, or `queries`."""
        return {
            (module, name)
            for module, known in self.modules.items()
            if furniture in module.split(".")[1:3] and not module.startswith(MADE_UP)
            for name, trees in known.names.items()
            if not name.startswith("_") and trees and isinstance(trees[0], Function)
        }

    def reached(self, *, made_up: bool = False, roots: Iterable[Place] | None = None) -> set[Place]:
        """Every name that is come to, and every method that is called by its name somewhere there; from `roots` alone if given."""
        seen: set[Place] = set()
        called: set[str] = set()
        waiting = list(self._roots(made_up=made_up) if roots is None else roots)
        while waiting:
            while waiting:
                place = waiting.pop()
                if place in seen or (place[0].startswith(MADE_UP) and not made_up):
                    continue
                seen.add(place)
                waiting.append((place[0], ""))
                for found in self._mentioned(*place):
                    called.add(found) if isinstance(found, str) else waiting.append(found)
            waiting = [place for place in self._methods(seen, called) if place not in seen]
        return seen

    def _roots(self, *, made_up: bool) -> Iterator[Place]:
        yield from LISTS
        for name, module in self.modules.items():
            parts = name.split(".")
            if parts[0] == "service_desk" and parts[2:3] and parts[2] in DOORS and "ROUTES" in module.names:
                yield from ((name, each) for each in ("ROUTES", "NAMED", "PANELS", "LIVE") if each in module.names)
            elif name in PROCESSES or (name.startswith("service_desk.commands") and (made_up or name not in MADE_UP)):
                yield from ((name, each) for each in module.names)

    def _methods(self, seen: Iterable[Place], called: set[str]) -> Iterator[Place]:
        for module, name in seen:
            for method in self.modules[module].methods.get(name, ()):
                if method in called or method.startswith("__"):
                    yield module, f"{name}.{method}"

    def _mentioned(self, module: str, name: str) -> Iterator[Place | str]:
        """Places that a piece of source names, and bare attributes, which may be methods."""
        known = self.modules[module]
        kind, _, method = name.partition(".")
        for tree in [known.methods[kind][method]] if method else known.names[name] if name else known.loose:
            own = _shadowed(tree)
            for node in ast.walk(tree):
                if isinstance(node, ast.Attribute):
                    yield node.attr
                if not isinstance(node, ast.Attribute | ast.Name) or not (parts := _dotted(node)) or parts[0] in own:
                    continue
                if parts[0] in known.names:
                    yield module, parts[0]
                elif parts[0] in known.imports:
                    found = self._resolve([*known.imports[parts[0]].split("."), *parts[1:]])
                    if found is not None:
                        yield found

    def _resolve(self, path: list[str]) -> Place | None:
        """Where a dotted path is defined, through every re-export."""
        for cut in range(len(path), 0, -1):
            module = ".".join(path[:cut])
            if module not in self.modules:
                continue
            if cut == len(path):  # `actions.close` is the verb where the package names it so, else the file
                above = self.modules.get(".".join(path[:-1]))
                named = above.imports.get(path[-1]) if above else None
                return self._resolve(named.split(".")) if named not in {None, module} else (module, "")  # type: ignore[union-attr]
            known, first = self.modules[module], path[cut]
            if first in known.names:
                return module, first
            named = known.imports.get(first)
            if named is not None and named != ".".join(path):
                return self._resolve([*named.split("."), *path[cut + 1 :]])
            return None
        return None
