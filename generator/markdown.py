"""Markdown body to blocks: plain text with stand-off marks.

In: the body of a speech, a definition or a page. Out: ``Block`` values in the order of the page, notes last. The grammar is
CommonMark with tables and footnotes, raw HTML being text, and three things more: ``[[term]]`` notation, ``{#p12}`` at the end
of a block, and emphasis beside Chinese punctuation, which CommonMark's rule for spaced scripts refuses
(``**“两个维护”**是``; after the proposal "CommonMark CJK-friendly amendments").
"""

import functools
import itertools
import re
import unicodedata
from collections.abc import Iterator

import msgspec
from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType
from mdit_py_plugins.footnote import footnote_plugin

from generator.model import Block, BlockId, Mark

_CJK = re.compile(
    r"[\u2e80-\u303f\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef‘’“”…—\U00020000-\U0003ffff]"
)
_PIN = re.compile(r"\s*(?<!\\)\{#(p(?:[1-9][0-9]{0,5}|0(?=-))(?:-[1-9][0-9]{0,3})*)\}\s*$")
_REDACTION = re.compile(
    r"\*{2,}|(?<![A-Za-z0-9])[XＸ×]{2,}(?![A-Za-z0-9])|(?<=[\u4e00-\u9fff“])[XＸ×](?=[\u4e00-\u9fff”])"
)
_REDACTING = re.compile("[*XＸ×]")
_STAGE = re.compile(
    r"（[^（）。\t]{0,20}(?:掌声|鼓掌|笑声|众笑|欢呼|起立|掌聲|笑聲|眾笑|歡呼)[^（）。\t]{0,12}）"
    r"|（(?:全场|全場|全体|全體|会场|會場|台下|大家|众人?|眾人?|听众|聽眾|讲话人|講話人|长时间|長時間|短暂|短暫|一阵|一陣|热烈|熱烈|稍|略|向|作){0,2}"
    r"(?:大笑|哄笑|哄堂大笑|微笑|笑|停顿|停頓|沉默|默哀|哽咽|插话|插話|议论声?|議論聲?|喝彩|叫好|举手|舉手|鞠躬|敬礼|敬禮|离席|離席)"
    r"(?:片刻|一下|示意|致意|致谢|致謝|良久)?）"
)
"""What the hall does, in brackets of its own: whatever names applause or laughter as heard, and short forms of the rest."""
_SALUTATION = re.compile(
    r"同志|各位|诸位|諸位|朋友|女士|先生|代表|委员|老师|老師|同学|同學|乡亲|鄉親|战友|父老|家长|嘉宾|来宾|來賓|战士|师傅"
)
_RUN_IN_LIMIT = 80
_FOUND = 1 << 30
"""Order of a mark that was found in the text, behind all that were written."""
_Found = tuple[int, int, int, str, str]
"""A mark: start, end, order, kind, value."""


class _Inline(StateInline):
    """Inline state whose emphasis rule counts a Chinese neighbour as a place where a word may end."""

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:
        found = super().scanDelims(start, canSplitWord)
        before = self.src[start - 1] if start > 0 else " "
        after = self.src[start + found.length] if start + found.length < self.posMax else " "
        if not (_CJK.match(before) or _CJK.match(after)):
            return found
        opens, closes = not after.isspace(), not before.isspace()
        if opens and closes:
            # Between two characters a mark could do either; an opening bracket behind it, or a closing one before, decides.
            opens = unicodedata.category(after) not in ("Pe", "Pf") and after not in "，。；：！？、"
            closes = unicodedata.category(before) not in ("Ps", "Pi")
        return Scanned(opens or found.can_open, closes or found.can_close, found.length)


def _notation(state: StateInline, silent: bool) -> bool:
    """``[[term]]``, ``[[term#slug|text]]``, ``[[!text]]``."""
    if not state.src.startswith("[[", state.pos):
        return False
    end = state.src.find("]]", state.pos + 2, state.posMax)
    inner = state.src[state.pos + 2 : end] if end > 0 else ""
    if not inner.strip() or "[" in inner or "\n" in inner:
        return False
    if not silent:
        refuses = inner.startswith("!")
        name, _, shown = inner.partition("|") if not refuses else ("", "", inner[1:])
        name = name.strip()
        token = state.push("notation_open", "", 1)
        token.meta = {"kind": "not" if refuses else "explicit", "value": name}
        state.push("text", "", 0).content = (shown or name.partition("#")[0]).strip()
        state.push("notation_close", "", -1)
    state.pos = end + 2
    return True


class _InlineParser(ParserInline):
    """The library's parser with our state; its own ``parse`` names the class."""

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = _Inline(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


@functools.cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False})
    reader.inline = _InlineParser()
    reader.configure("commonmark", {"html": False}).enable("table").use(footnote_plugin)
    reader.disable("footnote_inline")  # ^[x] is no notation of ours
    reader.inline.ruler.before("link", "notation", _notation)
    return reader


class _Writer:
    """Collects the plain text and the marks of one block."""

    def __init__(self) -> None:
        self.text = ""
        self.source = ""
        """The Markdown of the last inline token: it tells a pinned id from one that is escaped."""
        self.marks: list[_Found] = []  # start, end, order, kind, value
        self._open: list[tuple[int, int, str, str]] = []
        self._order = 0

    def open(self, kind: str, value: str = "") -> None:
        self._open.append((len(self.text), self._order, kind, value))
        self._order += 1

    def close(self) -> None:
        start, order, kind, value = self._open.pop()
        self.marks.append((start, len(self.text), order, kind, value))

    def point(self, kind: str, value: str = "") -> None:
        self.marks.append((len(self.text), len(self.text), self._order, kind, value))
        self._order += 1

    def inline(self, inline: Token) -> None:
        self.source = inline.content
        tokens = inline.children or []
        for i, token in enumerate(tokens):
            match token.type:
                case "text":
                    self.text += token.content
                case "softbreak":
                    follows = next((t.content for t in tokens[i + 1 :] if t.content), "")
                    if not (self.text and follows and _CJK.match(self.text[-1]) and _CJK.match(follows[0])):
                        self.text += " "
                case "hardbreak":
                    self.open("br")
                    self.text += "\n"
                    self.close()
                case "code_inline":
                    self.open("code")
                    self.text += token.content
                    self.close()
                case "image":
                    self.point("image", f"{token.attrs.get('src', '')}\n{token.content}")
                case "footnote_ref":
                    self.point("noteref", str(token.meta["id"] + 1))
                case "strong_open" | "em_open":
                    self.open(token.tag)
                case "link_open":
                    self.open("link", str(token.attrs.get("href", "")))
                case "notation_open":
                    self.open(token.meta["kind"], token.meta["value"])
                case "strong_close" | "em_close" | "link_close" | "notation_close":
                    self.close()

    def take(self) -> tuple[str, tuple[Mark, ...], str]:
        """The text, its marks, and the id pinned at its end (or an empty string)."""
        text, pin = self.text, ""
        if "{#" in self.source and _PIN.search(self.source) and (found := _PIN.search(text)):
            text, pin = text[: found.start()], found[1]
        end = len(text)
        marks = [(s, min(e, end), order, kind, value) for s, e, order, kind, value in self.marks if s <= end]
        if _REDACTING.search(text):
            marks += [(m.start(), m.end(), _FOUND, "redaction", "") for m in _REDACTION.finditer(text)]
        if "（" in text:
            marks += [(m.start(), m.end(), _FOUND, "stage", "") for m in _STAGE.finditer(text)]
        marks.sort(key=lambda mark: (mark[0], -mark[1], mark[2]))
        return text, tuple(Mark(s, e, kind, value) for s, e, _, kind, value in _nested(marks)), pin


def _nested(marks: list[_Found]) -> Iterator[_Found]:
    """Leave out a found mark (redaction, stage direction) that would cross one that was written."""
    written = [(start, end) for start, end, order, *_ in marks if order != _FOUND]
    for mark in marks:
        start, end, order, *_ = mark
        if order != _FOUND or not any(s < start < e < end or start < s < end < e for s, e in written):
            yield mark


_TAGS = {
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "li",
    "blockquote": "blockquote",
    "table": "table",
    "thead": "thead",
    "tbody": "tbody",
}


def _open_tag(token: Token, name: str) -> str:
    return _open_list(int(token.attrs.get("start", 1))) if name == "ordered_list" else f"<{_TAGS[name]}>"


def _open_list(start: int) -> str:
    return "<ol>" if start == 1 else f'<ol start="{start}">'


def parse(body: str) -> tuple[Block, ...]:
    """Read a body. Blocks are numbered from 1; a pinned id replaces ``p<n>``.

    What is headings, paragraphs and simple lists and quotations only, as most speeches are, is read without the library's parser of
    blocks; that both give the same is a property test.
    """
    blocks = parse_plain(body)
    if blocks is None:
        blocks = parse_by_library(body)
    return tuple([_with_run_in(block) if block.marks else block for block in _with_salutation(blocks)])


_PLAIN = r"(?:(?![\s#>+*\-_`~|=:\[<]|\d{1,9}[.)](?:[ \t]|$))|(?=\*\*[^*\s]|\[\[))"
"""How a line begins that can be nothing but part of a paragraph."""
_PLAIN_START = re.compile(_PLAIN + ".")
_PLAIN_HEADING = re.compile(r"(#{1,6})[ \t]+([^\s#](?:.*[^\s#])?)[ \t]*")
_PLAIN_ITEM = re.compile(rf"(?:([-+*])|([0-9]{{1,9}})([.)])) ({_PLAIN}.+)")
_PLAIN_QUOTE = re.compile(rf"> ({_PLAIN}.+)")
_ITSELF_BUT = "\\`_[<&XＸ×（{"
"""Characters without which, and without * and a line end, the Markdown of a block is its text and has no mark."""
_INLINE = re.compile(r"[\n\\`*_\[<&]")
"""Characters without which the Markdown of a block is its text."""
_STRONG = r"(?<!\*)\*\*[\u4e00-\u9fff“《（](?:[^*\n]*[\u4e00-\u9fff。，：；！？、”》）])?\*\*(?!\*)"
"""Words in bold whose first and last character leave no doubt that the marks open and close."""
_ONLY_STRONG = re.compile(rf"[^*\n]*(?:{_STRONG}[^*\n]*)+")
_Plain = tuple[str, int, int, str, str, str]
"""A block: kind, level, line, Markdown, and the tags that open before it and close behind it."""


def parse_plain(body: str) -> list[Block] | None:
    """Blocks of a body of simple forms, as ``parse_by_library`` gives them; None where any may be more."""
    lines = body.splitlines()
    ends = body.count("\n") + (not body.endswith("\n"))
    if (
        (len(lines) != ends and body) or "\0" in body or "\x1f" in body or "[^" in body
    ):  # other line ends, or notes
        return None
    plain = _plain_lines(lines)
    return None if plain is None else _plain_blocks(plain, [mark for mark in _ITSELF_BUT if mark in body])


def _plain_lines(lines: list[str]) -> list[_Plain] | None:
    """The blocks of a body where all are headings, paragraphs, and lists and quotations whose parts are a paragraph each."""
    found: list[_Plain] = []
    open_lines: list[str] = []  # of a paragraph or a quotation
    kind, marker = "", ""  # of the block that the last line belongs to; the mark of the list that may go on
    for number, line in enumerate([*lines, ""]):
        if "\u4e00" <= line < "\ua000" or _PLAIN_START.match(line):
            if kind not in ("", "paragraph"):
                return None
            kind, marker = "paragraph", ""
            open_lines.append(line)
        elif not line.strip(" \t"):
            if open_lines:
                _add_plain(found, kind, number, open_lines)
                open_lines = []
            kind = ""
        elif heading := _PLAIN_HEADING.fullmatch(line):
            if kind not in ("", "paragraph"):
                return None
            if open_lines:
                _add_plain(found, kind, number, open_lines)
                open_lines = []
            found.append(("heading", len(heading[1]), number, heading[2], "", ""))
            kind = marker = ""
        elif quoted := _PLAIN_QUOTE.fullmatch(line):
            if kind not in ("", "quote"):
                return None
            kind, marker = "quote", ""
            open_lines.append(quoted[1])
        elif item := _PLAIN_ITEM.fullmatch(line):
            mark = item[1] or item[3]
            if kind not in ("", "item") or (kind and mark != marker):
                return None
            tag, opens = ("ul", "<ul><li>") if item[1] else ("ol", f"{_open_list(int(item[2]))}<li>")
            if mark == marker:
                *before, closes = found[-1]
                found[-1] = (*before, closes.removesuffix(f"</{tag}>"))  # type: ignore[assignment]
                opens = "<li>"
            found.append(("item", 0, number, item[4].strip(), opens, f"</li></{tag}>"))
            kind, marker = "item", mark
        else:
            return None
    return found


def _add_plain(found: list[_Plain], kind: str, behind: int, lines: list[str]) -> None:
    tags = ("<blockquote>", "</blockquote>") if kind == "quote" else ("", "")
    found.append((kind, 0, behind - len(lines), "\n".join(lines).strip(), *tags))


def _plain_blocks(lines: list[_Plain], marking: list[str]) -> list[Block] | None:
    """The blocks with their text and marks; None where one is empty that tags belong to. ``marking``: see ``_ITSELF_BUT``."""
    blocks: list[Block] = []
    n = 1
    for kind, level, line, content, opens, closes in lines:
        marks: tuple[Mark, ...] = ()
        pin = ""
        text = content
        if "\n" in content or (marking and any(mark in content for mark in marking)):
            text, marks, pin = _with_marks(content)
        elif "*" in content:
            text, marks, pin = (
                _with_strong(content) if _ONLY_STRONG.fullmatch(content) else _with_marks(content)
            )
        if marks or text.strip():
            id = BlockId(pin or f"p{n}")
            blocks.append(Block(id, n, kind, text, level, marks, opens, closes, line, "", (), (), bool(pin)))
            n += 1
        elif opens:
            return None
    return blocks


def _with_strong(content: str) -> tuple[str, tuple[Mark, ...], str]:
    """What ``_with_marks`` gives where all marks are pairs of ``**``."""
    pieces = content.split("**")
    ends = list(itertools.accumulate(map(len, pieces)))
    marks = (Mark(ends[i - 1], ends[i], "strong") for i in range(1, len(ends), 2))
    return "".join(pieces), tuple(marks), ""


def _with_marks(content: str) -> tuple[str, tuple[Mark, ...], str]:
    """Text, marks and pinned id of a block."""
    writer = _Writer()
    if _INLINE.search(content):
        writer.inline(_reader().parseInline(content, {})[0])
    else:
        writer.source = writer.text = content
    return writer.take()


def parse_by_library(body: str) -> list[Block]:
    """Blocks of any body, before the salutation and run-in headings are named."""
    blocks: list[Block] = []
    tokens = _reader().parse(body, {})
    opens, kind_stack, label = "", [], ""
    writer: _Writer | None = None
    level, line, head = 0, 0, False

    def add(kind: str, text: str, marks: tuple[Mark, ...], pin: str, label: str = "") -> None:
        nonlocal opens
        n = len(blocks) + 1
        blocks.append(
            Block(
                BlockId(pin or f"p{n}"), n, kind, text, level, marks, opens, "", line, label, pinned=bool(pin)
            )
        )
        opens = ""

    def close(tag: str) -> None:
        nonlocal opens
        if empty := re.search(rf"<{tag}(?: [^<>]*)?>$", opens):  # nothing stood in it
            opens = opens[: empty.start()]
        elif len(re.findall(rf"<{tag}[ >]", opens)) > opens.count(
            f"</{tag}>"
        ):  # nothing but a rule stood in it
            opens += f"</{tag}>"
        else:
            last = blocks[-1]
            blocks[-1] = _with(last, closes=last.closes + f"</{tag}>")

    for token in tokens:
        name, _, side = token.type.rpartition("_")
        if name in _TAGS:
            if side == "open":
                opens += _open_tag(token, name)
                kind_stack.append(name)
                head = name == "thead"
            else:
                kind_stack.pop()
                head = False
                close(_TAGS[name])
            continue
        match token.type:
            case "heading_open":
                level, line = int(token.tag[1]), (token.map or [0])[0]
            case "heading_close":
                level = 0
            case "paragraph_open":
                line = (token.map or [line])[0]
            case "footnote_open":
                label = str(token.meta["id"] + 1)
            case "footnote_close":
                label = ""
            case "tr_open":
                writer, line = _Writer(), (token.map or [line])[0]
            case "th_open" | "td_open":
                assert writer is not None
                if writer.marks and any(m[3] == "cell" for m in writer.marks):
                    writer.text += "\t"
                align = str(token.attrs.get("style", "")).removeprefix("text-align:")
                writer.open("cell", align)
            case "th_close" | "td_close":
                assert writer is not None
                writer.close()
            case "tr_close":
                assert writer is not None
                add("row", *writer.take(), "th" if head else "")
                writer = None
            case "inline":
                if writer is not None:
                    writer.inline(token)
                    continue
                one = _Writer()
                one.inline(token)
                text, marks, pin = one.take()
                if not text.strip() and not marks:
                    continue
                add(_kind(level, label, kind_stack, opens), text, marks, pin, label)
            case "code_block" | "fence":
                line = (token.map or [line])[0]
                add("code", token.content.rstrip("\n"), (), "")
            case "hr":
                opens += "<hr>"
    if opens and blocks:
        blocks[-1] = _with(blocks[-1], closes=blocks[-1].closes + "".join(re.findall("<hr>", opens)))
    return blocks


def _kind(level: int, label: str, stack: list[str], opens: str) -> str:
    if level:
        return "heading"
    if label:
        return "note"
    if "list_item" in stack:
        return "item" if opens.endswith("<li>") else "paragraph"
    return "quote" if "blockquote" in stack else "paragraph"


def _with(block: Block, **changes: object) -> Block:
    return msgspec.structs.replace(block, **changes)


def _with_salutation(blocks: list[Block]) -> list[Block]:
    """Name the salutation: the first text of the body, where it addresses somebody and ends in a colon."""
    for i, block in enumerate(blocks):
        if block.kind != "heading":
            text = block.text.rstrip()
            if (
                block.kind == "paragraph"
                and len(text) <= 60
                and text.endswith(("：", ":", "！"))
                and _SALUTATION.search(text)
            ):
                return [*blocks[:i], _with(block, kind="salutation"), *blocks[i + 1 :]]
            break
    return blocks


def _with_run_in(block: Block) -> Block:
    """Name a run-in heading: bold words at the head of a paragraph that go on to their full stop."""
    first = block.marks[0] if block.marks else None
    if (
        block.kind not in ("paragraph", "item")
        or first is None
        or (first.kind, first.start) != ("strong", 0)
        or not 0 < first.end < min(len(block.text), _RUN_IN_LIMIT)
        or block.text[first.end - 1] not in "。：！？；:"
    ):
        return block
    return _with(block, marks=(Mark(0, first.end, "run-in"), *block.marks[1:]))
