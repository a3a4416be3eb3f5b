"""What holds for every text: the import does not fail, the ledger replays, and what Markdown shows is what the text says."""

import re

import pytest
from hypothesis import given, settings
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
        "\x85|\u2028|\u200b|\ufeff|\x00|\x07|\ue5c8|⼯|不|2019年3月1日|1 9 9 3 年|打开APP|相关阅读|http://a.example/b|||-|-|.|!|=|:|^|~|$|@".split(
            "|"
        ),
        "|",
        "| a | b |\n|---|---|\n",
    ]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=60)
MARKS = ("heading", "run-in", "footnote", "escape")


def shown(body: str) -> str:
    """What the site shows of a body, white space aside."""
    return re.sub(r"\s+", "", "".join(block.text for block in markdown.parse(body)))


@settings(max_examples=150)
@given(TEXTS)
def test_rendered_text_is_the_text_without_marks(text: str) -> None:
    """Edits other than marks make the words; the marks neither add nor hide one."""
    try:
        imported = ingest(text.encode("utf-8", "surrogatepass"), "raw.txt")
    except SiteError:
        return
    words = apply(imported.text, [edit for edit in imported.ledger.edits if edit.rule not in MARKS])
    notes = any(edit.rule == "footnote" for edit in imported.ledger.edits)
    if not notes:
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
