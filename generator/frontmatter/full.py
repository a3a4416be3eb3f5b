"""Any YAML mapping to values and their lines, by the library, and back.

Imported where a text needs it (``frontmatter.py``): the library takes a hundredth of a second to load.
"""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from generator.frontmatter.simple import DEPTH, WORDS, FrontMatterError, Path, Read

_OTHER_BREAKS = re.compile("[\r\x85\u2028\u2029\ufeff]")


def read(text: str, first_line: int) -> Read:
    """A mapping: its values and the line of each. FrontMatterError names the line of the first fault."""
    try:
        return _build(text, first_line)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line if error.problem_mark else 0
        reason = error.problem or "the YAML cannot be read"
        raise FrontMatterError(first_line + line, f"YAML: {reason}") from None
    except yaml.YAMLError as error:
        raise FrontMatterError(first_line, f"YAML: {str(error).splitlines()[0]}") from None


def _build(text: str, first_line: int) -> Read:
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
            plain = not event.style and event.value in WORDS
            holder, path = stack[-1]
            if isinstance(holder, dict) and key[-1] is None:
                if event.value in holder:
                    raise FrontMatterError(line, f"the key {event.value!r} stands here twice")
                key[-1] = event.value
                lines[(*path, event.value)] = line
            else:
                put(WORDS[event.value] if plain else event.value, line)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            if event.tag is not None and event.tag != "!":
                raise FrontMatterError(line, f"the YAML tag {event.tag} is not allowed")
            if isinstance(stack[-1][0], dict) and key[-1] is None:
                raise FrontMatterError(
                    line, "a key must be a word, not a list or a mapping (quote it if it begins with [ or {)"
                )
            if len(stack) > DEPTH:
                raise FrontMatterError(line, f"nested more than {DEPTH} deep")
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
    """Writes what ``read`` reads: only true, false and null are special, so dates stand plain."""

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


def dump(values: Mapping[str, object]) -> str:
    """YAML of a mapping of texts, truth values, lists and mappings, in the given order."""
    return yaml.dump(dict(values), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1_000_000)
