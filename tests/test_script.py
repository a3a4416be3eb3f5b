"""Simplified and traditional: lengths are kept, names protected, markup left alone."""

import re
from pathlib import Path

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.config import resource
from generator.forms import CERTAIN, LIKELY
from generator.load import load
from generator.manuscripts import OnDisk
from generator.model import Archive, Config, Name, Speaker, Speech, SpeechId
from generator.script import (
    fold,
    kept,
    protected_pairs,
    to_simplified,
    to_traditional,
)

CONFIG = Config(
    "录",
    people={"于满仓": Name("yu", ("老余",))},
    places={"岳西县": Name("yuexi", ("岳西",)), "于家": Name("yujia")},
    protected=("于家坳", "里长=里長", "不等=不等長", "“后”勤=“后”勤"),
)
SPEECH = Speech(
    SpeechId("one"),
    "题",
    speakers=(Speaker("余秋里", "县长"), Speaker("钟云后"), Speaker("", "干部")),
    place="范里镇",
)
ARCHIVE = Archive(CONFIG, (SPEECH,), (), (), OnDisk(Path()))
SENTENCES = [
    line.split("\t")
    for line in (Path(__file__).parent / "cases/script/sentences.tsv").read_text("utf-8").splitlines()
]


@pytest.fixture(scope="module")
def converter():
    """The converter of an archive with names of its own."""
    return to_traditional("tw", protected_pairs(ARCHIVE))


@pytest.mark.parametrize("script", ["tw", "hk"])
def test_sentences(script):
    """A list of sentences of the genre comes out as it is printed in Taiwan; some of them as in Hong Kong, too."""
    convert = to_traditional(script, ()).text
    column = ["tw", "hk"].index(script) + 1
    rows = [row for row in SENTENCES if len(row) > column]
    assert len(rows) >= (200, 30)[column - 1]
    wrong = [(convert(row[0]), row[column]) for row in rows if convert(row[0]) != row[column]]
    assert not wrong


def test_what_shows_a_page_folds_back():
    """Converted and back again, the shipped archive is what it was, but for one character in 10,000."""
    archive, _ = load(resource("content"))
    convert = to_traditional("tw", protected_pairs(archive)).text
    back = opencc.OpenCC("tw2s").convert
    texts = [archive.manuscripts.body(speech) for speech in archive.speeches if speech.lang == "zh-Hans"]
    texts += [term.definition for term in archive.terms] + [article.body for article in archive.articles]
    marks = str.maketrans("「」『』", "“”‘’")
    pairs = [(text, back(convert(text)).translate(marks)) for text in texts]
    differ = [(one, other) for a, b in pairs for one, other in zip(a, b, strict=True) if one != other]
    assert len(differ) * 10_000 <= sum(map(len, texts)), differ


def test_words_of_ours_are_needed_and_single():
    """No word stands twice in the list, and each form is as long as its word."""
    words = [entry.split("=")[0] for entry in (*CERTAIN, *LIKELY)]
    assert len(words) == len(set(words))
    assert all(len(word) == len(form) for word, _, form in (e.partition("=") for e in CERTAIN) if form)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("给于家坳修路", "給于家坳修路"),
        ("在于家坳", "在于家坳"),
        ("关于家庭", "關於家庭"),
        ("到于家去", "到于家去"),
        ("余秋里、钟云后到范里镇", "余秋里、鍾雲后到范里鎮"),
        ("老余说", "老余說"),
        ("干部们", "幹部們"),
        ("“后”勤与“前”", "“后”勤與「前」"),
    ],
)
def test_names(converter, text, expected):
    """A name of three characters wins over a phrase that begins before it; one of two only at a border."""
    assert converter.text(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“一‘二’三”", "「一『二』三」"),
        ("”“‘", "」「『"),
        ("people’s ‘人’", "people’s 『人』"),
    ],
)
def test_quotation_marks(converter, text, expected):
    """Each mark has its other form, nested and unbalanced ones, too; an apostrophe is none."""
    assert converter.text(text) == expected
    assert to_simplified().text(expected) == text


def test_what_is_kept_stays(converter):
    """What is marked stays as it is, in a text, in an attribute, over several tags, and loses its marks; the rest is converted."""
    text = kept("台灣的群众，“双十”宣布")
    inside = kept("干部<b>宣布</b>")
    page = f'<p title="干部：{text}">干部{text}干部</p><p>{inside}</p><p>干部宣布</p>'
    assert converter.page(page) == (
        '<p title="幹部：台灣的群众，“双十”宣布">幹部台灣的群众，“双十”宣布幹部</p>'
        "<p>干部<b>宣布</b></p><p>幹部宣佈</p>"
    )
    assert converter.but_kept(f"干部{kept('干部')}") == "幹部干部"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("好干部干活", "好幹部幹活"),
        ("指明了方向", "指明了方向"),
        ("于满仓到岳西县", "于滿倉到岳西縣"),
        ("里长在里面", "里長在裡面"),
        ("于家坳的后面", "于家坳的後面"),
        ("“四风”", "「四風」"),
    ],
)
def test_conversion(converter, text, expected):
    """Words of the genre come out right, names of the archive stay what they are."""
    assert converter.text(text) == expected


def test_pairs_keep_their_length():
    """A protected form of another length is left out: offsets would not hold."""
    assert "不等" not in dict(protected_pairs(ARCHIVE))


@given(
    st.text(st.characters(min_codepoint=0x20, max_codepoint=0x2FFFF, exclude_categories=["Cs"]), max_size=40)
)
def test_lengths_are_kept(text):
    """Whatever the text, it has as many characters after as before: folded, and in both directions."""
    assert len(fold(text)) == len(text)
    assert len(to_simplified().text(text)) == len(text)
    assert len(to_traditional("hk", ()).text(text)) == len(text)


@given(st.text("四風風红紅两兩個个護护（）“”ab1", max_size=30))
def test_folding_is_done_once(text):
    """What is folded stays as it is, and no traditional character is left."""
    assert fold(fold(text)) == fold(text)
    assert not set(fold(text)) & set("風紅兩個護")


def test_pages(converter):
    """Text and the four attributes of text are converted; addresses, data and what is not to be translated are not."""
    page = (
        '<p id="头"><a href="/头/" data-term="头" title="头发">头<b>发</b></a></p><!-- 头 --><meta content="头">'
        '<span translate="no">头<span>发</span></span>发<img alt="头" class="头"><style>头</style>'
    )
    assert converter.page(page) == (
        '<p id="头"><a href="/头/" data-term="头" title="頭髮">頭<b>髮</b></a></p><!-- 头 --><meta content="頭">'
        '<span translate="no">头<span>发</span></span>發<img alt="頭" class="头"><style>头</style>'
    )


def test_a_phrase_that_a_tag_cuts_is_seen_whole(converter):
    """理发 alone tells 髮 from 發; a link in it must not hide that."""
    assert converter.page("<p>理<a>发</a>店</p>") == "<p>理<a>髮</a>店</p>"
    assert converter.page("<p>理</p><p>发</p>") == "<p>理</p><p>發</p>"


_PIECES = st.lists(
    st.sampled_from('头 发 里 &lt; &amp; <b> </b> <p> </p> <br> <span translate="no"> </span> \n'.split(" ")),
    max_size=15,
)


@given(_PIECES)
def test_tags_are_never_touched(pieces):
    """The tags of a page are the same after conversion, in the same places."""
    page = "".join(pieces)
    converted = to_traditional("tw", ()).page(page)
    assert len(converted) == len(page)
    assert re.findall("<[^>]*>", converted) == re.findall("<[^>]*>", page)
