"""Damage clean reports, import them, and compare with the originals: ``python -m tests.bench.damage [--seeds N] [--only MODEL]``.

The reports are those of ``$YANLU_TEXTS/reports/plain``. Each is first set right by hand-made means of this module (``edition``): a paragraph a
block, marks of full width, no stray space. Then it is damaged by seeded models of what happens to texts, alone and combined; every model is
written from what such damage looks like, and knows nothing of the rules that repair it. Measured are, against the edition: the character error
rate; paragraph boundaries that the damage leaves visible and the import keeps (and breaks that it adds); headings, by their words.
"""

import argparse
import difflib
import os
import random
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from generator.ingest.ingest import ingest

HAN = "\u3007\u3400-\u9fff"
WIDE = HAN + "，。、；：？！（）《》“”‘’—…％０-９"
NUMBER = "[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|第[一二三四五六七八九十]+[，、]"
"""A short paragraph that begins so and is a sentence may be a heading or not; such ones are not counted."""


class Edition(NamedTuple):
    """The text as it ought to be: blocks, and which of them are headings; ``closed``: boundaries after these blocks cannot be seen any more."""

    blocks: tuple[str, ...]
    headings: frozenset[str]
    closed: frozenset[int] = frozenset()


class Score(NamedTuple):
    """``errors`` of ``characters``; ``kept`` of ``boundaries``, ``added`` breaks; headings ``found``, of which ``right``, of ``wanted``."""

    characters: int
    errors: int
    boundaries: int
    kept: int
    added: int
    wanted: int
    found: int
    right: int


# ------------------------------------------------------------------------------------------------------------- editions


def edition(text: str) -> Edition:
    """Set a wiki's text right: its licence off, lines broken at links joined, marks and spaces as they are printed."""
    text = re.split(r"\n\s*本作品(?:是|来自)", text)[0]
    text = text[text.index("各位代表：") :] if "——20" in text[:200] else text
    text = re.sub("(?<![。！？])\n\u200b+\n", "\n", text).replace("\u200b", "")
    blocks = []
    for part in re.split(r"\n(?:[ \t\u3000]*\n)+", text):
        lines = [line.strip() for line in part.split("\n")]
        block = printed("".join(lines))
        if block and not re.fullmatch("注：|注释", block):
            blocks.append(bare(block))
    headings = frozenset(
        block
        for block in blocks[:-1]
        if len(block) <= 60 and not re.search(r"[。！？：；”…，]$", block) and re.search(f"[{HAN}]", block)
    )
    return Edition(tuple(blocks), headings)


def printed(text: str) -> str:
    """House style: no space beside Chinese, digits together, marks of full width, quotation marks that open and close."""
    while True:
        joined = re.sub(r"(?<=\d) (?=\d)", "", text)
        if joined == text:
            break
        text = joined
    text = re.sub(rf"(?<=[{WIDE}．‰])[ \u00a0\u3000]+|[ \u00a0\u3000]+(?=[{WIDE}．‰])", "", text)
    for half, full in zip(",;:?!", "，；：？！", strict=True):
        text = re.sub(rf"(?<=[{WIDE}]){re.escape(half)}|{re.escape(half)}(?=[{WIDE}])", full, text)
    return re.sub(r'"([^"]*)"', r"“\1”", text)


# --------------------------------------------------------------------------------------------- damage to the characters

Dice = random.Random


def half_width_marks(text: str, dice: Dice) -> str:
    """All marks, or two kinds of them, or one in five."""
    table = dict(zip("，；：？！（）", ",;:?!()", strict=True))
    way = dice.randrange(3)
    if way == 1:
        table = {key: table[key] for key in "，；"}
    if way == 2:
        paired = re.sub(r"（([^（）]*)）", lambda m: f"({m[1]})" if dice.random() < 0.2 else m[0], text)
        return "".join(table[c] if c in "，；：？！" and dice.random() < 0.2 else c for c in paired)
    return "".join(table.get(c, c) for c in text)


def straight_quotes(text: str, dice: Dice) -> str:
    """Every quotation mark is that of a typewriter."""
    del dice
    return text.translate(str.maketrans("“”‘’", "\"\"''"))


def turned_quotes(text: str, dice: Dice) -> str:
    """One closing mark in ten looks the other way."""
    return re.sub(r"“([^“”。，；]{1,20})”", lambda m: f"“{m[1]}“" if dice.random() < 0.1 else m[0], text)


def invisible_characters(text: str, dice: Dice) -> str:
    """Zero-width and control characters, one in two hundred places."""
    marks = "\u200b\u200c\u200d\ufeff\u2060\u00ad\u0008\u0007\u200e"
    return "".join(c + (dice.choice(marks) if dice.random() < 0.005 else "") for c in text)


def radicals(text: str, dice: Dice) -> str:
    """Kangxi radicals and compatibility forms, as PDF files give them."""
    pairs = "一⼀人⼈入⼊大⼤工⼯二⼆口⼝土⼟女⼥子⼦小⼩山⼭心⼼手⼿支⽀文⽂方⽅日⽇月⽉木⽊水⽔火⽕生⽣用⽤田⽥目⽬石⽯立⽴米⽶老⽼而⽽自⾃行⾏西⻄见⻅车⻋长⻓门⻔青⻘风⻛马⻢民⺠金⾦里⾥高⾼力⼒"
    table = dict(zip(pairs[::2], pairs[1::2], strict=True))
    often = dice.choice((0.3, 1.0))
    return "".join(table[c] if c in table and dice.random() < often else c for c in text)


def stray_spaces(text: str, dice: Dice) -> str:
    """A space between two characters, one in forty or one in four hundred places."""
    often = dice.choice((0.025, 0.0025))
    space = dice.choice((" ", "\u00a0", "\u3000", "  "))
    return re.sub(
        rf"(?<=[{HAN}，。；“”])(?=[{HAN}“”，])", lambda _: space if dice.random() < often else "", text
    )


def spaced_digits(text: str, dice: Dice) -> str:
    """Every number with a space between its digits."""
    del dice
    return re.sub(r"\d(?=[\d年月日])", r"\g<0> ", text) if re.search(r"\d{4}", text) else text


def entities(text: str, dice: Dice) -> str:
    """Quotation marks and dashes by their names."""
    names = {"“": "&ldquo;", "”": "&rdquo;", "—": "&mdash;", "…": "&hellip;", "·": "&middot;"}
    del dice
    return "".join(names.get(c, c) for c in text)


CHARACTERS: dict[str, Callable[[str, Dice], str]] = {
    "half-width marks": half_width_marks,
    "straight quotes": straight_quotes,
    "turned quotes": turned_quotes,
    "radicals": radicals,
    "stray spaces": stray_spaces,
    "spaced digits": spaced_digits,
}

# ------------------------------------------------------------------------------------------------ damage to the layout

Laid = tuple[str, Edition]


def plain_lines(sheet: Edition, dice: Dice) -> Laid:
    """A paragraph a line."""
    del dice
    return "\n".join(sheet.blocks), sheet


def indented(sheet: Edition, dice: Dice) -> Laid:
    """A paragraph a line, white space before it, some behind."""
    mark = dice.choice(("\u3000\u3000", "    ", "\u00a0\u00a0\u00a0\u00a0", "\t", "\u3000\u00a0"))
    return "\n".join(mark + block + dice.choice(("", "", " ", "\u3000")) for block in sheet.blocks), sheet


def empty_lines(sheet: Edition, dice: Dice) -> Laid:
    """One empty line, or several, between the paragraphs."""
    return ("\n" * dice.choice((2, 3))).join(sheet.blocks), sheet


def wiki_lines(sheet: Edition, dice: Dice) -> Laid:
    """Empty lines between paragraphs, and a line end before and after some words of a paragraph."""

    def broken(block: str) -> str:
        if block in sheet.headings:
            return f"\n\n{block}\n"
        return re.sub(
            rf"《[{HAN}]+》|[{HAN}]{{4}}", lambda m: f"\n{m[0]}\n" if dice.random() < 0.01 else m[0], block
        ).strip()

    return "\n\n".join(broken(block) for block in sheet.blocks), sheet


def hard_wrapped(sheet: Edition, dice: Dice) -> Laid:
    """Lines of a fixed number of characters; paragraphs are indented, or parted by empty lines."""
    return wrapped(sheet, dice, dice.choice((30, 34, 38, 42, 60)), dice.choice(("indent", "gap")))


def bare_wrapped(sheet: Edition, dice: Dice) -> Laid:
    """Lines of a fixed width and nothing that parts paragraphs but a last line that is short."""
    return wrapped(sheet, dice, dice.choice((30, 36, 40)), "nothing")


def wrapped(sheet: Edition, dice: Dice, columns: int, parted: str) -> Laid:
    """Break lines as typesetting does: no mark begins one, no number is cut (half-width characters count half)."""
    del dice
    indent = "\u3000\u3000" if parted == "indent" else ""
    lines: list[str] = []
    closed: set[int] = set()
    for number, block in enumerate(sheet.blocks):
        rows = list(rows_of(indent + block, columns))
        if parted == "nothing" and length(rows[-1]) > columns - 4:
            closed.add(number)
        lines += [*rows, *([""] if parted == "gap" else [])]
    return "\n".join(lines), sheet._replace(closed=sheet.closed | closed)


def length(row: str) -> float:
    """Columns of a row, two half-width characters being one."""
    return sum(0.5 if ord(c) < 0x2E80 and c not in "“”‘’—…·" else 1 for c in row)


def rows_of(text: str, columns: int) -> Iterator[str]:
    """The rows of a paragraph."""
    row = ""
    for piece in re.findall(r"[!-~]+|.", text):
        if row and length(row + piece) > columns and piece[0] not in "，。、；：？！）》”’…%":
            yield row
            row = ""
        row += piece
    yield row


def pages(sheet: Edition, dice: Dice) -> Laid:
    """Wrapped lines with a page number after so many, in the middle of sentences, and a running head."""
    text, sheet = wrapped(sheet, dice, dice.choice((32, 40)), "indent")
    lines = text.split("\n")
    each = dice.randrange(24, 40)
    form = dice.choice(("— {} —", "- {} -", "第{}页", "{}", "第 {} 页 共 99 页", "－{}－", "{}/99"))
    head = dice.choice(("", "全县工作会议文件汇编", "内部资料　注意保存"))
    out: list[str] = []
    for at in range(0, len(lines), each):
        out += lines[at : at + each]
        out += [form.format(at // each + 1), *([head] if head else [])]
    return "\n".join(out), sheet


def page_numbers(sheet: Edition, dice: Dice) -> Laid:
    """A page number inside a sentence of a text that has a paragraph a line."""
    form = dice.choice(("\n— {} —\n", "\n\n- {} -\n\n", "\n第 {} 页\n", "\n· {} ·\n"))
    out, page = [], 0
    for block in sheet.blocks:
        if len(block) > 150 and dice.random() < 0.3:
            page += 1
            at = next(
                (
                    i
                    for i in range(len(block) // 2, len(block) - 40)
                    if re.match(f"[{HAN}]{{2}}", block[i - 1 : i + 1])
                ),
                0,
            )
            block = block[:at] + form.format(page) + block[at:] if at else block
        out.append(block)
    return "\n".join(out), sheet


def chunks(sheet: Edition, dice: Dice) -> Laid:
    """The paragraphs run together, cut into pieces of one size, the pieces numbered."""
    size = dice.randrange(200, 400)
    whole = "".join(sheet.blocks)
    pieces = [whole[at : at + size] for at in range(0, len(whole), size)]
    text = "\n".join(f"{number}、{piece}" for number, piece in enumerate(pieces, 1))
    return text, sheet._replace(headings=frozenset(), closed=frozenset(range(len(sheet.blocks))))


LAYOUTS: dict[str, Callable[[Edition, Dice], Laid]] = {
    "plain lines": plain_lines,
    "indented": indented,
    "empty lines": empty_lines,
    "wiki lines": wiki_lines,
    "hard wraps": hard_wrapped,
    "bare wraps": bare_wrapped,
    "pages": pages,
    "page numbers": page_numbers,
    "chunk markers": chunks,
}

# ------------------------------------------------------------------------------------- damage to the whole, before laying out


def doubled_paragraphs(sheet: Edition, dice: Dice) -> list[str]:
    """Some long paragraphs stand twice."""
    return [
        copy
        for block in sheet.blocks
        for copy in [block] * (2 if len(block) > 60 and dice.random() < 0.1 else 1)
    ]


def second_copy(sheet: Edition, dice: Dice) -> list[str]:
    """The whole text stands twice."""
    del dice
    return [*sheet.blocks, *sheet.blocks]


def stage_directions(sheet: Edition, dice: Dice) -> Edition:
    """（掌声） behind some paragraphs: part of the record, so it belongs to the edition."""
    words = ("（掌声）", "（长时间的热烈掌声）", "（笑声）", "（全体起立，鼓掌）")
    return changed(
        sheet,
        lambda block: (
            block + dice.choice(words) if block.endswith(("。", "！")) and dice.random() < 0.1 else block
        ),
    )


def changed(sheet: Edition, change: Callable[[str], str]) -> Edition:
    """Change every block, headings too."""
    pairs = [(block, change(block)) for block in sheet.blocks]
    return sheet._replace(
        blocks=tuple(new for _, new in pairs),
        headings=frozenset(new for old, new in pairs if old in sheet.headings),
    )


def redactions(sheet: Edition, dice: Dice) -> Edition:
    """A name replaced by signs: kept as printed, so it belongs to the edition."""
    sign = dice.choice(("**", "XX", "××", "某某", "***"))
    pattern = re.compile(rf"(?<=[{HAN}])[{HAN}]{{2}}(?=[{HAN}])")
    return changed(sheet, lambda block: pattern.sub(lambda m: sign if dice.random() < 0.003 else m[0], block))


def awkward_signs(sheet: Edition, dice: Dice) -> Edition:
    """Words that Markdown would read as marks at the start of some paragraphs: part of the text."""
    signs = (
        "1. ",
        "3) ",
        "# ",
        "- ",
        "> ",
        "+ ",
        "`a` ",
        "[^1]",
        "[[甲]]",
        "&lt;",
        "<b>",
        "|",
        "~~~",
        "{#x}",
        "*",
    )
    return changed(
        sheet,
        lambda block: (
            dice.choice(signs).strip() + block if len(block) > 80 and dice.random() < 0.05 else block
        ),
    )


EDITIONS: dict[str, Callable[[Edition, Dice], Edition]] = {
    "stage directions": stage_directions,
    "redactions": redactions,
    "awkward signs": awkward_signs,
}
COPIES: dict[str, Callable[[Edition, Dice], list[str]]] = {
    "doubled paragraphs": doubled_paragraphs,
    "second copy": second_copy,
}

# ------------------------------------------------------------------------------------------------------- damage by a page

HEADS = (
    "首页 > 政务公开 > 工作报告\n【字号：大 中 小】 打印 收藏\n来源：某某日报 发布时间：2019-03-06 08:30 浏览次数：128\n",
    "下载\n打印\n全屏\n收藏\n【字号：\n加大\n还原\n减小\n】\n",
    "打开云上看APP\n看得更清楚\n3步打开 云上看APP\n• 点击右上角“…” 按钮\n",
    "《报告全文.docx》由会员分享，可在线阅读，更多相关《报告全文.docx（28页珍藏版）》请在山水文库网上搜索。\n",
    "当前位置：网站首页 >> 文件库 >> 报告\n索引号：A-12 发文字号：无\n浏览量：1,204\n",
)
TAILS = (
    "\n责任编辑：王五\n【打印本页】 【关闭窗口】\n上一篇：春耕方案\n下一篇：夏收方案",
    "\n相关阅读\n春耕怎么抓\n夏收怎么抓\n0 条评论\n说点什么吧\n加载中。。。",
    "\n扫一扫在手机打开当前页\n主办：某县人民政府办公室 ICP备12345678号\n网站地图 | 联系我们",
    "\n\n\n\n本作品是某某国家机关的\n法律\n、\n法规\n，不适用著作权法，属于\n公有领域\n。\n\nPublic domain\nfalse",
    "\n限制300内\n关 键 词：\n报告 全文",
    "\n分享到：微信 微博 QQ空间\n【纠错】\n版权所有 某某网",
)
BETWEEN = ("下载 打印 全屏 收藏", "【字号：大 中 小】 打印本页", "点赞 收藏 分享", "返回顶部 | 打印 | 关闭")


def page_around(text: str, dice: Dice) -> str:
    """A page's head and tail."""
    return dice.choice(HEADS) + text + dice.choice(TAILS)


def controls_between(text: str, dice: Dice) -> str:
    """Buttons as text between two paragraphs."""
    lines = text.split("\n")
    for _ in range(3):
        at = next(
            (
                i
                for i in range(dice.randrange(25, max(26, len(lines))), len(lines))
                if lines[i - 1].strip().endswith("。")
            ),
            0,
        )
        if at:
            lines.insert(at, dice.choice(BETWEEN))
    return "\n".join(lines)


def line_ends(text: str, dice: Dice) -> str:
    """CR LF, CR, or the line separators of Unicode."""
    return text.replace("\n", dice.choice(("\r\n", "\r", "\u2028", "\x85")))


WHOLE: dict[str, Callable[[str, Dice], str]] = {
    "invisible": invisible_characters,
    "entities": entities,
    "page around": page_around,
    "controls between": controls_between,
    "line ends": line_ends,
}

# -------------------------------------------------------------------------------------------------------------- measuring


def shown(body: str) -> list[tuple[str, bool]]:
    """The blocks of a Markdown body without its marks, and whether each is a heading."""
    found = []
    for block in re.split(r"\n\n+", body.strip()):
        heading = bool(re.match(r"#{1,6} ", block))
        text = re.sub(r"^#{1,6} ", "", block)
        text = re.sub(r"(?<!\\)\*\*", "", text)
        text = re.sub(r"(?<!\\)\[\^\d+\]:?", "", text).lstrip()
        found.append((bare(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)), heading))
    return found


def bare(text: str) -> str:
    """A text without the marks of its notes, which an import may turn into those of Markdown."""
    return re.sub("[①-⑳]", "", text)


def spread(a: str, b: str) -> tuple[int, dict[int, int]]:
    """Errors between two texts, and where the characters of the first stand in the second: by sentences, then within those that differ."""
    left, right = (re.findall(r"[^。；！？]*[。；！？]?", text) for text in (a, b))
    places: dict[int, int] = {}
    errors = 0
    starts = [0], [0]
    for pieces, start in zip((left, right), starts, strict=True):
        for piece in pieces:
            start.append(start[-1] + len(piece))
    for tag, i, j, k, m in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        x, y = starts[0][i], starts[1][k]
        x2, y2 = starts[0][j], starts[1][m]
        if tag == "equal":
            places.update(zip(range(x, x2), range(y, y2), strict=True))
        elif (x2 - x) * (y2 - y) > 4_000_000:
            errors += max(x2 - x, y2 - y)
        else:
            for inner, p, q, r, s in difflib.SequenceMatcher(
                None, a[x:x2], b[y:y2], autojunk=False
            ).get_opcodes():
                if inner == "equal":
                    places.update(zip(range(x + p, x + q), range(y + r, y + s), strict=True))
                else:
                    errors += max(q - p, s - r)
    return errors, places


def score(sheet: Edition, body: str) -> Score:
    """Compare an imported body with the edition. A heading that the damage ran into its neighbour is not looked for."""
    blocks = shown(body)
    wanted = "".join(sheet.blocks)
    errors, places = spread(wanted, "".join(text for text, _ in blocks))
    breaks, at = set(), 0
    for text, _ in blocks[:-1]:
        at += len(text)
        breaks.add(at)
    kept = total = at = 0
    right: set[int] = set()
    for number, block in enumerate(sheet.blocks[:-1]):
        at += len(block)
        there = {places[at - 1] + 1} if at - 1 in places else set()
        there |= {places[at]} if at in places else set()
        right |= there & breaks
        if number not in sheet.closed:
            total += 1
            kept += bool(there & breaks)
    either = {
        block
        for block in sheet.blocks
        if re.match(NUMBER, block) and len(block) <= 60 and block not in sheet.headings
    }
    unseen = {
        sheet.blocks[j] for i in sheet.closed for j in (i, i + 1) if j < len(sheet.blocks)
    } & sheet.headings
    wanted_headings = sheet.headings - unseen
    found = [text for text, heading in blocks if heading and text not in either | unseen]
    return Score(
        len(wanted),
        errors,
        total,
        kept,
        len(breaks - right),
        len(wanted_headings),
        len(found),
        sum(text in wanted_headings for text in found),
    )


def damaged(sheet: Edition, models: Sequence[str], seed: str) -> tuple[str, Edition]:
    """Apply the named models in the order in which such things happen: to the words, to the lines, to the page."""
    dice = random.Random(seed)
    for name in models:
        sheet = EDITIONS[name](sheet, dice) if name in EDITIONS else sheet
    layout = next((LAYOUTS[name] for name in models if name in LAYOUTS), empty_lines)
    copies = next((COPIES[name](sheet, dice) for name in models if name in COPIES), list(sheet.blocks))
    worn = copies
    for name in models:
        worn = (
            [CHARACTERS[name](block, dice) for block in worn]
            if name in CHARACTERS and name != "half-width marks"
            else worn
        )
    if "half-width marks" in models:
        parted = "\x1e".join(worn)
        worn = half_width_marks(parted, dice).split("\x1e")
    pairs = dict(zip(copies, worn, strict=True))
    text, laid = layout(
        Edition(tuple(worn), frozenset(pairs.get(heading, heading) for heading in sheet.headings)), dice
    )
    for name in WHOLE:
        text = WHOLE[name](text, dice) if name in models else text
    closed = laid.closed if len(copies) == len(sheet.blocks) else frozenset()
    return text, sheet._replace(
        closed=closed, headings=sheet.headings if laid.headings or not sheet.headings else frozenset()
    )


def models(seeds: int) -> dict[str, list[list[str]]]:
    """Rows of the table: every model alone, then combinations drawn by seed."""
    rows = {"clean": [["plain lines"], ["empty lines"]]}
    for name in (*LAYOUTS, *EDITIONS, *COPIES, *WHOLE, *CHARACTERS):
        rows[name] = [[name]] * 2
    rows["combined"] = [combination(seed) for seed in range(seeds)]
    return rows


def combination(seed: int) -> list[str]:
    """A layout, some wear of the characters, a page around; what makes no sense together is left out."""
    dice = random.Random(f"combination {seed}")
    layout = dice.choice([name for name in LAYOUTS if name != "chunk markers"])
    worn = dice.sample([name for name in CHARACTERS if name != "turned quotes"], dice.randrange(1, 5))
    rest = dice.sample([*EDITIONS, *WHOLE], dice.randrange(0, 4))
    return [
        *rest,
        *([] if layout == "bare wraps" else dice.sample([*COPIES], dice.randrange(0, 2))),
        layout,
        *worn,
    ]


# ------------------------------------------------------------------------------------------------------------- the table


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print a table, a row a model."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.damage", description="Damage clean reports and import them."
    )
    parser.add_argument("--seeds", type=int, default=20, metavar="N", help="combinations (default: 20)")
    parser.add_argument("--only", default="", metavar="MODEL", help="one row of the table")
    parser.add_argument(
        "--reports", default="", metavar="NAMES", help="names that begin so, parted by commas"
    )
    parser.add_argument("--show", action="store_true", help="print every case that misses a goal")
    wanted = parser.parse_args(argv)
    sheets = editions(Path(os.environ["YANLU_TEXTS"]), wanted.reports)
    print(
        f"{'model':20}{'cases':>6}{'CER mean %':>12}{'worst %':>9}{'boundaries':>12}{'kept %':>8}{'added':>7}{'headings F1':>13}"
    )
    for name, cases in models(wanted.seeds).items():
        if wanted.only and wanted.only != name:
            continue
        scores = []
        for number, chosen in enumerate(cases):
            for report, sheet in sheets.items():
                text, after = damaged(sheet, chosen, f"{name} {number} {report}")
                result = score(after, ingest(text.encode("utf-8", "surrogatepass"), "raw.txt").body)
                scores.append(result)
                if wanted.show and (
                    result.errors
                    or result.kept < result.boundaries
                    or result.added
                    or result.right < max(result.wanted, result.found)
                ):
                    print(f"    {report} {'+'.join(chosen)} #{number}: {result}")
        print(row(name, scores))
    return 0


def editions(texts: Path, names: str = "") -> dict[str, Edition]:
    """The editions of the reports, by the first word of their files' names."""
    found = {}
    for path in sorted((texts / "reports" / "plain").glob("*.txt")):
        text = path.read_text("utf-8")
        name = path.name.split("_")[0]
        if "版本包括" not in text and name.startswith(tuple(names.split(","))):
            found[name] = edition(text)
    return found


def row(name: str, scores: Sequence[Score]) -> str:
    """A line of the table."""
    rates = [100 * each.errors / each.characters for each in scores]
    total = Score(*(sum(column) for column in zip(*scores, strict=True)))
    kept = 100 * total.kept / total.boundaries if total.boundaries else 100
    return f"{name:20}{len(scores):>6}{sum(rates) / len(rates):>12.4f}{max(rates):>9.3f}{total.boundaries:>12}{kept:>8.2f}{total.added:>7}{f1(total):>13.3f}"


def f1(total: Score) -> float:
    """Harmonic mean of precision and recall of headings; 1 where there are none and none was found."""
    return 2 * total.right / (total.wanted + total.found) if total.wanted + total.found else 1.0


if __name__ == "__main__":
    raise SystemExit(main())
