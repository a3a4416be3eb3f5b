"""Addresses as pages write them: what is kept from one page never changes what another writes."""

from posixpath import normpath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.hrefs import Hrefs
from generator.model import Page, Url, Value
from generator.sides import side
from generator.urls import folder_of, in_hant


class _Nothing(Value, frozen=True):
    """A view of nothing."""


def page(url: str, *, script: str = "hans", twin: bool = True, kind: str = "") -> Page:
    """A page at an address of the simplified tree, as it stands in the tree of a script."""
    here, there = Url(url), in_hant(Url(url))
    here, there = (here, there) if script == "hans" else (there, here)
    return Page(here, "", "", _Nothing(), kind=kind, other=there if twin else None, script=script)


_FOLDERS = st.lists(st.sampled_from("abc"), max_size=3).map(
    lambda parts: "".join(f"/{part}" for part in parts) + "/"
)
_TARGETS = st.builds(
    "{}{}".format, _FOLDERS, st.sampled_from(["", "x.css", "x.epub", "?q=1", "#p1", "x.css?1"])
)
_SIDES = st.sampled_from([("hans",), ("hant",), ("hans", "hant")])
_WANTED = st.lists(st.tuples(_FOLDERS, _SIDES, _TARGETS), min_size=1, max_size=12)


@given(_WANTED, st.frozensets(_FOLDERS, max_size=2))
def test_every_page_has_its_own_way(wanted, single):
    """Pages one after another write what each would write alone, and it leads to the target in the page's tree."""
    kept = Hrefs(single, "")
    for url, scripts, target in wanted:
        sides = [page(url, script=script) for script in scripts]
        href = kept.of(sides)(target)
        assert href == Hrefs(single, "").of(sides)(target)
        for one in sides:
            path, _, _ = target.partition("#")
            path, _, _ = path.partition("?")
            in_tree = path.endswith(("/", ".epub")) and path not in single and path != one.other
            expected = f"/zh-hant{path}" if one.script == "hant" and in_tree else path
            written = side(href, one.script).partition("#")[0].partition("?")[0]
            arrived = normpath(f"/{folder_of(one.url)}/{written}".replace("//", "/").replace("//", "/"))
            assert arrived == normpath(expected)


def test_the_twin_is_in_the_other_tree():
    """From the traditional page to its own address in the simplified tree, and from the page beside it to that page's twin."""
    hrefs = Hrefs((), "")
    beside = hrefs.of([page("/a/y/", script="hant")])
    assert beside("/a/x/") == "../x/"
    assert hrefs.of([page("/a/x/", script="hant")])("/a/x/") == "../../../a/x/"
    assert beside("/a/x/") == "../x/"


@pytest.mark.parametrize(
    ("url", "anchor", "expected"),
    [
        ("/b/", "", "../../b/"),
        ("/b/", "p1", "../../b/#p1"),
        ("/b/#p2", "", "../../b/#p2"),
        ("/b/#p2", "p1", "../../b/#p1"),
        ("/a/x/", "p1", "./#p1"),
        ("#p1", "", "#p1"),
        ("https://other.example/#a", "p1", "https://other.example/#a"),
    ],
)
def test_places(url, anchor, expected):
    """A place that is named apart goes before the one in the address; what is no address of the site stays."""
    assert Hrefs((), "").of([page("/a/x/")])(url, anchor) == expected


def test_a_page_that_is_served_anywhere():
    """The page for what is not found writes full paths, below the folder that the site has on its host."""
    lost = [page("/404.html", twin=False, kind="not-found")]
    assert Hrefs((), "https://site.example/deep").of(lost)("/terms/") == "/deep/terms/"
    assert Hrefs((), "").of(lost)("/terms/") == "terms/"
