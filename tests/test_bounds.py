"""What set phrases say about an open date: on the speech page and in the problems."""

import pytest

from tests.archives import BASE, Bench

YOUNG = "---\nterm: 二页纸\ncoined: 2018-07\n---\n\n一种写报告的规矩。\n"
OLD = "---\nterm: 三本账\nuntil: 2016\n---\n\n一种记账的办法。\n"
FAMOUS = "---\nterm: 明白账\n---\n\n比这个说法出名的时候更老的词。\n"
GLOSSARY = {
    "glossary/erye-zhi.md": YOUNG,
    "glossary/sanben-zhang.md": OLD,
    "glossary/mingbai-zhang.md": FAMOUS,
}


def speech(facts: str, text: str) -> str:
    return f"---\ntitle: 讲话\n{facts}---\n\n各位同志：\n\n{text}\n"


@pytest.fixture
def said(tmp_path, monkeypatch, capsys):
    """What the page of a speech says about its date."""
    monkeypatch.chdir(tmp_path)
    bench = Bench(tmp_path, capsys).put(BASE).put(GLOSSARY)

    def read(facts: str, text: str) -> tuple[str, list[str]]:
        bench.put({"speeches/x.md": speech(facts, text)})
        ran = bench.build()
        assert ran.code == 0
        bounds = bench.page("/speeches/x/").find_class("bounds")
        links = [a.get("href") for part in bounds for a in part.iter("a")]
        return "".join(part.text_content() for part in bounds).strip(), links

    return read


def test_the_youngest_phrase_bounds_an_undated_speech(said):
    """With the phrase, linked, and the paragraph in which it first stands."""
    text, links = said("", "要记明白账。\n\n报告守“二页纸”。二页纸要简。")
    assert text == "用语所示：不早于2018年7月（二页纸，第3段）"
    assert links == ["../../terms/erye-zhi/", "#p3"]


def test_a_phrase_that_went_out_of_use(said):
    """It bounds in the speaker's own words only: a quotation may be older."""
    assert said("", "三本账要记。")[0] == "用语所示：不晚于2016年（三本账，第2段）"
    assert said("", "他说：“从前的三本账记得清清楚楚，一笔也没有漏下来。”")[0] == ""


def test_a_contradiction_is_named(said):
    """Both bounds stand there, and that no date satisfies both."""
    assert said("", "三本账要记，二页纸要写。")[0].endswith("两者不能同时成立")


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        ("date: 2019-01-02\n", False),
        ("date: 2019?\ndate_basis: inferred\n", False),
        ("date: 2018-07/..\n", False),
        ("date: 2017/..\n", True),
        ("date: 2019-01-02\ntext_status: disputed\n", False),
        ("date: 2017-01-02\ntext_status: disputed\n", True),
    ],
)
def test_only_where_the_date_is_open(said, facts, shown):
    """A speech with a year needs none; one without, and a text that is no plain record, has them."""
    assert bool(said(facts, "二页纸要写。")[0]) == shown


def test_a_date_that_the_phrases_speak_against(said):
    """Of a disputed text: it is said beside the bound."""
    shown = said("date: 2017-01-02\ntext_status: disputed\n", "二页纸要写。")[0]
    assert shown == "用语所示：不早于2018年7月（二页纸，第2段）与所标日期不合"


def test_a_word_older_than_its_fame_gives_none(said):
    """An entry without ``coined`` bounds nothing."""
    assert said("", "要记明白账。")[0] == ""
