"""Any Markdown body to blocks, by the library: CommonMark with tables and footnotes, raw HTML being text, and three things more.

They are ``[[term]]`` notation, ``{#p12}`` at the end of a block, and emphasis beside Chinese punctuation, which CommonMark's rule for
spaced scripts refuses (``**“两个维护”**是``; after the proposal "CommonMark CJK-friendly amendments"). Imported where a body needs it
(``markdown.py``): the library takes a twentieth of a second to load.
"""

import functools
import re
import unicodedata

import msgspec
from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType
from mdit_py_plugins.footnote import footnote_plugin

from generator.markdown.blocks import Found, finished, open_list
from generator.model import Block, BlockId, Mark

_CJK = re.compile(
    r"[\u2e80-\u303f\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef‘’“”…—\U00020000-\U0003ffff]"
)


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
        self.marks: list[Found] = []  # start, end, order, kind, value
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
        return finished(self.text, self.source, self.marks)


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
    return open_list(int(token.attrs.get("start", 1))) if name == "ordered_list" else f"<{_TAGS[name]}>"


def inline(content: str) -> tuple[str, tuple[Mark, ...], str]:
    """Text, marks and pinned id of the Markdown of one block."""
    writer = _Writer()
    writer.inline(_reader().parseInline(content, {})[0])
    return writer.take()


def parse(body: str) -> list[Block]:
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
            blocks[-1] = msgspec.structs.replace(last, closes=last.closes + f"</{tag}>")

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
        blocks[-1] = msgspec.structs.replace(
            blocks[-1], closes=blocks[-1].closes + "".join(re.findall("<hr>", opens))
        )
    return blocks


def _kind(level: int, label: str, stack: list[str], opens: str) -> str:
    if level:
        return "heading"
    if label:
        return "note"
    if "list_item" in stack:
        return "item" if opens.endswith("<li>") else "paragraph"
    return "quote" if "blockquote" in stack else "paragraph"
