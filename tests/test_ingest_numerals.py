"""Numbers and days in every way that Chinese texts write them."""

import pytest

from generator.ingest.numerals import days, number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("三十一", 31),
        ("廿九", 29),
        ("二〇", 20),
        ("元", 1),
        ("１２", 12),
        ("12", 12),
    ],
)
def test_numbers(text: str, value: int) -> None:
    """Small numbers of dates."""
    assert number(text) == value


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("2017年2月19日", "2017-02-19"),
        ("二〇二〇年", "2020"),
        ("二○○○年一月", "2000-01"),
        ("二００一年十二月三十一日", "2001-12-31"),
        ("二零一六年三月二十一号", "2016-03-21"),
        ("１９８８年３月２５日", "1988-03-25"),
        ("2 0 1 9 年3 月1 日", "2019-03-01"),
        ("民国三十四年四月二十四日", "1945-04-24"),
        ("2017-02-23 14:53", "2017-02-23"),
        ("2017/2/23", "2017-02-23"),
        ("2024年元月5日", "2024-01-05"),
    ],
)
def test_days(text: str, edtf: str) -> None:
    """Every form gives the same kind of date."""
    assert [value for value, _ in days(text)] == [edtf]


@pytest.mark.parametrize(
    "text", ["2017年13月1日", "2017年2月30日", "97%", "1+1>2", "三年五年", "12345-01-01"]
)
def test_what_is_no_day(text: str) -> None:
    """An impossible day is none."""
    assert days(text) == []
