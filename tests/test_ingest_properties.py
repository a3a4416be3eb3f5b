"""What holds for every text: the import does not fail, the ledger replays, and what Markdown shows is what the text says."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator import markdown
from generator.ingest.ingest import ingest
from generator.ingest.ledger import apply, digest, dump, parse
from generator.ingest.rules import RULES, permitted
from generator.model import Edit, SiteError

PIECES = st.sampled_from(
    [
        *"1. |2) |- |+ |* |---|===|***|___|```|~~~|#|## |> |    |\t|[^1]|[^1]: |[[|]]|[a](b)|[a]: b|![|{.c}|&lt;|&amp;|&nbsp;|&#35;|\\|\\\\|`|_|__|**|*|<b>|</p>|"
        "<http://a.example>|<a@b.example>|a|B|7|〔1〕|①|一、|（一）|㈠|第一，|一要|同志们：|讲话|。|，|,|;|:|(|)|“|”|'|\"|「|」|好|的人|工作|\u3000|\xa0| |\n|\n\n|\r|\r\n|"
        "\x85|\u2028|\u200b|\ufeff|\x00|\x07|\ue5c8|⼯|不|2019年3月1日|1 9 9 3 年|打开APP|相关阅读|http://a.example/b|||-|-|.|!|=|:|^|~|$|@|{#p1}|{#x}|１．２|— 3 —|名词解释|[编辑]|下载 打印 收藏|各位代表！|&#8220;|“|某某".split(
            "|"
        ),
        "|",
        "\ud800",
        "\udc00",
        "| a | b |\n|---|---|\n",
    ]
)
SENTENCES = st.sampled_from(
    [
        "路修通了，茶叶就出得去，娃娃就进得了学堂。",
        "钱从三个地方来，上面争取一点，县里挤出一点，群众筹一点。",
        "一、认清形势",
        "（一）把担子挑起来。担子不轻，但是挑得动。",
        "第二，路子要走对。路子走错了，越走越远",
        "办公室的灯可以晚一点亮，山里的灯不能再晚了〔1〕。",
        "〔1〕指山里的灯。",
        "过去五年的打算",
    ]
)
LINES = st.lists(SENTENCES | PIECES, max_size=6).map("".join)
DOCUMENTS = st.builds(
    lambda lines, gap, times: gap.join(lines * times),
    st.lists(LINES, min_size=3, max_size=14),
    st.sampled_from(["\n", "\n\n", "\n\u3000\u3000", "\r\n", "\x85", " ", "\n\u200b\n"]),
    st.integers(1, 2),
)
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=60) | DOCUMENTS
MARKS = ("heading", "run-in", "footnote", "escape")


def shown(body: str) -> str:
    """What the site shows of a body, white space aside."""
    return re.sub(r"\s+", "", "".join(block.text for block in markdown.parse(body)))


@settings(max_examples=150)
@given(TEXTS)
@example("甲\\〔1〕。\r〔1〕乙")
def test_rendered_text_is_the_text_without_marks(text: str) -> None:
    """Edits other than marks make the words; the marks neither add nor hide one."""
    try:
        imported = ingest(text.encode("utf-8", "surrogatepass"), "raw.txt")
    except SiteError:
        return
    words = apply(
        imported.text,
        [
            Edit(edit.rule, edit.start, edit.end, "") if edit.rule == "footnote" else edit
            for edit in imported.ledger.edits
            if edit.rule not in MARKS or edit.rule == "footnote"
        ],
    )
    assert shown(imported.body) == re.sub(r"\s+", "", words)


@settings(max_examples=150)
@given(TEXTS, st.sampled_from(["raw.txt", "raw.md"]))
def test_ledger_is_exact_and_every_rule_keeps_its_word(text: str, name: str) -> None:
    """Raw text and edits give the body; an edit writes what its rule may write; offsets are in order and minimal."""
    raw = text.encode("utf-8", "surrogatepass")
    try:
        imported = ingest(raw, name)
    except SiteError:
        return
    ledger = imported.ledger
    assert apply(imported.text, ledger.edits) == imported.body
    assert digest(imported.body) == ledger.body_sha256
    assert parse(dump(ledger)) == ledger
    assert imported.body.endswith("\n")
    assert not imported.body.startswith("\n")
    for edit in ledger.edits:
        assert permitted(edit, imported.text[edit.start : edit.end]) == ""
        assert edit.after != imported.text[edit.start : edit.end]
    for note in ledger.notes:
        assert 0 <= note.start <= note.end <= len(imported.text)
    assert ingest(raw, name) == imported


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_word_for_the_editor(rule: str) -> None:
    """Each rule says in Chinese what it does."""
    assert re.search("[\u4e00-\u9fff]", RULES[rule].says)


def test_a_long_deletion_needs_a_rule_for_it() -> None:
    """A rule for spaces may not remove a sentence."""
    assert "may not remove 60 characters" in permitted(Edit("indent", 0, 60, ""), "字" * 60)
    assert permitted(Edit("indent", 0, 60, ""), " " * 60) == ""
    assert permitted(Edit("second-copy", 0, 60, ""), "字" * 60) == ""
