"""Front matter: text to values with their lines, and back.

YAML resolves no types here but true, false and null: all else is text, which the reader of a field understands by the field's
type (so ``2020`` stays a date and ``no`` a word). Aliases, tags and deep nesting are refused: no file needs them, and they can
be made to eat memory.
"""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from generator.model import Value

Path = tuple[str | int, ...]
"""Where a value stands: ``("speakers", 0, "name")``."""

_DEPTH = 8
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_OTHER_BREAKS = re.compile("[\r\x85\u2028\u2029\ufeff]")
_FENCE = re.compile(r"---[ \t]*\n(?:(.*?)\n)??(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)


class FrontMatterError(ValueError):
    """What is wrong, and in which line of the file (from 1)."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


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
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.startswith("---"):
        return FrontMatter({}, {}, text, 1)
    fence = _FENCE.match(text)
    if not fence:
        raise FrontMatterError(1, "the front matter that begins with --- is never closed by ---")
    values, lines = read_yaml((fence[1] or "") + "\n", first_line=2)
    rest = text[fence.end() :]
    body = rest.lstrip("\n")
    body_line = text.count("\n", 0, fence.end()) + 1 + len(rest) - len(body)
    return FrontMatter(values, lines, body, body_line)


def read_yaml(text: str, first_line: int = 1) -> tuple[dict[str, Any], dict[Path, int]]:
    """Read a YAML mapping: its values and the line of each."""
    try:
        return _build(text, first_line)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line if error.problem_mark else 0
        reason = error.problem or "the YAML cannot be read"
        raise FrontMatterError(first_line + line, f"YAML: {reason}") from None
    except yaml.YAMLError as error:
        raise FrontMatterError(first_line, f"YAML: {str(error).splitlines()[0]}") from None


def _build(text: str, first_line: int) -> tuple[dict[str, Any], dict[Path, int]]:
    """Values from the parser's events; a loop and not a recursion, so that nesting cannot exhaust the stack."""
    root: list[Any] = []
    lines: dict[Path, int] = {}
    stack: list[tuple[Any, Path]] = [(root, ())]
    key: list[str | None] = [None]  # the pending key of each open mapping

    def put(value: Any, line: int) -> Path:
        holder, path = stack[-1]
        if isinstance(holder, dict):
            name = key[-1]
            assert name is not None
            key[-1] = None
            holder[name] = value
            here = (*path, name)
        else:
            holder.append(value)
            here = () if holder is root else (*path, len(holder) - 1)
        lines.setdefault(here, line)
        return here

    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        line = first_line + (event.start_mark.line if event.start_mark else 0)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise FrontMatterError(line, "YAML aliases (& and *) are not allowed here: write the value out")
        if isinstance(event, yaml.ScalarEvent):
            if event.tag is not None and event.tag != "!":
                raise FrontMatterError(line, f"the YAML tag {event.tag} is not allowed")
            plain = not event.style and event.value in _WORDS
            holder, path = stack[-1]
            if isinstance(holder, dict) and key[-1] is None:
                if event.value in holder:
                    raise FrontMatterError(line, f"the key {event.value!r} stands here twice")
                key[-1] = event.value
                lines[(*path, event.value)] = line
            else:
                put(_WORDS[event.value] if plain else event.value, line)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            if event.tag is not None and event.tag != "!":
                raise FrontMatterError(line, f"the YAML tag {event.tag} is not allowed")
            if isinstance(stack[-1][0], dict) and key[-1] is None:
                raise FrontMatterError(
                    line, "a key must be a word, not a list or a mapping (quote it if it begins with [ or {)"
                )
            if len(stack) > _DEPTH:
                raise FrontMatterError(line, f"nested more than {_DEPTH} deep")
            value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
            stack.append((value, put(value, line)))
            key.append(None)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            stack.pop()
            key.pop()
    if not root or root == [None]:
        return {}, lines
    if len(root) > 1:
        raise FrontMatterError(first_line, "more than one YAML document")
    if not isinstance(root[0], dict):
        raise FrontMatterError(first_line, "expected a mapping (key: value), found something else")
    return root[0], lines


class _Dumper(yaml.SafeDumper):
    """Writes what ``read_yaml`` reads: only true, false and null are special, so dates stand plain."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


_Dumper.yaml_implicit_resolvers = {}


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """Line ends of other kinds are escaped: PyYAML would fold them away."""
    quote = '"' if _OTHER_BREAKS.search(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, quote)


_Dumper.add_representer(str, _text)
_Dumper.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Dumper.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:null|~|)$"), ["n", "~", ""])


def dump_yaml(values: Mapping[str, object]) -> str:
    """YAML of a mapping of texts, truth values, lists and mappings, in the given order."""
    return yaml.dump(dict(values), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1_000_000)


def dump(values: Mapping[str, object]) -> str:
    """A file's head with its ``---`` lines; ``split(dump(values))`` gives the same values."""
    return f"---\n{dump_yaml(values)}---\n"
