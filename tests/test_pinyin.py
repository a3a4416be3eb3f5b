"""How texts are read: as pypinyin reads them, by its own tables."""

import pypinyin
from hypothesis import example, given
from hypothesis import strategies as st
from pypinyin import Style
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

from generator.pinyin import plain, with_marks, with_numbers

_PHRASES = st.sampled_from(sorted(PHRASES_DICT))
_BEGINNINGS = st.tuples(_PHRASES, st.integers(1, 6)).map(lambda drawn: drawn[0][: drawn[1]])
_TEXTS = st.lists(
    _PHRASES | _BEGINNINGS | st.sampled_from("的一了绿〇、，“ 5+aBé\U00020000\ufa18"), max_size=5
).map("".join)


def check(text: str) -> None:
    """Compare all three ways of writing what is read."""
    assert with_marks(text) == [choices[0] for choices in pypinyin.pinyin(text, style=Style.TONE)]
    assert with_numbers(text) == pypinyin.lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True)
    assert plain(text) == pypinyin.lazy_pinyin(text, style=Style.NORMAL, v_to_u=False)


@given(_TEXTS)
@example("")
@example("一块石头")
def test_any_text(text):
    """Phrases, beginnings of phrases, and what is between them."""
    check(text)


def test_every_character():
    """Each that has a reading, a comma between two, so that no phrase is found."""
    check("，".join(map(chr, sorted(PINYIN_DICT))))


def test_many_phrases():
    """Every twentieth phrase of the tables."""
    check("，".join(sorted(PHRASES_DICT)[::20]))
