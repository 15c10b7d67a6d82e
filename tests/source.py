"""Reads the project's own source for the tests that watch over its shape."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("service", "workflows", "schemas", "workers")


@dataclass(frozen=True)
class Source:
    """`name` is dotted: `service.door.write`."""

    name: str
    path: Path
    text: str
    tree: ast.Module
    is_package: bool

    @property
    def place(self) -> str:
        return str(self.path.relative_to(ROOT))


@cache
def sources() -> tuple[Source, ...]:
    paths = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return tuple(read(path) for path in paths if "migrations/versions" not in str(path))


def read(path: Path) -> Source:
    text = path.read_text(encoding="utf-8")
    parts = path.relative_to(ROOT).with_suffix("").parts
    is_package = parts[-1] == "__init__"
    return Source(".".join(parts[:-1] if is_package else parts), path, text, ast.parse(text), is_package)


def imports(source: Source) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of each, those inside functions too, relative ones resolved."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = origin(node, source)
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def origin(node: ast.ImportFrom, source: Source) -> str:
    if not node.level:
        return node.module or ""
    here = source.name.split(".") if source.is_package else source.name.split(".")[:-1]
    return ".".join([*here[: len(here) - node.level + 1], *(node.module or "").split(".")]).rstrip(".")


def functions(source: Source) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (n for n in ast.walk(source.tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))


def docstrings(source: Source) -> set[int]:
    """Identities of the constants that are docstrings."""
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    first = (node.body[0] for node in ast.walk(source.tree) if isinstance(node, owners) and node.body)
    return {id(each.value) for each in first if isinstance(each, ast.Expr)}


def strings(source: Source) -> Iterator[tuple[int, str]]:
    """Line and text of every string but docstrings; an f-string as a whole, `{}` where it has a hole."""
    inside: set[int] = set(docstrings(source))
    for node in ast.walk(source.tree):
        if isinstance(node, ast.JoinedStr):
            inside.update(id(part) for part in node.values)
            yield (
                node.lineno,
                "".join(
                    str(getattr(part, "value", "")) if isinstance(part, ast.Constant) else "{}"
                    for part in node.values
                ),
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield node.lineno, node.value
