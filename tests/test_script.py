"""Simplified and traditional: lengths are kept, names protected, markup left alone."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.model import Config, Name
from generator.script import fold, protected_pairs, to_simplified, to_traditional

CONFIG = Config(
    "录",
    people={"于满仓": Name("yu")},
    places={"岳西县": Name("yuexi", ("岳西",))},
    protected=("于家坳", "里长=里長", "不等=不等長"),
)


@pytest.fixture(scope="module")
def converter():
    """The converter of an archive with names of its own."""
    return to_traditional("tw", protected_pairs(CONFIG))


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
    assert converter.text(text).replace("“", "「").replace("”", "」") == expected


def test_pairs_keep_their_length():
    """A protected form of another length is left out: offsets would not hold."""
    assert "不等" not in dict(protected_pairs(CONFIG))


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
