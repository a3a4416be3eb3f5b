"""Shared passages in a real browser: the mark beside a paragraph, two speeches side by side, the index; from the disk."""

import itertools
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from generator.cli import main
from tests.archives import put
from tests.browser.conftest import PHONE, WIDE
from tests.browser.test_pages import CONTRAST, INLINE, WIDER

SITE = Path(__file__).parent.parent / "sites" / "reuse"
WATER, ROAD, FIRE = "speeches/2016-xiushui/", "speeches/2018-xiulu/", "speeches/2021-fanghuo/"
PAIR = "reuse/2016-xiushui/2018-xiulu/"
FILLED = "reuse/2021-fanghuo/undated-fanghuo-fanwen/"
VERSIONS = "reuse/2019-zongjie/2019-zongjie-jilu/"
KINDS = ("reuse/", PAIR, FILLED, VERSIONS, ROAD, FIRE)
SHORT = (
    ("一", "水利站", "九月"),
    ("二", "村会计", "十月"),
    ("三", "民政所", "冬至"),
    ("四", "供销社", "腊月"),
)
COPIED = """() => {
    const copied = [];
    document.addEventListener('copy', () => copied.push(String(getSelection())));
    getSelection().selectAllChildren(document.getElementById('text'));
    document.execCommand('copy');
    return copied.join('');
}"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Build the archive of shared passages; returns the address of its folder on the disk."""
    folder = tmp_path_factory.mktemp("reuse")
    shutil.copytree(SITE, folder / "content")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert main(["build", "--jobs", "1", "--strict"]) == 0
    return (folder / "build").as_uri() + "/"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("url", KINDS)
def test_fits_and_can_be_read(visit, place, url, size, scheme):
    """Nothing is wider than the window at any size of type, all text has contrast, nothing stands inline."""
    page = visit(place, url, size, color_scheme=scheme)
    for summary in page.locator("details.elsewhere summary").all():
        summary.press("Enter")  # the one before it closes
        expect(page.locator("details.elsewhere[open]")).to_have_count(1)
    assert page.evaluate(WIDER) == []
    assert page.evaluate(CONTRAST) == []
    assert page.evaluate(INLINE) == []
    page.goto(f"{place}zh-hant/{url}index.html")
    assert page.evaluate(WIDER) == []


def test_mark_beside_a_paragraph(visit, place):
    """In the margin, level with its paragraph and apart from the text and from its number; it opens by keyboard, and leads to the passage."""
    page = visit(place, ROAD)
    mark = page.locator(".beside", has=page.locator("#p2")).locator(".elsewhere")
    block, beside = page.locator("#p2").bounding_box(), mark.bounding_box()
    assert beside["x"] > block["x"] + block["width"]
    assert abs(beside["y"] - block["y"]) < 20
    page.locator("#p2").hover()
    number = page.locator("#p2 > .pid").bounding_box()
    assert number["x"] + 30 <= beside["x"] or number["y"] + number["height"] <= beside["y"]
    summary = mark.locator("summary")
    expect(summary).to_have_text("亦见于2篇，最早2016年")
    summary.focus()
    page.keyboard.press("Enter")
    link = mark.locator("li a").first
    expect(link).to_be_visible()
    link.click()
    page.wait_for_url("**/#b-p2" if not place.startswith("file:") else "**/index.html#b-p2")
    expect(page.locator("#b-p2")).to_be_in_viewport()
    page.locator("#b-p2 .where").click()
    expect(page.locator("#p2:target")).to_be_in_viewport()


def test_marks_of_short_neighbours_keep_apart(visit, tmp_path):
    """Paragraphs of one line each, all of them shared: no mark reaches into the row of the next, in either language."""
    shared = [f"第{n}件事由{who}来办，办到{when}为止，办不完谁也不许回家过年。" for n, who, when in SHORT]
    files = {"site.yaml": "title: 短录\n"}
    for year in range(2018, 2022):
        own = [
            "".join(chr(0x5200 + (17 * i * i + 31 * i * year + year) % 3000) for i in range(n, n + 180))
            for n in range(7)
        ]
        body = "\n\n".join([own[0] + "。", *shared, *(one + "。" for one in own[1:])])
        files[f"speeches/{year}-duan.md"] = f"---\ntitle: 第{year}号讲话\ndate: {year}-03-01\n---\n\n{body}\n"
    put(tmp_path / "content", files)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        assert main(["build", "--jobs", "1"]) == 0
    page = visit((tmp_path / "build").as_uri() + "/", "speeches/2020-duan/")
    for language in ("zh", "en"):
        page.evaluate("name => localStorage.setItem('yanlu-language', name)", language)
        page.reload()
        boxes = [mark.bounding_box() for mark in page.locator(".elsewhere").all()]
        assert len(boxes) == len(shared)
        for box, below in itertools.pairwise(boxes):
            assert box["y"] + box["height"] <= below["y"] + 0.5


def test_mark_on_a_phone(visit, place):
    """Below its paragraph, in the column, large enough for a finger."""
    page = visit(place, ROAD, PHONE, has_touch=True, is_mobile=True)
    block = page.locator("#p2").bounding_box()
    summary = page.locator(".elsewhere summary").first
    box = summary.bounding_box()
    assert box["y"] >= block["y"] + block["height"] - 1
    assert box["height"] >= 24
    assert box["x"] + box["width"] <= PHONE[0]
    summary.tap()
    expect(page.locator(".elsewhere li a").first).to_be_visible()


def test_marks_are_not_copied_nor_printed(visit, place):
    """Who copies the text, or prints it, gets the speech and nothing of ours; without annotations the marks are gone too."""
    page = visit(place, ROAD)
    page.locator("details.elsewhere summary").first.click()
    copied = page.evaluate(COPIED)
    assert "不能由坐办公室的人来排" in copied
    assert "亦见于" not in copied
    assert "现场会" not in copied
    page.emulate_media(media="print")
    for mark in page.locator(".elsewhere").all():
        expect(mark).to_be_hidden()
    expect(page.locator("#p2")).to_be_visible()
    page.emulate_media(media="screen")
    page.evaluate("document.documentElement.setAttribute('data-terms', 'off')")
    expect(page.locator(".elsewhere").first).to_be_hidden()


def test_side_by_side_and_one_under_the_other(visit, place):
    """Two columns where there is room, passage by passage on a phone; shared words have a ground, others a line."""
    for size, beside in ((WIDE, True), (PHONE, False)):
        page = visit(place, PAIR, size)
        for passage in page.locator(".passage").all():
            a = passage.locator(".side.a").first.bounding_box()
            b = passage.locator(".side.b").first.bounding_box()
            assert (b["x"] > a["x"] + a["width"] - 1) == beside
            assert (b["y"] >= a["y"] + a["height"]) == (not beside)
    style = page.locator(".passage mark").first.evaluate("n => getComputedStyle(n).backgroundColor")
    assert style not in (
        "rgba(0, 0, 0, 0)",
        page.locator("body").evaluate("n => getComputedStyle(n).backgroundColor"),
    )
    line = page.locator(".passage .differs").first.evaluate("n => getComputedStyle(n).textDecorationLine")
    assert line == "underline"


def test_rows_of_a_whole_text(visit, place):
    """Of near-duplicates the paragraphs that belong together begin at one height."""
    page = visit(place, VERSIONS)
    for one, other in (("#a-p2", "#b-p2"), ("#a-p4", "#b-p5")):
        assert page.locator(one).bounding_box()["y"] == page.locator(other).bounding_box()["y"]


def test_without_scripts(visit, place):
    """Marks open, and every way from mark to pair to paragraph to index is there, without JavaScript."""
    page = visit(place, ROAD, java_script_enabled=False)
    page.locator(".elsewhere summary").first.click()
    link = page.locator(".elsewhere li a").first
    expect(link).to_be_visible()
    assert link.get_attribute("href") == "../../reuse/2016-xiushui/2018-xiulu/#b-p2"
    page.goto(f"{place}{PAIR}index.html")
    expect(page.locator(".passage")).to_have_count(3)
    assert page.locator(".kicker a").get_attribute("href") == "../../"
