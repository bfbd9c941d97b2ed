"""`make check`: no colour, size of type or distance is written outside the tokens and the widgets.

What is looked at is the code itself, so a number that hides behind a name of its module is found
too. Called with folders or files; without any it looks at the whole of `ui/station_ui`.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

UI: Final = Path(__file__).parents[2] / "ui" / "station_ui"
LOOK: Final = ("tokens.py", "sheet.py", "theme.py", "icon.py")
"""Where the look is made: everything may stand there."""
PLACED: Final = ("widgets", "gallery/pages")
"""Where sizes may stand: in what paints itself, and around a sample of the gallery."""

_COLOUR: Final = re.compile(
    r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})\b|\b(?:rgb|hsl)a?\(", re.IGNORECASE
)
_TYPE: Final = frozenset({"QFont", "setPixelSize", "setPointSize", "setPointSizeF"})
_SIZES: Final = re.compile(
    r"set(?:Fixed|Minimum|Maximum|Base)(?:Width|Height|Size)"
    r"|set(?:Contents|Viewport)Margins|set(?:Horizontal|Vertical)?Spacing|add(?:Spacing|Strut)"
    r"|set(?:Column|Row)Minimum(?:Width|Height)|setIconSize|setGeometry|setIndent|setMargin"
    r"|set(?:Column|Row)(?:Width|Height)|set(?:Default|MinimumSection|MaximumSection)\w*Size"
    r"|resize|move|row|column|QSize|QMargins|QRect"
)
_DISTANCES: Final = frozenset({"gap", "margins", "size", "pixels"})


@dataclass(frozen=True)
class Finding:
    """One thing that stands where it may not."""

    path: Path
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


def main(words: list[str]) -> int:
    """Print what was found; the exit code is 1 if there was something."""
    places = [Path(word) for word in words] or [UI]
    found = [one for place in places for path in _sources(place) for one in look_at(path, place)]
    sys.stdout.writelines(f"{one}\n" for one in found)
    return int(bool(found))


def look_at(path: Path, root: Path) -> Iterator[Finding]:
    """What stands in a file of the package `root` and may not stand there."""
    name = path.relative_to(root).as_posix() if path != root else path.name
    if name in LOOK:
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = _docstrings(tree)
    numbers = _named_numbers(tree)
    placed = name.startswith(PLACED)
    for node in (one for one in ast.walk(tree) if isinstance(one, ast.expr)):
        what = ""
        if isinstance(node, ast.Constant) and id(node) not in docs:
            what = _wrong_word(node)
        elif isinstance(node, ast.Attribute):
            what = _wrong_colour(node)
        elif isinstance(node, ast.Call):
            what = _wrong_anywhere(node) or ("" if placed else _wrong_on_a_screen(node, numbers))
        if what:
            yield Finding(path, node.lineno, what)


def _wrong_word(node: ast.Constant) -> str:
    colour = isinstance(node.value, str) and _COLOUR.search(node.value)
    return f"the colour {node.value!r}" if colour else ""


def _wrong_colour(node: ast.Attribute) -> str:
    """`Qt.GlobalColor.red`; nothing at all (transparent) is no colour."""
    named = _name(node.value) == "GlobalColor" and node.attr != "transparent"
    return f"the colour {node.attr}" if named else ""


def _wrong_anywhere(call: ast.Call) -> str:
    called = _name(call.func)
    if called == "setStyleSheet":
        return "a style sheet of its own"
    if called in {"QColor", "fromRgb"} and any(isinstance(a, ast.Constant) for a in call.args):
        return f"a colour in {called}()"
    if called == "font" and call.args and _has_number(call.args[0], frozenset()):
        return "a size of type that is not of the scale"
    return ""


def _wrong_on_a_screen(call: ast.Call, numbers: frozenset[str]) -> str:
    called = _name(call.func)
    if called in _TYPE:
        return f"type of its own: {called}()"
    if _SIZES.fullmatch(called) and any(_has_number(a, numbers) for a in call.args):
        return f"a number in {called}()"
    for keyword in call.keywords:
        if keyword.arg in _DISTANCES and _has_number(keyword.value, numbers):
            return f"a number as {keyword.arg}="
    return ""


def _has_number(node: ast.expr, numbers: frozenset[str]) -> bool:
    """Whether a number, or a name of one, is part of what is given; nought and one are not sizes.

    What a call inside is given is that call's own business.
    """
    if isinstance(node, ast.Call):
        return False
    if isinstance(node, ast.Constant):
        return type(node.value) in {int, float} and node.value not in {0, 1}
    if isinstance(node, ast.Name):
        return node.id in numbers
    return any(
        _has_number(part, numbers)
        for part in ast.iter_child_nodes(node)
        if isinstance(part, ast.expr)
    )


def _named_numbers(tree: ast.Module) -> frozenset[str]:
    """Names of the module or of a class that stand for a number."""
    found: set[str] = set()
    bodies = [tree.body, *(n.body for n in ast.walk(tree) if isinstance(n, ast.ClassDef))]
    for statement in (one for body in bodies for one in body):
        if isinstance(statement, ast.Assign):
            targets, value = statement.targets, statement.value
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            targets, value = [statement.target], statement.value
        else:
            continue
        if _has_number(value, frozenset(found)):
            found.update(target.id for target in targets if isinstance(target, ast.Name))
    return frozenset(found)


def _docstrings(tree: ast.Module) -> frozenset[int]:
    return frozenset(
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    )


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _sources(place: Path) -> list[Path]:
    return sorted(place.rglob("*.py")) if place.is_dir() else [place]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
