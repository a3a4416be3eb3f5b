"""A Markdown body of simple forms to blocks, as ``commonmark.py`` gives them and eight times as fast.

The forms: paragraphs, headings, and lists and quotations whose parts are a paragraph each. Where a line may be anything else, there is
no answer, and the library is asked.
"""

import re

from generator.markdown.blocks import finished, has_stage_direction, open_list
from generator.model import Block, BlockId, Mark

_BEGIN = r"(?:(?![\s#>+*\-_`~|=:\[<]|\d{1,9}[.)](?:[ \t]|$))|(?=\*\*[^*\s]|\[\[))"
"""How a line begins that can be nothing but part of a paragraph."""
_START = re.compile(_BEGIN + ".")
_HEADING = re.compile(r"(#{1,6})[ \t]+([^\s#](?:.*[^\s#])?)[ \t]*")
_ITEM = re.compile(rf"(?:([-+*])|([0-9]{{1,9}})([.)])) ({_BEGIN}.+)")
_QUOTE = re.compile(rf"> ({_BEGIN}.+)")
_MARKING = "\\`_[<&{XＸ×"
"""Characters without which, and without *, a stage direction and a line end, the Markdown of a block is its text and has no mark."""
_NO_FORMS = "\0\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029"
"""Characters that make a body none of simple forms: other line ends, and what the library takes for white space or replaces."""
_HARMLESS = bytes(code for code in range(128) if chr(code) not in _MARKING + _NO_FORMS)
_NOT_ASCII = [mark for mark in _MARKING + _NO_FORMS if not mark.isascii()]
_INLINE = re.compile(r"[\n\\`*_\[<&]")
"""Characters without which the Markdown of a block is its text."""
_BOLD_BEGINS, _BOLD_ENDS = "“《（", "。，：；！？、”》）"
"""Beside Chinese characters, what words in bold may begin and end with and leave no doubt that their marks open and close."""
_Plain = tuple[str, int, int, str, str, str]
"""A block: kind, level, line, Markdown, and the tags that open before it and close behind it."""


def parse(body: str) -> list[Block] | None:
    """Blocks of a body of simple forms, before the salutation and run-in headings are named; None where any may be more."""
    signs = _signs(body)
    if "[^" in body or any(mark in _NO_FORMS for mark in signs):
        return None
    found = _read(body.split("\n"))
    return None if found is None else _blocks(found, signs + "（" if has_stage_direction(body) else signs)


def _signs(body: str) -> str:
    """The characters of a body that may mean something. Those in ASCII are looked for among the few that a Chinese text has: a fifth of
    the time that looking for each of them takes."""
    found = body.encode("ascii", "ignore").translate(None, _HARMLESS).decode()
    return "".join([*set(found), *(mark for mark in _NOT_ASCII if mark in body)])


def _read(lines: list[str]) -> list[_Plain] | None:
    """The blocks of a body where all are headings, paragraphs, and lists and quotations whose parts are a paragraph each."""
    found: list[_Plain] = []
    kind = content = marker = (
        ""  # of the block that the last line belongs to; the mark of the list that may go on
    )
    for number, line in enumerate(lines):
        if "\u4e00" <= line < "\ua000" or (line and _START.match(line)):
            if not kind:
                kind, content, marker = "paragraph", line, ""
                found.append((kind, 0, number, line.strip(), "", ""))
            elif kind == "paragraph":
                content = _carry_on(found, content, line)
            else:
                return None
        elif not line or not line.strip(" \t"):
            kind = ""
        elif heading := _HEADING.fullmatch(line):
            if kind not in ("", "paragraph"):
                return None
            found.append(("heading", len(heading[1]), number, heading[2], "", ""))
            kind = marker = ""
        elif quoted := _QUOTE.fullmatch(line):
            if not kind:
                kind, content, marker = "quote", quoted[1], ""
                found.append((kind, 0, number, content.strip(), "<blockquote>", "</blockquote>"))
            elif kind == "quote":
                content = _carry_on(found, content, quoted[1])
            else:
                return None
        elif item := _ITEM.fullmatch(line):
            mark = item[1] or item[3]
            if kind not in ("", "item") or (kind and mark != marker):
                return None
            tag, opens = ("ul", "<ul><li>") if item[1] else ("ol", f"{open_list(int(item[2]))}<li>")
            if mark == marker:
                *before, closes = found[-1]
                found[-1] = (*before, closes.removesuffix(f"</{tag}>"))  # type: ignore[assignment]
                opens = "<li>"
            found.append(("item", 0, number, item[4].strip(), opens, f"</li></{tag}>"))
            kind, marker = "item", mark
        else:
            return None
    return found


def _carry_on(found: list[_Plain], content: str, line: str) -> str:
    """Give the last block one more line; ``content`` is what it has, white space at its ends too."""
    content = f"{content}\n{line}"
    kind, level, number, _, opens, closes = found[-1]
    found[-1] = (kind, level, number, content.strip(), opens, closes)
    return content


def _blocks(found: list[_Plain], marking: str) -> list[Block] | None:
    """The blocks with their text and marks; None where one is empty that tags belong to."""
    blocks: list[Block] = []
    for kind, level, line, content, opens, closes in found:
        n = len(blocks) + 1
        if "\n" in content or (marking and any(mark in content for mark in marking)):
            text, marks, pin = _with_marks(content)
        elif "*" in content:
            text, marks, pin = _with_bold(content) or _with_marks(content)
        else:
            blocks.append(Block(BlockId(f"p{n}"), n, kind, content, level, (), opens, closes, line))
            continue
        if marks or text.strip():
            id = BlockId(pin or f"p{n}")
            blocks.append(Block(id, n, kind, text, level, marks, opens, closes, line, pinned=bool(pin)))
        elif opens:
            return None
    return blocks


def _with_bold(content: str) -> tuple[str, tuple[Mark, ...], str] | None:
    """What ``_with_marks`` gives where all marks are pairs of ``**`` that leave no doubt; else None."""
    pieces = content.split("**")
    last = len(pieces) - 1
    if last % 2 or content.count("*") != 2 * last or "" in pieces[1:last]:
        return None
    marks = []
    end = 0
    for i in range(1, last, 2):
        start = end + len(pieces[i - 1])
        end = start + len(bold := pieces[i])
        if not (
            ("\u4e00" <= bold < "\ua000" or bold[0] in _BOLD_BEGINS)
            and ("\u4e00" <= bold[-1] < "\ua000" or bold[-1] in _BOLD_ENDS)
        ):
            return None
        marks.append(Mark(start, end, "strong"))
    text = "".join(pieces)
    return None if has_stage_direction(text) else (text, tuple(marks), "")


def _with_marks(content: str) -> tuple[str, tuple[Mark, ...], str]:
    """Text, marks and pinned id of a block."""
    if not _INLINE.search(content):
        return finished(content, content, [])
    from generator.markdown import commonmark  # the library takes a while to load

    return commonmark.inline(content)
