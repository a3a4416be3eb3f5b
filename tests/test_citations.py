"""Citations as text: what stands in the page for a reader without scripts, and in the list of hits to download.

The cases are ``cases/citations/*.md``: the facts of a speech, then its citation after GB/T 7714—2015, after GB/T 7714—2025 and in
the Chicago style; the browser's tests check all three, here is the first, which has no day of the visit.
"""

import hashlib
from pathlib import Path

import pytest

from generator.load import load
from generator.model import Speech
from generator.plan.citations import citation, in_words
from generator.script import simplified_facts
from tests.archives import SITE, Bench, cases, put

BODY = "同志们：\n\n把话说短一些。\n"
EDITION = hashlib.sha256(BODY.encode()).hexdigest()[:12]
"""Computed here by itself: a citation names the edition by the body's digest."""


@pytest.fixture
def bench(tmp_path, monkeypatch, capsys):
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return Bench(tmp_path, capsys)


def speech(folder: Path, facts: str, body: str = BODY) -> Speech:
    """One speech as it is read from a file, its facts in simplified characters."""
    put(folder, {"site.yaml": SITE, "speeches/x.md": f"---\n{facts}\n---\n\n{body}"})
    archive, problems = load(folder)
    assert [p for p in problems if p.level == "error"] == []
    return simplified_facts(archive.speeches[0])


@pytest.mark.parametrize(("facts", "expected"), cases("citations"))
def test_the_line_without_scripts(tmp_path, facts, expected):
    """After GB/T 7714—2015, with edition and address."""
    line = expected.split("\n")[0]
    for mark, value in (("[{today}]", ""), ("{edition}", EDITION), ("{id}", "x")):
        line = line.replace(mark, value)
    assert in_words(speech(tmp_path, facts), "试录", "https://example.org/shilu") == line


def test_no_address_where_the_site_has_none(tmp_path):
    """Then it is no online text, either."""
    found = in_words(speech(tmp_path, "title: 讲话\ndate: 2020"), "试录", "")
    assert found == f"讲话[Z]. 版本{EDITION}. 试录(2020)."


def test_a_withdrawn_text_has_no_edition(tmp_path):
    """What is not there cannot be told from another edition of it."""
    found = in_words(speech(tmp_path, "title: 讲话\nwithdrawn: 应要求撤下", ""), "试录", "")
    assert found == "讲话[Z]. 试录([日期不详])."


def test_another_body_is_another_edition(tmp_path):
    """One character makes the difference."""
    found = citation(speech(tmp_path, "title: 讲话", BODY.replace("短", "长")), "试录").edition
    assert found != EDITION


def test_the_page_shows_the_line(bench):
    """In both trees the line of the page is the citation, each with the address of its own page; no control is in it."""
    facts = "title: 关于后勤的讲话\ndate: 2020?\nspeakers: [{name: 高启明}]\ntext_status: template"
    bench.put({"site.yaml": SITE, "speeches/2020-a.md": f"---\n{facts}\n---\n\n{BODY}"})
    assert bench.build().code == 0
    shown = bench.page("/speeches/2020-a/").get_element_by_id("citation").text_content()
    base = "https://example.org/shilu"
    assert (
        shown == f"高启明. 关于后勤的讲话[范文][Z/OL]. 版本{EDITION}. 试录([2020?]). {base}/speeches/2020-a/."
    )
    other = bench.page("/zh-hant/speeches/2020-a/").get_element_by_id("citation").text_content()
    assert (
        other
        == f"高啟明. 關於後勤的講話[範文][Z/OL]. 版本{EDITION}. 試錄([2020?]). {base}/zh-hant/speeches/2020-a/."
    )


def test_a_speech_given_in_traditional_characters(bench):
    """In the tree of traditional characters it is cited as it was given, in the other converted."""
    facts = "title: 關於後勤的講話\nspeakers: [{name: 葉啟發}]\ndate: 2016-05-01\nlang: zh-Hant"
    bench.put({"site.yaml": SITE, "speeches/2016-a.md": f"---\n{facts}\n---\n\n{BODY}"})
    assert bench.build().code == 0
    for tree, start in (("", "叶启发. 关于后勤的讲话[Z/OL]"), ("/zh-hant", "葉啟發. 關於後勤的講話[Z/OL]")):
        page = bench.page(f"{tree}/speeches/2016-a/")
        assert page.get_element_by_id("citation").text_content().startswith(start)
        assert page.xpath("//meta[@name='citation_title']/@content") == [start.split(". ")[1][:-6]]
