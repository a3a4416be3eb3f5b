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
_SAFE = r"\u3400-\u4dbf\u4e00-\u9fffA-Za-z0-9“《（"
"""Characters that may begin a plain scalar."""
_INSIDE = rf"{_SAFE}”》）_.…‘’【】，。、；！？：—·/+?\-"
"""Characters that may stand in one, and mean nothing in YAML."""
_SCALAR = rf"[{_SAFE}](?: ?[{_INSIDE}]|:(?=[{_INSIDE}]))*"
_MEMBER = rf"[{_SAFE}][{_INSIDE.replace('?', '')}]*"
_SIMPLE = re.compile(
    rf"(  - |    |)(?:([a-z][a-z_]{{0,40}}):(?: (?:({_SCALAR})|\[((?:{_MEMBER}(?:, {_MEMBER})*)?)\]))?|({_SCALAR}))"
)
"""A line of simple YAML: indent, key, value, members of a list; or an item of a list."""
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
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
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

    What is keys with plain values, and lists of such, as most heads are, is read without the library's parser; that both give the same
    is a property test.
    """
    if simple := _read_simple(text, first_line):
        return simple
    try:
        return _build(text, first_line)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line if error.problem_mark else 0
        reason = error.problem or "the YAML cannot be read"
        raise FrontMatterError(first_line + line, f"YAML: {reason}") from None
    except yaml.YAMLError as error:
        raise FrontMatterError(first_line, f"YAML: {str(error).splitlines()[0]}") from None


def _read_simple(text: str, first_line: int) -> tuple[dict[str, Any], dict[Path, int]] | None:
    """What ``_build`` gives; None where a line may be anything else."""
    values: dict[str, Any] = {}
    lines: dict[Path, int] = {(): first_line}
    items: list[Any] | None = None  # of the key that a list may stand under
    mapping: dict[str, Any] | None = None  # the item that may have more keys
    above = ""
    for line, content in enumerate(text.removesuffix("\n").split("\n"), first_line):
        found = _SIMPLE.fullmatch(content)
        if found is None:
            return None
        indent, key, value, members, item = found.groups()
        if not indent:
            if key is None or key in values:
                return None
            above, items, mapping = key, None, None
            lines[key,] = line
            if value is not None:
                values[key] = _WORDS.get(value, value)
            elif members is None:
                values[key], items = None, []
            else:
                values[key] = [_WORDS.get(member, member) for member in members.split(", ") if member]
                lines.update({(key, i): line for i in range(len(values[key]))})
        elif items is None or (key is None) == (item is None) or (key is not None and value is None):
            return None
        elif indent == "  - ":
            here = (above, len(items))
            lines[here] = line
            values[above] = items
            mapping = None if key is None else {key: _WORDS.get(value, value)}
            items.append(_WORDS.get(item, item) if mapping is None else mapping)
            if key is not None:
                lines[*here, key] = line
        elif mapping is None or key is None or key in mapping:
            return None
        else:
            mapping[key] = _WORDS.get(value, value)
            lines[above, len(items) - 1, key] = line
    return values, lines


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
