"""Importing again: the editors' work on a speech, and what the import makes of it now, become one text.

In: three bodies (as it was imported, as it is, as it would be imported now) or three heads. Out: the merged one. Bodies are merged by
git's own ``merge-file``: paragraph by paragraph, and where both sides changed one paragraph, word by word. What still contradicts stands
in the text between git's marks, for the editor to choose; nothing is dropped on the way. Ids of paragraphs stay what they were.
"""

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from generator import frontmatter
from generator.markdown import parse
from generator.model import Block, SiteError, Value
from generator.paragraphs import align, number

NO_GIT = "merging needs git, which is not installed: install git, or import with --force (which drops the editors' changes)"
_OURS, _THEIRS = "编者", "新整理"
_OPEN, _BASE, _MIDDLE, _CLOSE = "<" * 40, "|" * 40, "=" * 40, ">" * 40
_TOKEN = re.compile(r"[A-Za-z0-9]+|[\s\S]")
_KEY = re.compile(r"([A-Za-z_][\w-]*)[ \t]*:")
_CONFLICT = re.compile(r"^(?:<{7} |>{7} )", re.M)

Hunk = tuple[str, str, str]
"""A stretch that both sides changed: present, base, fresh."""


class Merged(Value, frozen=True):
    """A body; ``conflicts``: the numbers (from 1) of the lines in it where a contradiction begins."""

    body: str
    conflicts: tuple[int, ...] = ()


def conflicts_in(body: str) -> tuple[int, ...]:
    """Lines (from 1) with the marks of a merge that nobody has decided yet."""
    return tuple(body.count("\n", 0, found.start()) + 1 for found in _CONFLICT.finditer(body))


def merge(base: str, present: str, fresh: str) -> Merged:
    """Merge two descendants of a body. SiteError (one line) where git is not there or fails."""
    if present in (base, fresh):
        return Merged(fresh)
    if fresh == base:
        return Merged(present)
    clean, text = _merge_file(*(body.splitlines(keepends=True) for body in (present, base, fresh)))
    if clean:
        return Merged(_joined(text))
    merged = "".join(_within(piece) if isinstance(piece, tuple) else piece for piece in _hunks(text)).lstrip(
        "\n"
    )
    return Merged(merged, conflicts_in(merged)[::2])


def _within(hunk: Hunk) -> str:
    """A stretch that both sides changed, merged by words; between git's marks where that is a contradiction too."""
    clean, tokens = _merge_file(*(_TOKEN.findall(text) for text in hunk))
    if clean:
        return _joined(tokens)
    present, _, fresh = (text.strip("\n") for text in hunk)
    return f"\n<<<<<<< {_OURS}\n\n{present}\n\n=======\n\n{fresh}\n\n>>>>>>> {_THEIRS}\n\n"


def _merge_file(present: Sequence[str], base: Sequence[str], fresh: Sequence[str]) -> tuple[bool, list[str]]:
    """Three rows of pieces merged by git: whether that is clean, and its lines. A piece is one line of JSON; git's marks begin otherwise."""
    program = shutil.which("git")
    if program is None:
        raise SiteError(NO_GIT)
    with tempfile.TemporaryDirectory(prefix="yanlu-merge-") as folder:
        names = ["present", "base", "fresh"]
        for name, pieces in zip(names, (present, base, fresh), strict=True):
            Path(folder, name).write_text(
                "".join(json.dumps(piece) + "\n" for piece in pieces), "ascii", newline="\n"
            )
        command = [program, "merge-file", "-p", "-q", "--diff3", "--marker-size=40", *names]
        ran = subprocess.run(
            command, cwd=folder, capture_output=True, env={**os.environ, "LC_ALL": "C"}, check=False
        )
    if not 0 <= ran.returncode <= 127:
        said = ran.stderr.decode("utf-8", "replace").strip().splitlines()
        raise SiteError(f"git merge-file failed: {said[0] if said else ran.returncode}")
    return ran.returncode == 0, ran.stdout.decode("ascii").splitlines()


def _joined(lines: Sequence[str]) -> str:
    return "".join(json.loads(line) for line in lines)


def _hunks(lines: Sequence[str]) -> list[str | Hunk]:
    """The stretches of a merge: what is clean, and what is not."""
    found: list[str | Hunk] = []
    present: list[str] = []
    base: list[str] = []
    fresh: list[str] = []
    clean: list[str] = []
    into = clean
    for line in lines:
        if line.startswith(_OPEN):
            found.append(_joined(clean))
            present, base, fresh = [], [], []
            into = present
        elif line.startswith(_BASE):
            into = base
        elif line.startswith(_MIDDLE):
            into = fresh
        elif line.startswith(_CLOSE):
            found.append((_joined(present), _joined(base), _joined(fresh)))
            into = clean = []
        else:
            into.append(line)
    return [*found, _joined(clean)]


def committed(path: Path) -> bytes | None:
    """A file as git last committed it; None where there is no git, no repository or no such file in it."""
    program = shutil.which("git")
    if program is None or not path.parent.is_dir():
        return None
    ran = subprocess.run(
        [program, "show", f"HEAD:./{path.name}"], cwd=path.parent, capture_output=True, check=False
    )
    return ran.stdout if ran.returncode == 0 else None


# -------------------------------------------------------------------------------------------------------- ids


def keep_ids(merged: str, present: str, base: str, fresh: str) -> str:
    """Pin (``{#p12}``) the paragraphs that would get another id than they have, now that the imported body is another.

    ``present`` is numbered by ``base``, ``merged`` by ``fresh``. A paragraph that is new gets no id that one has or had.
    """
    before, gone = number(parse(present), parse(base) if present != base else None)
    had = {id for block in before for id in (block.id, *block.gone, *block.also)} | set(gone)
    origins, _ = align([block.text for block in before], [block.text for block in parse(merged)])
    wanted = [before[origin - 1].id if origin else None for origin in origins]
    last, ids = "p0", []
    now, _ = number(parse(merged), parse(fresh) if merged != fresh else None)
    taken = {id for id in wanted if id}
    for id, block in zip(wanted, now, strict=True):
        if id is None:
            found = str(block.id)
            step = 0
            while found in had or found in taken:
                step += 1
                found = f"{last}-{step}"
            id = type(block.id)(found)
        taken.add(id)
        ids.append(id)
        last = str(id)
    return _pinned(merged, now, [id if id != block.id else "" for id, block in zip(ids, now, strict=True)])


def _pinned(body: str, blocks: Sequence[Block], pins: Sequence[str]) -> str:
    """The body with pins behind those blocks for which one is given; rows of tables and code cannot have one."""
    lines = body.split("\n")
    for i, (block, pin) in enumerate(zip(blocks, pins, strict=True)):
        if not pin or block.kind in ("row", "code"):
            continue
        end = blocks[i + 1].line if i + 1 < len(blocks) and blocks[i + 1].line > block.line else len(lines)
        last = next((k for k in range(block.line, end) if not lines[k].strip()), end) - 1
        if last >= block.line:
            lines[last] = f"{lines[last].rstrip()} {{#{pin}}}"
    return "\n".join(lines)


# ------------------------------------------------------------------------------------------------------- heads


def merge_heads(
    base: Mapping[str, Any], present: Mapping[str, Any], fresh: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """Merge front matter key by key: the changed keys (None: taken out), and the keys on which both sides changed their mind.

    Where both did, what the editors wrote stands. ``source.files`` always is the import's.
    """
    changes: dict[str, Any] = {}
    contradictions: list[str] = []
    for key in dict.fromkeys((*base, *fresh)):
        old, mine, new = base.get(key), present.get(key), fresh.get(key)
        if key == "source" and isinstance(mine, dict) and isinstance(new, dict):
            old = old if isinstance(old, dict) else {}
            inner, clashes = merge_heads(
                *({k: v for k, v in each.items() if k != "files"} for each in (old, mine, new))
            )
            merged = {k: v for k, v in {**mine, "files": new.get("files"), **inner}.items() if v is not None}
            contradictions += [f"source.{clash}" for clash in clashes]
            if merged != mine:
                changes[key] = merged
        elif mine == new or new == old:
            continue
        elif mine == old:
            changes[key] = new
        else:
            contradictions.append(key)
    return changes, contradictions


def rewrite_head(head: str, changes: Mapping[str, Any]) -> str:
    """The lines of a YAML head with some of its keys changed; all others, and every comment, as they stand."""
    blocks: list[tuple[str, list[str]]] = [("", [])]
    for line in head.splitlines():
        if found := _KEY.match(line):
            blocks.append((found[1], []))
        blocks[-1][1].append(line)
    out: list[str] = []
    written = set()
    for key, lines in blocks:
        if key not in changes:
            out += lines
            continue
        written.add(key)
        if changes[key] is not None:
            out += frontmatter.dump_yaml({key: changes[key]}).splitlines()
        out += [line for line in lines if line.lstrip().startswith("#")]
    added = {key: value for key, value in changes.items() if key not in written and value is not None}
    out += frontmatter.dump_yaml(added).splitlines() if added else []
    return "\n".join(out) + "\n"
