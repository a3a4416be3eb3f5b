"""Tables with one speech a row: CSV, TSV, JSON, JSON Lines, XLSX.

In: bytes. Out: one ``Decoded`` a row, with the other columns as facts. Columns are known by their headers, Chinese or English, or as
the editor says (``--map text=正文,title=标题``). A row that cannot be read is an error of its own; the others go on.
"""

import csv
import datetime
import io
import itertools
import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.ingest import encodings
from generator.ingest.containers import check_size
from generator.ingest.decoded import KEYS, LIMIT, TABLE_LIMIT, Decoded, Fact, needs, one_line, too_large
from generator.model import SiteError

_NAMES = {
    "text": "正文 全文 内容 文本 讲话内容 讲话全文 讲话稿 讲话正文 报告全文 原文 文字 稿件内容 text full_text content body fulltext article transcript speech",
    "title": "标题 题名 题目 篇名 名称 文章标题 讲话标题 报告名称 title headline heading subject",
    "subtitle": "副标题 副题 subtitle",
    "speaker": "讲话人 发言人 演讲人 报告人 主讲人 致辞人 讲话者 作者 姓名 speaker author",
    "office": "职务 职位 职衔 office position speaker_title",
    "organization": "单位 机构 组织 部门 organization institution",
    "place": "地点 地区 省份 省 市 县 行政区 省市 place location region province city county area",
    "meeting": "会议 会议名称 场合 活动 meeting occasion event conference",
    "date": "讲话日期 讲话时间 发言日期 报告日期 演讲日期 delivered delivery_date speech_date date_delivered",
    "when": "日期 时间 date time datetime",
    "year": "年份 年 年度 year",
    "published": "发布日期 发布时间 发表日期 发表时间 刊发日期 publish_date publication_date pub_date pubdate published published_at release_date posted",
    "url": "网址 链接 来源网址 原文链接 来源链接 地址 url link source_url href",
    "publisher": "来源 出处 媒体 刊物 发布机构 source publisher website site media",
    "retrieved": "抓取时间 采集时间 抓取日期 采集日期 retrieved crawled_at accessed fetched crawl_time",
    "tags": "标签 关键词 主题词 tags keywords",
}  # fmt: skip
"""Names of columns. What is not here is not read."""
_KNOWN = {name.replace("_", ""): key for key, names in _NAMES.items() for name in names.split()}
_HEADER_ROWS = 10
"""Rows of a sheet among which the header is looked for: titles may stand above it."""
Row = tuple[int, Mapping[str, str]]
"""The number that a table program shows for a row, and its cells by column."""


def read_map(value: str) -> dict[str, str]:
    """``text=正文,title=标题`` as key → column. SiteError for an unknown key or a missing column."""
    columns = {}
    for pair in filter(None, (part.strip() for part in value.replace("，", ",").split(","))):
        key, equals, column = (part.strip() for part in pair.partition("="))
        if not equals or not column:
            raise SiteError(f"--map: “{pair}” is not KEY=COLUMN, as in text=正文,title=标题")
        if key not in ("text", *KEYS):
            raise SiteError(f"--map: unknown key “{key}”: the keys are {', '.join(('text', *KEYS))}")
        columns[key] = column
    return columns


def rows(raw: bytes, name: str, columns: Mapping[str, str] | None = None) -> Iterator[Decoded | SiteError]:
    """The speeches of a table, in its order, each as ``Decoded`` or as what is wrong with its row.

    ``columns``: key → column as the editor says. SiteError where the table as a whole cannot be read.
    """
    if len(raw) > TABLE_LIMIT:
        raise too_large(name, len(raw), TABLE_LIMIT)
    ending = name.lower().rpartition(".")[2]
    if raw.startswith(b"PK"):
        for sheet, found in _sheets(raw, name):
            yield from _speeches(found, name, columns or {}, "xlsx", "", sheet)
        return
    read = encodings.read(raw, name)
    text = read.text.removeprefix("\ufeff")
    if ending in ("jsonl", "ndjson", "json"):
        yield from _speeches(
            _objects(text, name, ending == "json"), name, columns or {}, "jsonl", read.encoding, ""
        )
    else:
        yield from _speeches(
            _cells(text, name, ending == "tsv"), name, columns or {}, "csv", read.encoding, ""
        )


# ---------------------------------------------------------------------------------------------------- rows to speeches


def _speeches(
    found: Iterator[Row | SiteError],
    name: str,
    columns: Mapping[str, str],
    decoder: str,
    encoding: str,
    sheet: str,
) -> Iterator[Decoded | SiteError]:
    known: dict[str, str] = {}
    for row in found:
        if isinstance(row, SiteError):
            yield row
            continue
        number, cells = row
        if not known.get("text") or known["text"] not in cells:
            known = _columns(tuple(cells), columns, name)
        part = f"{sheet} row {number}".strip()
        text = cells.get(known["text"], "")
        if not any(value.strip() for value in cells.values()):
            continue
        if not text.strip():
            yield SiteError(f"{name}: {part}: the column “{known['text']}” is empty")
        elif len(text) > LIMIT:
            yield too_large(f"{name}: {part}", len(text))
        else:
            facts = tuple(
                Fact(key, cells[column].strip(), f"表格“{column}”一栏")
                for key, column in known.items()
                if key != "text" and cells.get(column, "").strip()
            )
            yield Decoded(text, encoding, plain=False, decoder=decoder, part=part, facts=facts)


def _columns(headers: Sequence[str], columns: Mapping[str, str], name: str) -> dict[str, str]:
    """Key → header, as the editor says, else by the names that are known; the first column of a kind counts."""
    missing = [column for column in columns.values() if column not in headers]
    if missing:
        raise SiteError(f"{name}: --map names the column “{missing[0]}”; the columns are {_list(headers)}")
    found = dict(columns)
    for header in headers:
        key = _KNOWN.get(_plain(header))
        if key and key not in found and header not in found.values():
            found[key] = header
    if "text" not in found:
        raise SiteError(
            f"{name}: no column is known as the text; the columns are {_list(headers)}: name it with --map text=COLUMN"
        )
    return found


def _plain(header: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", header).lower() if c.isalnum())


def _list(headers: Sequence[str]) -> str:
    return ", ".join(" ".join(header.split())[:20] or "(no name)" for header in headers[:12]) + (
        " …" if len(headers) > 12 else ""
    )


# ---------------------------------------------------------------------------------------------------- tables to rows


def _cells(text: str, name: str, tabs: bool) -> Iterator[Row]:
    csv.field_size_limit(TABLE_LIMIT)
    head = text.split("\n", 1)[0]
    delimiter = "\t" if tabs else max(",;\t，", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        headers = [header.strip() for header in next(reader, [])]
        for number, values in enumerate(reader, 2):
            yield number, dict(itertools.zip_longest(headers, values[: len(headers)], fillvalue=""))
    except csv.Error as error:
        raise SiteError(
            f"{name}: line {reader.line_num}: the table cannot be read: {one_line(error)}"
        ) from None


def _objects(text: str, name: str, whole: bool) -> Iterator[Row | SiteError]:
    if whole:
        try:
            value = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise SiteError(f"{name}: this is no JSON: {one_line(error)}") from None
        if isinstance(value, dict):
            value = next((inner for inner in value.values() if isinstance(inner, list)), [value])
        for number, item in enumerate(value if isinstance(value, list) else [value], 1):
            yield _object(item, number, name)
        return
    for number, line in enumerate(io.StringIO(text, newline="\n"), 1):
        if not line.strip():
            continue
        try:
            yield _object(json.loads(line), number, name)
        except (ValueError, RecursionError) as error:
            yield SiteError(f"{name}: row {number}: this is no JSON: {one_line(error)}")


def _object(value: Any, number: int, name: str) -> Row | SiteError:
    if not isinstance(value, dict):
        return SiteError(f"{name}: row {number}: expected an object with named values")
    return number, {str(key): _cell(cell) for key, cell in value.items()}


def _cell(value: Any) -> str:
    """A cell as text: a list by its items, a date as ISO, a whole number without its fraction."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "\n".join(_cell(item) for item in value)
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ") if value.time() != datetime.time() else value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _sheets(raw: bytes, name: str) -> Iterator[tuple[str, Iterator[Row | SiteError]]]:
    """Each sheet that has a header and rows; its name is empty where there is one sheet."""
    check_size(raw, name, TABLE_LIMIT)
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise needs("openpyxl", name, "an Excel table") from None
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        sheets = [
            (sheet.title, [[_cell(cell) for cell in row] for row in sheet.iter_rows(values_only=True)])
            for sheet in book.worksheets
        ]
    except (
        Exception
    ) as error:  # openpyxl raises whatever its parsers meet: the file is at fault, and is one line
        raise SiteError(f"{name}: this Excel table cannot be read: {one_line(error)}") from None
    filled = [(title, values) for title, values in sheets if any(any(row) for row in values)]
    for title, values in filled:
        yield title if len(filled) > 1 else "", _sheet(values)


def _sheet(values: Sequence[Sequence[str]]) -> Iterator[Row | SiteError]:
    top = next(
        (
            i
            for i, row in enumerate(values[:_HEADER_ROWS])
            if sum(_plain(cell) in _KNOWN for cell in row) >= 2
        ),
        0,
    )
    headers = [header.strip() for header in values[top]]
    for number, row in enumerate(values[top + 1 :], top + 2):
        yield number, {header: cell for header, cell in zip(headers, row, strict=False) if header}
