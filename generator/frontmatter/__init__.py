"""Front matter: text to values with their lines, and back.

YAML resolves no types here but true, false and null: all else is text, which the reader of a field understands by the field's
type (so ``2020`` stays a date and ``no`` a word). Aliases, tags and deep nesting are refused: no file needs them, and they can
be made to eat memory.
"""

import re
from collections.abc import Mapping
from typing import Any

from generator.frontmatter import simple
from generator.frontmatter.simple import FrontMatterError, Path
from generator.model import Value

__all__ = ["FrontMatter", "FrontMatterError", "Path", "body", "dump", "dump_yaml", "read_yaml", "split"]

_FENCE = re.compile(r"---[ \t]*\n(?:(.*?)\n)??(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)


class FrontMatter(Value, frozen=True):
    """The values of a file's head, the line of each, and the body with the line on which it begins."""

    values: dict[str, Any]
    lines: dict[Path, int]
    body: str
    body_line: int

    def line(self, *path: str | int) -> int:
        """The line of a value, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def split(text: str) -> FrontMatter:
    """Read a file's text; a file without front matter is all body. FrontMatterError names the line of the first fault."""
    head, body, body_line = _cut(text)
    if head is None:
        return FrontMatter({}, {}, body, body_line)
    values, lines = read_yaml(head + "\n", first_line=2)
    return FrontMatter(values, lines, body, body_line)


def body(text: str) -> str:
    """The body of a file's text; its head is not read."""
    return _cut(text)[1]


def _cut(text: str) -> tuple[str | None, str, int]:
    """Head, body, and the line on which the body begins; without front matter there is no head."""
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.startswith("---"):
        return None, text, 1
    fence = _FENCE.match(text)
    if not fence:
        raise FrontMatterError(1, "the front matter that begins with --- is never closed by ---")
    rest = text[fence.end() :]
    body = rest.lstrip("\n")
    return fence[1] or "", body, text.count("\n", 0, fence.end()) + 1 + len(rest) - len(body)


def read_yaml(text: str, first_line: int = 1) -> tuple[dict[str, Any], dict[Path, int]]:
    """Read a YAML mapping: its values and the line of each.

    What is of simple form, as most heads are, is read without the library; that both give the same is a property test.
    """
    if found := simple.read(text, first_line):
        return found
    from generator.frontmatter import full  # the library takes a while to load

    return full.read(text, first_line)


def dump_yaml(values: Mapping[str, object]) -> str:
    """YAML of a mapping of texts, truth values, lists and mappings, in the given order."""
    from generator.frontmatter import full

    return full.dump(values)


def dump(values: Mapping[str, object]) -> str:
    """A file's head with its ``---`` lines; ``split(dump(values))`` gives the same values."""
    return f"---\n{dump_yaml(values)}---\n"
