"""Formats: HTML, Word, PDF and tables come in as text, with what the file says of its speech; a file that fails is one line."""

import io
import json
import sys
import zipfile
from pathlib import Path

import pytest

from generator.ingest import containers, tables
from generator.ingest.containers import files
from generator.ingest.decode import decode, decode_all
from generator.ingest.decoded import Decoded, cut
from generator.ingest.ingest import Imported, ingest, ingest_text
from generator.ingest.ledger import apply
from generator.ingest.rules import permitted
from generator.model import RawFile, SiteError
from tests.documents import level, note_mark, packed, paragraph, pdf, word

TITLE = "在青禾县年度工作会议上的讲话"
SENTENCES = (
    "去年全县粮食总产比上年多了三千吨，各乡各村都有增加，这里面有干部的辛苦，更有群众的汗水。",
    "乡村道路修了三十六公里，还有四个村没有通，今年雨季之前要全部修通，一户也不能落下。",
    "办事窗口不许让人跑第二趟，这一条说了三年，今年要一个一个窗口地查，查到谁就是谁。",
)


def replayed(imported: Imported) -> bool:
    """Whether raw text and ledger give the body, each rule within what it may write."""
    edits = imported.ledger.edits
    return apply(imported.text, edits) == imported.body and not any(
        permitted(e, imported.text[e.start : e.end]) for e in edits
    )


def fails(raw: bytes, name: str) -> str:
    """What is said of a file that cannot be read, which is one line."""
    with pytest.raises(SiteError) as error:
        list(decode_all(raw, name))
    message = str(error.value)
    assert message.startswith(f"{name}: ")
    assert "\n" not in message
    return message.removeprefix(f"{name}: ")


# ---------------------------------------------------------------------------------------------------------------- HTML


def page(body: str, head: str = "") -> str:
    """A web page with a menu and a footer around its text."""
    menu = "".join(
        f'<li><a href="/{k}">{name}</a></li>' for k, name in enumerate("首页 要闻 政务 服务 互动".split())
    )
    return (
        f"<!DOCTYPE html><html><head>{head}</head><body><nav><ul>{menu}</ul></nav><main><article>{body}</article></main>"
        '<footer><p><a href="/a">关于我们</a> <a href="/b">网站地图</a> 版权所有</p></footer></body></html>'
    )


BODY = f"<h1>{TITLE}</h1><p>（2019年3月1日）</p><p>同志们：</p><h2>去年的工作</h2><p>{SENTENCES[0]}</p><p>{SENTENCES[1]}</p><h2>今年的打算</h2><p>{SENTENCES[2]}</p>"
META = (
    '<meta name="ArticleTitle" content="在青禾县年度工作会议上的讲话"><meta name="PubDate" content="2019-03-04 09:12">'
    '<meta name="ContentSource" content="青禾日报"><meta property="og:url" content="https://example.org/a/1.html">'
)


def test_a_page_gives_its_main_text_and_its_metadata() -> None:
    """The menu and the footer stay out; headings of the page are headings; title, source and day of publication are known."""
    imported = ingest(page(BODY, META).encode(), "a.html")
    assert (
        imported.body
        == f"同志们：\n\n## 去年的工作\n\n{SENTENCES[0]}\n\n{SENTENCES[1]}\n\n## 今年的打算\n\n{SENTENCES[2]}\n"
    )
    assert replayed(imported)
    fields = imported.fields
    assert (fields["title"], fields["date"], fields["date_basis"], fields["published"]) == (
        TITLE,
        "2019-03-01",
        "stated",
        "2019-03-04",
    )
    assert (fields["meeting"], fields["genre"]) == ("青禾县年度工作会议", "speech")
    assert fields["source"]["publisher"] == "青禾日报"
    assert fields["source"]["url"] == "https://example.org/a/1.html"
    assert (imported.ledger.raw[0].decoder, imported.ledger.raw[0].encoding) == ("html", "utf-8")


SHOWN = (
    '<h1>把路修到山顶去</h1><div class="meta">2019-03-04 07:15　来源：青禾日报　编辑：小李</div>'
    f"<p>同志们：</p><p>{SENTENCES[0]}</p><p>{SENTENCES[1]}</p><p>{SENTENCES[2]}</p>"
    "<div>2020-01-01 08:00　来源：别处</div>"
)


def test_what_a_page_shows_under_its_title() -> None:
    """Day and source that stand in no meta element are read where the page shows them, and not from what comes below the text."""
    fields = ingest(page(SHOWN).encode(), "a.html").fields
    assert (fields["title"], fields["published"]) == ("把路修到山顶去", "2019-03-04")
    assert fields["source"]["publisher"] == "青禾日报"


@pytest.mark.parametrize("tag", ["h2", "p"])
def test_a_subtitle_of_a_page(tag: str) -> None:
    """It stands in a heading under the title, or in a paragraph above the salutation."""
    subtitle = f"<{tag}>——在青禾县年度工作会议上的讲话</{tag}>"
    fields = ingest(page(SHOWN.replace("</h1>", f"</h1>{subtitle}")).encode(), "a.html").fields
    assert (fields["title"], fields["subtitle"]) == ("把路修到山顶去", "在青禾县年度工作会议上的讲话")
    assert (fields["meeting"], fields["genre"]) == ("青禾县年度工作会议", "speech")


def test_a_break_inside_a_sentence_of_a_page() -> None:
    """A br in the middle of a sentence breaks nothing; one behind a sentence parts two paragraphs."""
    half = SENTENCES[0].index("，", 35)
    broken = f"<p>{SENTENCES[0][: half - 1]}<br>\n{SENTENCES[0][half - 1 :]}<br>\n　　{SENTENCES[1]}</p>"
    imported = ingest(
        page(f"<h1>{TITLE}</h1><p>同志们：</p>{broken}<p>{SENTENCES[2]}</p>").encode(), "a.html"
    )
    assert imported.body == "同志们：\n\n" + "\n\n".join(SENTENCES[:3]) + "\n"


@pytest.mark.parametrize(
    ("declared", "actual", "found"),
    [("utf-8", "gb18030", "gb18030"), ("gb2312", "utf-8", "utf-8"), ("iso-8859-1", "gbk", "gb18030")],
)
def test_a_declaration_that_lies(declared: str, actual: str, found: str) -> None:
    """What a page says of its encoding is not believed; that it said another is noted."""
    raw = page(BODY, f'<meta charset="{declared}">').encode(actual)
    imported = ingest(raw, "a.html")
    assert imported.body.startswith("同志们：\n\n## 去年的工作\n\n" + SENTENCES[0])
    assert imported.ledger.raw[0].encoding == found
    assert [note.rule for note in imported.ledger.notes] == ["encoding"]


def test_a_declaration_that_is_true() -> None:
    """An honest page in GBK has no note, though it says gb2312."""
    imported = ingest(
        page(BODY, '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">').encode("gbk"),
        "a.htm",
    )
    assert imported.ledger.notes == ()


def test_a_page_under_another_name_is_a_page() -> None:
    """What a file is, its first bytes tell."""
    assert decode(page(BODY).encode(), "a.txt").decoder == "html"
    assert decode(f"说到 <html> 标记\n{SENTENCES[0]}".encode(), "a.txt").decoder == "text"


def test_a_page_without_text() -> None:
    """A page that has nothing to read is one line."""
    assert "there is no text in this page" in fails(
        b"<html><body><script>var a = 1;</script></body></html>", "a.html"
    )


# ---------------------------------------------------------------------------------------------------------------- Word

LEVELS = (
    level(0, "chineseCountingThousand", "%1、"),
    level(1, "chineseCounting", "（%2）"),
    level(2, "decimal", "%3."),
    level(3, "decimal", "%3.%4"),
    level(4, "decimalEnclosedCircleChinese", "%5"),
)


def test_automatic_numbers_headings_and_footnotes() -> None:
    """Numbers that Word counts are written out; levels come from the styles; footnotes become Markdown's."""
    raw = word(
        [
            paragraph(TITLE, style="T"),
            paragraph("同志们："),
            paragraph("去年的工作", style="H1", list="1"),
            paragraph("粮食生产", list="1", level=1),
            paragraph(SENTENCES[0], more=note_mark(4)),
            paragraph("道路建设", list="1", level=1),
            paragraph("没有编号的小节", style="H2"),
            paragraph(SENTENCES[1]),
            paragraph("先修四个村的路，雨季之前通车。", list="1", level=2),
            paragraph("再查一遍老路的桥。", list="1", level=2),
            paragraph("今年的打算", style="H1", list="1"),
            paragraph("办事窗口", list="1", level=1),
            paragraph(SENTENCES[2], more=note_mark(2)),
            paragraph("谢谢大家！"),
        ],
        levels=LEVELS,
        notes={2: "指县政务服务大厅。", 4: "据县统计局年报。"},
        created="2019-03-05",
    )
    imported = ingest(raw, "a.docx")
    assert replayed(imported)
    assert imported.body == (
        f"同志们：\n\n## 一、去年的工作\n\n### （一）粮食生产\n\n{SENTENCES[0]}[^1]\n\n### （二）道路建设\n\n### 没有编号的小节\n\n{SENTENCES[1]}\n\n"
        f"1\\. 先修四个村的路，雨季之前通车。\n\n2\\. 再查一遍老路的桥。\n\n## 二、今年的打算\n\n### （一）办事窗口\n\n{SENTENCES[2]}[^2]\n\n谢谢大家！\n\n"
        "[^1]: 据县统计局年报。\n\n[^2]: 指县政务服务大厅。\n"
    )
    assert imported.fields["title"] == TITLE
    assert imported.ledger.raw[0].decoder == "docx"


def test_the_day_of_a_document_is_not_the_day_of_the_speech() -> None:
    """When a file was made is evidence at most; a stated date needs none of it."""
    undated = ingest(
        word([paragraph(TITLE), paragraph("同志们："), paragraph(SENTENCES[0])], created="2019-03-05"),
        "a.docx",
    ).fields
    assert "date" not in undated
    assert [(each["quote"], "不足以定讲话日期" in each["shows"]) for each in undated["date_evidence"]] == [
        ("2019-03-05", True)
    ]
    dated = ingest(
        word(
            [paragraph(TITLE), paragraph("（2018年2月1日）"), paragraph("同志们："), paragraph(SENTENCES[0])],
            created="2019-03-05",
        ),
        "a.docx",
    )
    assert (dated.fields["date"], len(dated.fields["date_evidence"])) == ("2018-02-01", 1)


@pytest.mark.parametrize(
    ("kind", "text", "labels"),
    [
        ("chineseCounting", "%1、", ["一、", "二、", "十、", "十一、", "二十、", "二十一、", "一百零一、"]),
        ("ideographDigital", "%1、", ["一、", "二、", "一〇、", "一一、", "二〇、", "二一、", "一〇一、"]),
        (
            "chineseLegalSimplified",
            "%1、",
            ["壹、", "贰、", "壹拾、", "壹拾壹、", "贰拾、", "贰拾壹、", "壹佰零壹、"],
        ),
        ("decimalEnclosedCircle", "%1", ["①", "②", "⑩", "⑪", "⑳", "21 ", "101 "]),
        ("ideographTraditional", "%1、", ["甲、", "乙、", "癸、", "甲、", "癸、", "甲、", "甲、"]),
        ("decimalZero", "%1.", ["01. ", "02. ", "10. ", "11. ", "20. ", "21. ", "101. "]),
        ("upperRoman", "%1.", ["I. ", "II. ", "X. ", "XI. ", "XX. ", "XXI. ", "CI. "]),
        ("lowerLetter", "%1)", ["a) ", "b) ", "j) ", "k) ", "t) ", "u) ", "wwww) "]),
        (
            "decimalFullWidth",
            "第%1条",
            ["第１条", "第２条", "第１０条", "第１１条", "第２０条", "第２１条", "第１０１条"],
        ),
        ("bullet", "\uf06c", ["• "] * 7),
        ("none", "", [""] * 7),
    ],
)
def test_forms_of_numbers(kind: str, text: str, labels: list[str]) -> None:
    """Each form of number is the one that Word prints."""
    decoded = decode(
        word([paragraph(f"第{k}段", list="1") for k in range(1, 102)], levels=[level(0, kind, text)]),
        "a.docx",
    )
    lines = [line for line in decoded.text.split("\n") if line]
    assert [lines[k - 1].removesuffix(f"第{k}段") for k in (1, 2, 10, 11, 20, 21, 101)] == labels


def test_lists_begin_again() -> None:
    """A deeper level begins again under each number above it; a list that is told to start again does."""
    made = [("1", 0), ("1", 1), ("1", 1), ("1", 0), ("1", 1), ("1", 3), ("2", 0), ("2", 0), ("1", 0)]
    decoded = decode(
        word([paragraph("甲", list=list, level=depth) for list, depth in made], levels=LEVELS), "a.docx"
    )
    assert decoded.text.replace("甲", "").split() == [
        "一、",
        "（一）",
        "（二）",
        "二、",
        "（一）",
        "1.1",
        "一、",
        "二、",
        "三、",
    ]


def test_what_a_document_hides() -> None:
    """Revisions are read as accepted and noted; table cells, content controls and text boxes are read, doubles of them are not."""
    insert = '<w:ins w:id="1" w:author="a"><w:r><w:t>插入的话。</w:t></w:r></w:ins><w:del w:id="2" w:author="a"><w:r><w:delText>删去的话。</w:delText></w:r></w:del>'
    box = f"<w:r><w:pict><w:txbxContent>{paragraph('框里的话。')}</w:txbxContent></w:pict></w:r>"
    raw = word(
        [
            paragraph(SENTENCES[0], more=insert),
            f"<w:tbl><w:tr><w:tc>{paragraph('表里的话。')}</w:tc></w:tr></w:tbl>",
            f"<w:sdt><w:sdtContent>{paragraph('控件里的话。')}</w:sdtContent></w:sdt>",
            paragraph(SENTENCES[1], more=box + "<w:r><w:br/><w:t>换行之后。</w:t></w:r>"),
        ]
    )
    decoded = decode(raw, "a.docx")
    assert [line for line in decoded.text.split("\n") if line] == [
        SENTENCES[0] + "插入的话。",
        "表里的话。",
        "控件里的话。",
        SENTENCES[1],
        "换行之后。",
        "框里的话。",
    ]
    assert [note.message.split("）")[0] for note in decoded.notes] == ["原文件带修订标记（插入1处，删除1处"]


# ----------------------------------------------------------------------------------------------------------------- PDF


def pages() -> list[list[str]]:
    """Four pages with a running head and a number on each; the text goes on from page to page."""
    text = "".join(SENTENCES) * 5
    lines = [text[k : k + 30] for k in range(0, len(text), 30)]
    cut = [lines[k : k + 6] for k in range(0, 24, 6)]
    first = [TITLE, "（2019年3月1日）", "同志们："]
    return [
        ["青禾县人民政府文件", *(first if k == 0 else []), *each, f"{k + 3}"] for k, each in enumerate(cut)
    ]


def test_a_pdf_is_put_together() -> None:
    """Running heads and page numbers go, broken lines are joined across pages, Kangxi radicals are folded."""
    made = pages()
    made[0][4] = made[0][4].replace("人", "⼈").replace("一", "⼀")
    imported = ingest(pdf(made), "a.pdf")
    whole = "".join(line for each in pages() for line in each[1:-1][3 if each[1] == TITLE else 0 :])
    assert imported.body == f"同志们：\n\n{whole}\n"
    assert replayed(imported)
    assert imported.fields["title"] == TITLE
    removed = [imported.text[e.start : e.end] for e in imported.ledger.edits if e.rule == "page-furniture"]
    assert sum("青禾县人民政府文件" in each for each in removed) == 4
    assert (imported.ledger.raw[0].decoder, "\f" in imported.text) == ("pdf", True)


def test_a_pdf_without_text() -> None:
    """Pictures of pages need OCR first."""
    assert "the PDF has no text layer (2 pages of pictures)" in fails(pdf([[], []]), "a.pdf")


# -------------------------------------------------------------------------------------------------------------- tables

HEADER = "标题,讲话人,职务,讲话日期,发布日期,来源,网址,正文\n"


def row(text: str = SENTENCES[0], date: str = "2019-03-01", published: str = "2019-03-04") -> str:
    """A row of a table, in CSV."""
    return f'{TITLE},王青,县长,{date},{published},青禾日报,https://example.org/1,"同志们：\n{text}"\n'


def imported(raw: bytes, name: str, **columns: str) -> list[Imported]:
    """Every speech of a table."""
    found = []
    for each in decode_all(raw, name, columns):
        assert isinstance(each, Decoded), each
        found.append(
            ingest_text(each, name, (RawFile(name, "0" * 64, each.decoder, each.encoding, each.part),))
        )
    return found


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_row_is_a_speech(encoding: str) -> None:
    """Each row is a part of its file; its columns are facts, each by the name of its column."""
    found = imported((HEADER + row() + row(SENTENCES[1], "2019/3/2")).encode(encoding), "表.csv")
    assert [each.ledger.raw[0].part for each in found] == ["row 2", "row 3"]
    assert [each.body for each in found] == [f"同志们：\n\n{SENTENCES[0]}\n", f"同志们：\n\n{SENTENCES[1]}\n"]
    fields = found[1].fields
    assert (fields["title"], fields["date"], fields["date_basis"], fields["published"]) == (
        TITLE,
        "2019-03-02",
        "stated",
        "2019-03-04",
    )
    assert fields["date_evidence"] == [{"quote": "2019/3/2", "shows": "表格“讲话日期”一栏"}]
    assert fields["speakers"] == [{"name": "王青", "office": "县长"}]
    assert {key: fields["source"][key] for key in ("publisher", "url")} == {
        "publisher": "青禾日报",
        "url": "https://example.org/1",
    }
    assert fields["meeting"] == "青禾县年度工作会议"
    assert all(map(replayed, found))


def test_the_text_is_believed_before_the_table() -> None:
    """A date in the text stays; a column that says another is evidence against it, and so is a publication before the speech."""
    text = f"{TITLE}\n（2019年3月1日）\n同志们：\n{SENTENCES[0]}"
    raw = f'正文,讲话日期,publish_date\n"{text}",2018-01-01,2017-05-05\n'
    fields = imported(raw.encode(), "a.csv")[0].fields
    assert (fields["date"], fields["date_basis"], "published" in fields) == ("2019-03-01", "stated", False)
    against = [(each["quote"], each["shows"]) for each in fields["date_evidence"][1:]]
    assert against == [
        ("2018-01-01", "表格“讲话日期”一栏，与正文所署日期不合"),
        ("2017-05-05", "表格“publish_date”一栏，早于讲话日期，疑误"),
    ]


@pytest.mark.parametrize(
    ("column", "value", "date"),
    [("日期", "20190301", "2019-03-01?"), ("date", "2019.3", "2019-03?"), ("year", "2019", "2019?")],
)
def test_a_date_of_unknown_meaning_is_in_doubt(column: str, value: str, date: str) -> None:
    """A column that only says “date” or “year” never gives a stated date."""
    fields = imported(f"text,{column}\n同志们：{SENTENCES[0]},{value}\n".encode(), "a.csv")[0].fields
    assert (fields["date"], fields["date_basis"]) == (date, "inferred")


def test_columns_by_the_editor() -> None:
    """--map names columns that no list knows."""
    raw = f"a,b\n{TITLE},同志们：{SENTENCES[0]}\n".encode()
    assert imported(raw, "a.csv", **tables.read_map("text=b，title=a"))[0].fields["title"] == TITLE
    assert (
        fails(raw, "a.csv")
        == "no column is known as the text; the columns are a, b: name it with --map text=COLUMN"
    )
    with pytest.raises(SiteError, match="--map names the column “c”; the columns are a, b"):
        imported(raw, "a.csv", text="c")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("text", "--map: “text” is not KEY=COLUMN"),
        ("txt=a", "--map: unknown key “txt”: the keys are text, title"),
    ],
)
def test_wrong_maps(value: str, message: str) -> None:
    """A slip in --map is said."""
    with pytest.raises(SiteError) as error:
        tables.read_map(value)
    assert str(error.value).startswith(message)


def test_json_lines() -> None:
    """A line is a speech; a line that is damaged is an error of its own, and the others go on."""
    good = json.dumps(
        {"title": TITLE, "full_text": f"同志们：\n{SENTENCES[0]}", "author": "王青"}, ensure_ascii=False
    )
    found = list(
        decode_all(
            f'{good}\n{{"title": \n\n[1]\n{{"title": "甲", "full_text": " "}}\n{good}\n'.encode(), "a.jsonl"
        )
    )
    assert [each.part if isinstance(each, Decoded) else str(each)[:40] for each in found] == [
        "row 1",
        "a.jsonl: row 2: this is no JSON: Expecti",
        "a.jsonl: row 4: expected an object with ",
        "a.jsonl: row 5: the column “full_text” i",
        "row 6",
    ]
    listed = imported(f"[{good},{good}]".encode(), "a.json")
    assert [each.fields["speakers"] for each in listed] == [[{"name": "王青"}]] * 2


def test_excel() -> None:
    """Sheets with a header are tables; dates are dates; a title above the header does not matter."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["青禾县讲话汇编"])
    sheet.append(["标题", "讲话日期", "正文"])
    import datetime

    sheet.append([TITLE, datetime.datetime(2019, 3, 1), f"同志们：\n{SENTENCES[0]}"])
    second = book.create_sheet("补遗")
    second.append(["题目", "年份", "内容"])
    second.append([TITLE, 2020, f"同志们：\n{SENTENCES[1]}"])
    buffer = io.BytesIO()
    book.save(buffer)
    found = imported(buffer.getvalue(), "a.xlsx")
    assert [(each.fields["date"], each.ledger.raw[0].part) for each in found] == [
        ("2019-03-01", "Sheet row 3"),
        ("2020?", "补遗 row 2"),
    ]
    assert all(map(replayed, found))


def test_one_speech_or_several() -> None:
    """A file with several speeches is not taken for one."""
    assert decode((HEADER + row()).encode(), "a.csv").part == "row 2"
    with pytest.raises(SiteError, match="holds several speeches"):
        decode((HEADER + row() + row()).encode(), "a.csv")


# ------------------------------------------------------------------------------------------------------ folders and zip


def test_names_in_a_zip(tmp_path: Path) -> None:
    """Names that were packed as GBK are read as such; a Mac's shadow files, locks and other formats stay out."""
    kept = {"讲话/第一篇.txt": SENTENCES[0].encode(), "说明.md": SENTENCES[1].encode()}
    path = tmp_path / "包.zip"
    for names in ("gb18030", "utf-8", ""):
        path.write_bytes(
            packed(
                {**kept, "图.png": b"\x89PNG", "__MACOSX/讲话/._第一篇.txt": b"\x00", "~$稿.docx": b"a"},
                names=names,
            )
        )
        found = list(files([path]))
        assert [(each.path.removeprefix(f"{tmp_path}/"), each.name, each.error) for each in found] == [
            ("包.zip/讲话/第一篇.txt", "第一篇.txt", ""),
            ("包.zip/说明.md", "说明.md", ""),
        ]
        assert [each.raw for each in found] == list(kept.values())


def test_a_folder_of_everything(tmp_path: Path) -> None:
    """A folder stands for the files in it; a document that is a zip inside is a document."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.docx").write_bytes(word([paragraph(SENTENCES[0])]))
    (tmp_path / "a" / "c.csv").write_text(HEADER + row())
    (tmp_path / "a" / ".hidden.txt").write_text("x")
    (tmp_path / "a" / "d.png").write_bytes(b"\x89PNG")
    (tmp_path / "a" / "e.doc").write_bytes(OLE)
    (tmp_path / "empty").mkdir()
    found = list(files([tmp_path / "a", tmp_path / "empty", tmp_path / "nowhere.txt"]))
    assert [(each.name, each.error[:30]) for each in found] == [
        ("b.docx", ""),
        ("c.csv", ""),
        ("e.doc", ""),
        ("empty", "the folder has no file to impo"),
        ("nowhere.txt", "cannot be read: No such file o"),
    ]


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Members that unpack to a thousand times their size, encrypted ones and zips inside are one line each; the others come."""
    bomb = b"\x00" * 30_000_000
    path = tmp_path / "a.zip"
    path.write_bytes(
        packed({"a.txt": bomb, "b.txt": SENTENCES[0].encode(), "c.zip": packed({"d.txt": b"x"})})
    )
    found = {each.name: each for each in files([path])}
    assert "would unpack from" in found["a.txt"].error
    assert found["a.txt"].raw == b""
    assert "a zip archive inside another" in found["c.zip"].error
    assert found["b.txt"].raw == SENTENCES[0].encode()
    raw = bytearray(packed({"a.txt": SENTENCES[0].encode()}))
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    assert "is encrypted in the zip" in next(containers.members(bytes(raw), "a.zip")).error
    assert "cannot be opened" in next(containers.members(b"PK\x03\x04damaged", "a.zip")).error
    document = packed({"[Content_Types].xml": b"<a/>", "word/document.xml": bomb})
    assert "would unpack from" in fails(document, "a.docx")


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    """A file of 100 MB is refused by its size, before a byte of it is in memory."""
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    assert [(each.raw, each.error) for each in files([path])] == [
        (b"", "100 MB is too large for a speech (the limit is 20 MB)")
    ]


# -------------------------------------------------------------------------------------------------------------- faults

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


@pytest.mark.parametrize(
    ("raw", "name", "message"),
    [
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx", "is encrypted: open it with its password"),
        (OLE, "a.doc", "is a document of Word 97–2003, Excel or WPS: save it as .docx"),
        (b"PK\x03\x04 broken", "a.docx", "the file is damaged"),
        (b"no zip at all", "a.xlsx", "the file is damaged: it does not begin like a xlsx file"),
        (packed({"[Content_Types].xml": b"<a/>"}), "a.docx", "this Word document cannot be read"),
        (packed({"xl/workbook.xml": b"<a/>"}), "a.xlsx", "this Excel table cannot be read"),
        (
            packed({"[Content_Types].xml": b"<a/>", "ppt/a.xml": b"<a/>"}),
            "a.pptx",
            "is an office document that is not read",
        ),
        (b"%PDF-1.4 and nothing", "a.pdf", "this PDF cannot be read"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 20, "a.txt", "this is no text but a picture"),
        (b"{\\rtf1\\ansi}", "a.txt", "this is no text but an RTF document"),
        ("标题,正文\n".encode(), "a.csv", ""),
    ],
)
def test_one_line_each(raw: bytes, name: str, message: str) -> None:
    """A file that cannot be read is told in one line that says what it is and what to do."""
    if message:
        assert message in fails(raw, name)
    else:
        with pytest.raises(SiteError, match="the table has no rows"):
            decode(raw, name)


def test_parts_of_a_document_keep_their_headings() -> None:
    """A file that holds several speeches is cut: each part has its own headings, and the notes of the whole."""
    insert = '<w:ins w:id="1" w:author="a"><w:r><w:t>插入。</w:t></w:r></w:ins>'
    whole = decode(
        word(
            [
                paragraph("甲", style="T"),
                paragraph("一", style="H1"),
                paragraph("乙", style="H1", more=insert),
            ]
        ),
        "a.docx",
    )
    part = cut(whole, whole.text.index("一"), len(whole.text), "speech 2")
    assert [part.text[each.start : each.end] for each in part.headings] == ["一", "乙插入。"]
    assert (part.part, part.facts, [note.rule for note in part.notes]) == ("speech 2", (), ["revision"])


def test_an_encrypted_pdf() -> None:
    """A PDF with a password is one line."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf([["青禾县"]]))))
    writer.encrypt("secret", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    assert "is encrypted" in fails(buffer.getvalue(), "a.pdf")


@pytest.mark.parametrize(
    ("module", "name", "raw"),
    [
        ("docx", "a.docx", word([paragraph("甲")])),
        ("pypdf", "a.pdf", pdf([["甲"]])),
        ("trafilatura", "a.html", page(BODY).encode()),
        ("openpyxl", "a.xlsx", packed({"xl/workbook.xml": b"<a/>"})),
    ],
)
def test_without_the_extra(monkeypatch: pytest.MonkeyPatch, module: str, name: str, raw: bytes) -> None:
    """Where the library of a format is missing, the message says what to install."""
    monkeypatch.setitem(sys.modules, module, None)
    assert "which is not installed: pip install 'yanlu[formats]'" in fails(raw, name)


# ------------------------------------------------------------------------------------------------------- the real texts


@pytest.mark.parametrize("kind", ["docx", "csv"])
def test_reports(texts: Path, kind: str) -> None:
    """Twenty reports: every ledger is exact, every body begins with the salutation or what a page put before, title and year are right."""
    found = sorted((texts / "reports" / kind).iterdir())
    assert len(found) == 10
    for path in found:
        speech = ingest(path.read_bytes(), path.name)
        assert replayed(speech), path.name
        assert "政府工作报告" in speech.fields["title"]
        assert speech.fields["date"][:4] == path.name[:4]
        assert "各位代表：" in speech.body[:120], path.name
        assert len(speech.body) > 15_000
        if kind == "csv":
            assert speech.ledger.raw[0].part == "row 2"
            assert speech.fields["source"]["url"].startswith("http")
            assert speech.fields["published"] > speech.fields["date"]
            assert not any(word in speech.body[:200] for word in ("下载", "打印", "收藏"))


def test_zipfile_is_what_it_says() -> None:
    """The archive that these tests make with names in GBK is a good one."""
    with zipfile.ZipFile(io.BytesIO(packed({"甲.txt": b"1", "乙.txt": b"22"}, names="gb18030"))) as archive:
        assert archive.testzip() is None
        assert [info.filename.encode("cp437").decode("gb18030") for info in archive.infolist()] == [
            "甲.txt",
            "乙.txt",
        ]
