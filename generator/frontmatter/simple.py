"""YAML of simple forms to values and their lines, as ``full.py`` gives them and eight times as fast.

The forms: mappings and lists in blocks, whose values stand on one line each, plain, in quotation marks or as a list in brackets. Where a
line may be anything else, there is no answer, and the library is asked.
"""

import re
from typing import Any

Path = tuple[str | int, ...]
"""Where a value stands: ``("speakers", 0, "name")``."""
Read = tuple[dict[str, Any], dict[Path, int]]
"""Values, and the line of each."""
DEPTH = 8
WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
"""What is resolved; all else is text."""
_KEY = re.compile(r"([a-z]\w{0,60}):(?: |\Z)")
_UNREAD = object()
_BEGIN = frozenset("(ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
"""What a plain value may begin with, beside any character outside ASCII: those mean nothing in YAML."""
_IN_LISTS = frozenset("#,[]{}?:&*!|>'\"%@` ")
"""What the members of a list in one line do not have."""


class FrontMatterError(ValueError):
    """What is wrong, and in which line of the file (from 1)."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


def read(text: str, first_line: int) -> Read | None:
    """A mapping: its values and the line of each; None where a line may be anything else."""
    root: dict[str, Any] = {}
    lines: dict[Path, int] = {}
    # Mappings and lists that are open, each with its indent and its place.
    stack: list[tuple[int, Any, Path]] = [(0, root, ())]
    above: str | None = None  # the key of the last line, where that has no value
    for line, content in enumerate(text.split("\n"), first_line):
        if not content.isprintable():
            return None
        if not content or content[0] == "#":
            continue
        rest = content.lstrip(" ")
        indent = len(content) - len(rest)
        is_item = rest.startswith("- ")
        while stack[-1][0] > indent:
            stack.pop()
            above = None
        if above is not None and stack[-1][0] < indent:  # what belongs to that key
            _, holder, path = stack[-1]
            holder[above] = [] if is_item else {}
            stack.append((indent, holder[above], (*path, above)))
        at, holder, path = stack[-1]
        if at != indent or is_item != isinstance(holder, list) or len(stack) > DEPTH:
            return None
        if is_item:
            rest = rest[2:]
            path = (*path, len(holder))
            lines[path] = line
        found = _KEY.match(rest)
        if is_item and found:
            holder.append({})
            holder = holder[-1]
            stack.append((indent + 2, holder, path))
        value = _value(rest[found.end() :] if found else rest)
        above = None
        if found:
            key = found[1]
            if key in holder:
                return None
            if rest == f"{key}:":
                value, above = None, key
            holder[key] = value
            path = (*path, key)
            lines.setdefault((), line)
        elif is_item:
            holder.append(value)
        else:
            return None
        if value is _UNREAD:
            return None
        lines[path] = line
        if isinstance(value, list):
            lines.update({(*path, i): line for i in range(len(value))})
    return (root, lines) if root else None


def _value(said: str) -> Any:
    """A value of one line: plain, in quotation marks with none inside, or a list of plain ones; ``_UNREAD`` where it may be another."""
    first, last = said[:1], said[-1:]
    if first in _BEGIN or first > "\x7f":
        is_plain = "#" not in said and ": " not in said and last not in ": "
        return WORDS.get(said, said) if is_plain else _UNREAD
    if first in ("'", '"') and last == first and len(said) > 1:
        inside = said[1:-1]
        return _UNREAD if first in inside or "\\" in inside else inside
    if first == "[" and last == "]":
        members = said[1:-1].split(", ") if len(said) > 2 else []
        if all(member and _IN_LISTS.isdisjoint(member) for member in members):
            found = [_value(member) for member in members]
            return _UNREAD if _UNREAD in found else found
    return _UNREAD
