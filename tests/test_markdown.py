"""Markdown to blocks, and blocks to HTML: the cases, and what holds for any text."""

import html
import re

import html5lib
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.markdown import commonmark, parse, plain
from generator.markup import to_html
from tests.archives import cases

LABELS = {"notes": "注释", "paragraph_number": "段", "paragraph_removed": "删", "back_to_text": "回"}


def label(key: str, **values: object) -> str:
    """A word of the interface."""
    return LABELS[key]


def shown(body: str, anchors: bool = False) -> str:
    """The HTML of a body, without mentions."""
    return str(to_html(parse(body), (), str, label, (), anchors))


@pytest.mark.parametrize(("given", "expected"), cases("markdown"))
def test_cases(given, expected):
    """HTML as a reader's browser gets it, but for ids and classes of blocks."""
    found = re.sub(
        r'<(p|h\d) class="block (\w+)">',
        lambda m: f"<{m[1]}>" if m[2] in ("paragraph", "heading", "item", "quote") else f"<{m[1]} {m[2]}>",
        shown(given + "\n"),
    )
    assert found == expected


def test_blocks_know_kind_level_and_line():
    """Kind, level and line of each block, as problems and the contents need them."""
    body = "同志们：\n\n# 一\n\n正文，\n两行。\n\n### 二\n\n- 项\n\n  续\n\n> 引\n\n| 表 |\n| - |\n| 格 |\n\n    码\n\n注[^1]\n\n[^1]: 文\n"
    found = [(b.id, b.kind, b.level, b.line, b.text) for b in parse(body)]
    assert found == [
        ("p1", "salutation", 0, 0, "同志们："),
        ("p2", "heading", 1, 2, "一"),
        ("p3", "paragraph", 0, 4, "正文，两行。"),
        ("p4", "heading", 3, 7, "二"),
        ("p5", "item", 0, 9, "项"),
        ("p6", "paragraph", 0, 11, "续"),
        ("p7", "quote", 0, 13, "引"),
        ("p8", "row", 0, 15, "表"),
        ("p9", "row", 0, 17, "格"),
        ("p10", "code", 0, 19, "码"),
        ("p11", "paragraph", 0, 21, "注"),
        ("p12", "note", 0, 23, "文"),
    ]


_PIECES = st.sampled_from(
    "甲 乙。 “ ” ** * _ ` ``` [ ] ( ) [[ ]] [[甲]] [[甲|乙]] [[!甲]] [[甲#x|**乙**]] ![甲](a.svg) [甲](/b/) <script> </p> <b> &lt; & ~~ \\ \\* # ## - 1. > "
    "| |-| |甲|乙|\n|-|-|\n|（掌声|）| {#p3} [^1] [^1]: --- === （掌声） XX ** 　 \t $ http://a.b/ <http://a.b/> ：\n\n同志们：".split(
        " "
    )
) | st.sampled_from(["\n", "\n\n", "  \n", "    ", " "])
_BODIES = st.lists(_PIECES, max_size=30).map("".join) | st.text(max_size=60)
_VOID = {"br", "hr", "img"}


def check_balance(page: str) -> None:
    """Every tag is closed in its order, and every attribute quoted."""
    open_tags = []
    for tag in re.finditer(r"<(/?)([a-z][a-z0-9]*)((?:\s[a-z-]+(?:=\"[^\"<>]*\")?)*)>|<|>", page):
        assert tag[2], f"a stray bracket: {page}"
        if tag[2] in _VOID:
            assert not tag[1]
        elif not tag[1]:
            open_tags.append(tag[2])
        else:
            assert open_tags, page
            assert open_tags.pop() == tag[2], page
    assert not open_tags, page


def words(text: str) -> str:
    """A text without white space."""
    return re.sub(r"\s", "", text)


@given(_BODIES)
@example("| （掌声 | 热烈） |\n| - | - |\n| a | b |")
@example("| a | {#p9} |\n|-|-|\n| XX | **XX** |")
@example("**甲（掌声**）乙")
@example("[甲[[乙](/c/)]]")
@example("- \n\n> \n\n1. \n")
@example("甲\n\n> ---\n\n乙")
@example("> ---\n\n乙")
@example("甲\n\n3.\n\n乙")
@example("[^1]\n\n[^1]:\n    - 甲\n\n    > 乙\n")
def test_any_body(body):
    """No body makes the reader fail; its HTML is balanced, valid, and says neither more nor less than the blocks do."""
    blocks = parse(body)
    assert [block.n for block in blocks] == list(range(1, len(blocks) + 1))
    page = shown(body)
    check_balance(page)
    told = re.sub(r'<section class="notes".*?</h2>', "", page, flags=re.S)
    told = re.sub(r'<sup class="noteref">.*?</sup>', "", told)
    # The notes stand behind all else on the page, wherever their blocks are.
    inside = "".join(b.text for b in blocks if b.kind != "note") + "".join(
        b.text for b in blocks if b.kind == "note"
    )
    assert words(html.unescape(re.sub("<[^>]*>", "", told))) == words(inside)
    for block in blocks:
        for mark in block.marks:
            assert 0 <= mark.start <= mark.end <= len(block.text)


@given(_BODIES)
@example("甲[^1]乙[^1]\n\n[^1]: 丙\n\n    丁\n")
def test_any_body_stands_in_a_page(body):
    """With ids: what a browser makes of it has the same text, no id twice, and no element that content could have brought in."""
    page = shown(body, anchors=True)
    check_balance(page)
    tree = html5lib.parse(
        f"<!doctype html><title>x</title><article>{page}</article>", namespaceHTMLElements=False
    )
    names = {element.tag for element in tree.iter() if isinstance(element.tag, str)}
    allowed = "html head title body article p h1 h2 h3 h4 h5 h6 ul ol li blockquote table thead tbody tr td th pre code strong em a img br hr sup span section"
    assert names <= set(allowed.split())
    found = [element.get("id") for element in tree.iter() if element.get("id")]
    pinned = re.findall(r"\{#(p[\d-]+)\}", body)
    assert len(found) == len(set(found)) or pinned
    for element in tree.iter():
        assert not [name for name in element.attrib if name.startswith("on") or name == "style"]
        assert not element.get("href", "").lower().startswith(("javascript:", "data:", "vbscript:"))


_LINES = st.sampled_from(
    "同志们： 甲乙。 **一是甲。**乙丙丁。 **甲 ** *甲*乙 # ## #甲 1. 1.甲 2013年 -甲 ——甲 + * ** *** _甲_ __ ~~~ ``` ` [[四风]] [[四风|丙]]。 [甲] [甲]: "
    "[甲]:/b [^1] > | 甲|乙 -|- :-|- === --- &lt; & <http://a.b/> < \\\\* \\\\ XX ** （掌声） {#p3} {#p12-1} \\{#p3} ! ![甲](a.svg) $ % @ ^ { }".split(
        " "
    )
) | st.sampled_from([" ", "  ", "\t", "　", "\u00a0", "\u2028", "\x0b", "\r", "\x00", "甲", "。"])
_BEGINNINGS = st.sampled_from(
    ["", "", "- ", "* ", "+ ", "1. ", "2. ", "0. ", "1) ", "> ", "## ", "- - ", "> > ", "> 1. ", "  "]
)
_PLAIN_LINES = st.tuples(_BEGINNINGS, st.lists(_LINES, max_size=4).map("".join)).map("".join)
_PLAIN_BODIES = st.lists(
    st.tuples(_PLAIN_LINES, st.sampled_from(["\n", "\n\n"])).map("".join), max_size=8
).map("".join)
_SIMPLE = st.sampled_from("甲 乙丙。 **丁。** **“戊”**己 X （掌声） 3 a".split(" "))
_SIMPLE_LINES = st.tuples(
    st.sampled_from(["", "", "- ", "* ", "1. ", "2. ", "7) ", "> ", "## "]),
    st.lists(_SIMPLE, min_size=1, max_size=3).map("".join),
).map("".join)
_SIMPLE_BODIES = st.lists(
    st.tuples(_SIMPLE_LINES, st.sampled_from(["\n", "\n\n", "\n\n", "\n\n\n"])).map("".join), max_size=8
).map("".join)
"""Few characters that mean anything, so that many bodies are read the short way."""


@given(_PLAIN_BODIES | _BODIES | _SIMPLE_BODIES)
@example("甲\n乙  \n丙\\\n丁\n\n## 一、**甲** ##\n\n# # 甲")
@example("# 甲 {#p7}\n\n乙 {#p3}\n\n　丙　\n\n10000000000. 丁")
@example("3. 甲\n4. 乙\n\n5) 丙\n\n\n6) 丁\n\n- 戊\n\n* 己\n\n> 庚\n> 辛\n\n> 壬\n\n000. 癸")
@example("1. {#p3}\n2. **甲**\n\n> {#p4}")
@example("**甲**乙**丙**\n\n甲**“乙”**，**丙。****丁**")
@example("**甲（掌**声）乙\n\n**（一）甲。**（**全场**笑）\n\n（一）×\n\n**（**甲**，**")
@example("甲\n 乙　\n丙\n\n> 甲\n> 乙 \n\n1. 甲\n \t\n2. 乙\n丙")
@pytest.mark.parametrize("times", [3])
def test_the_short_way_gives_what_the_library_gives(times, body):
    """A body of simple forms is read without the library's parser of blocks, and every block is the same."""
    for text in (body, body + "\n", (body + "\n\n") * times):
        found = plain.parse(text)
        if found is not None:
            assert found == commonmark.parse(text)


def test_the_short_way_is_taken():
    """By what an import writes; not where a line may be more than a paragraph."""
    taken = [
        "同志们：\n\n## 一、甲\n\n**（一）乙。**丙[[四风]]。\n",
        "甲\n乙\n",
        "",
        "2013年。\n\n——甲：\n",
        "1. 甲\n2. 乙\n\n丙\n",
        "- 甲\n\n- 乙\n\n> 丙\n> 丁\n",
    ]
    refused = [
        "- 甲\n乙",
        "甲\n- 乙",
        "- 甲\n\n  乙",
        "- 甲\n  - 乙",
        "- 甲\n* 乙",
        "-  甲",
        "1. > 甲",
        "> 甲\n乙",
        "> # 甲",
        "> 甲\n- 乙",
        "    甲",
        "甲\n---",
        "| 甲 |",
        "甲[^1]",
        "[甲]: /b/",
        "```",
        "　甲",
        "## 甲 ##",
    ]
    assert [body for body in taken if plain.parse(body) is None] == []
    assert [body for body in refused if plain.parse(body) is not None] == []
