"""Dates: what is read, how it is said, what is refused, and the order that they make."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.dates import in_words, machine_readable, order, parse
from tests.archives import cases


def told(text: str) -> str:
    """What is made of a text: bounds, words and the value for HTML, or the fault."""
    try:
        span = parse(text)
    except ValueError as error:
        return str(error)
    assert span.text == text
    return f"{span.earliest} {span.latest} {in_words(span)} <{machine_readable(span)}>"


@pytest.mark.parametrize(("given", "expected"), cases("dates"))
def test_cases(given, expected):
    """Bounds, words and the value for HTML; or what is wrong."""
    assert told(given) == expected


def test_no_date_is_said_so():
    """A speech without a date is undated in words and for machines."""
    assert (in_words(None), machine_readable(None)) == ("日期不详", "")


def test_order():
    """Earliest day first, then latest day; an open end stands at the day that is known; undated last."""
    wanted = ["../2016", "2017", "2017-02", "2017-02-19", "2017-03/2018", "2018-01-01", "2018/..", None]
    wanted[1:4] = ["2017", "2017-02", "2017-02-19"]
    keys = [order(parse(text) if text else None) for text in wanted]
    assert sorted(keys) == keys
    assert order(parse("2017-01")) < order(parse("2017"))


@given(st.dates())
def test_any_day(day):
    """Every day there is can be written, and is its own bounds."""
    span = parse(day.isoformat())
    assert (span.earliest, span.latest, span.uncertain) == (day.isoformat(), day.isoformat(), False)
    assert in_words(span) == f"{day.year}年{day.month}月{day.day}日"


@given(st.text(alphabet="0123456789-/.?年 ", max_size=22))
def test_any_text(text):
    """Any text is a date with sound bounds, or a ValueError that quotes what was found."""
    if not told(text).startswith("“"):
        span = parse(text)
        assert not span.earliest or not span.latest or span.earliest <= span.latest
        assert span.earliest or span.latest
