"""Addresses: slugs, files, and the way from page to page."""

from posixpath import normpath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.model import SiteError, Url
from generator.urls import is_slug, relative, slugify, sort_key, to_file


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("全面从严治党", "quanmian-congyanzhidang"),
        ("“四风”", "sifeng"),
        ("2020年", "2020-nian"),
        ("GDP增长3%", "gdp-zengzhang-3"),
        ("！？", "text"),
        ("", "text"),
        ("con", "con-1"),
        ("女", "nv"),
    ],
)
def test_slugify(text, slug):
    """Pinyin by word, what is no letter or numeral left out."""
    assert slugify(text) == slug


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("在栖云县第一中学的讲话", "zai-qiyun-yizhong-de-jianghua"),
        ("在栖云县的讲话", "zai-qiyun-xian-de-jianghua"),
        ("栖云在前", "qiyun-zai-qian"),
        ("单鸿远在会上", "shan-hongyuan-zai-huishang"),
    ],
)
def test_names_are_kept_whole(text, slug):
    """A name that the archive knows reads as its slug does, the longest name first; one without a slug is a word."""
    names = {"栖云": "", "栖云县": "qiyun-xian", "栖云县第一中学": "qiyun-yizhong", "单鸿远": "shan-hongyuan"}
    assert slugify(text, names=names) == slug


@given(st.text(max_size=60) | st.text("全面从严治党两个维护 ab-1", max_size=60), st.integers(12, 48))
def test_slugs_are_slugs(text, limit):
    """Whatever the text, its slug is one, and no longer than asked for but for the tail of a device name."""
    slug = slugify(text, limit)
    assert is_slug(slug)
    assert len(slug) <= limit


def test_slugs_are_cut_at_a_syllable():
    """A long title ends with a whole syllable."""
    assert slugify("全面从严治党", 12) == "quanmian"
    assert slugify("全面从严治党", 15) == "quanmian-cong"
    assert slugify("全面从严治党", 16) == "quanmian-congyan"


@pytest.mark.parametrize("text", ["a", "2020-quanmian", "a" * 48, "com10", "con-1", "0"])
def test_good_slugs(text):
    """What may be an id."""
    assert is_slug(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A",
        "a_b",
        "a--b",
        "-a",
        "a-",
        "a" * 49,
        "con",
        "nul",
        "com1",
        "lpt9",
        "..",
        "a/b",
        "a.b",
        "é",
        "a\n",
        "１",
        "四",
    ],
)
def test_bad_slugs(text):
    """What may not: other characters, too long, a device of Windows, a way out of the folder."""
    assert not is_slug(text)


def test_order_by_pinyin():
    """Terms stand by syllable, then by tone; a common beginning goes before what is longer."""
    words = ["八项规定", "四风", "四个意识", "五位一体"]
    assert sorted(words, key=sort_key) == ["八项规定", "四风", "四个意识", "五位一体"]
    assert sort_key("四") < sort_key("四风")


@pytest.mark.parametrize(
    ("url", "path"), [("/", "index.html"), ("/a/b/", "a/b/index.html"), ("/feed.xml", "feed.xml")]
)
def test_files(url, path):
    """Directory style: an address that ends in a stroke is the index of that folder."""
    assert to_file(Url(url)) == path


@pytest.mark.parametrize(
    "url", ["", "a/", "//", "/a//b/", "/../a/", "/a/../../b", "/a/..", "/./a", "/a\\..\\b", "/..\\a"]
)
def test_no_way_out(url):
    """An address that would leave the folder is refused."""
    with pytest.raises(SiteError, match="leaves the site"):
        to_file(Url(url))


_PARTS = st.lists(st.sampled_from(["a", "b", "c", "speeches"]), max_size=4)


def _url(parts: list[str], page: bool) -> Url:
    return Url(
        "/"
        + "/".join(parts)
        + ("/" if page and parts else "")
        + ("" if page else ("/" if parts else "") + "x.css")
    )


@given(_PARTS, st.booleans(), _PARTS, st.booleans())
def test_relative_addresses_arrive(source, source_page, target, target_page):
    """From any page to any other, the relative address leads there, and names no host and no root."""
    here, there = _url(source, source_page), _url(target, target_page)
    way = relative(here, there, "p1")
    assert not way.startswith("/")
    path, _, anchor = way.partition("#")
    folder = here.rsplit("/", 1)[0]
    arrived = normpath(f"{folder}/{path}".replace("//", "/"))
    assert arrived == (normpath(there) if there != "/" else "/")
    assert path.endswith("/") == there.endswith("/")
    assert anchor == "p1"
