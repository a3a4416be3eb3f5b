"""Encodings: a text comes in the same from any of them, and text that was decoded wrongly is turned back where that is exact."""

import difflib
import random
import re
from pathlib import Path

import pytest

from generator.ingest import encodings, misread
from generator.ingest.decode import decode
from generator.ingest.ingest import Imported, ingest
from generator.ingest.ledger import apply
from generator.ingest.rules import permitted
from generator.model import Edit, SiteError

TEXT = "在全县工作会议上的讲话\n同志们：\n今天开会，讲两点。第一，把粮食生产抓好；第二，把道路修通。\n会后各单位回去，一件一件落实。\n"
HONG_KONG = (
    "在全縣工作會議上的講話\n各位：\n今天開會，講兩點，大家都係為咗將來，唔好忘記。"
    + "把道路修通，將糧食生產抓好。\n" * 3
)
WORDS = (
    TEXT.replace("\n", "")
    + "一开最需考老，“群众”满意——好！还有：学校、医院（新建）都要验收；到2035年，也就是３年后，再看。"
)


def misread_as(text: str, codec: str) -> str:
    """A text as a program shows it that reads its UTF-8 in another encoding."""
    return text.encode().decode(codec, "replace")


def replayed(imported: Imported) -> bool:
    """Whether raw text and ledger give the body, each rule within what it may write."""
    edits = imported.ledger.edits
    return apply(imported.text, edits) == imported.body and not any(
        permitted(e, imported.text[e.start : e.end]) for e in edits
    )


@pytest.mark.parametrize(
    ("encoding", "mark", "found"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8-sig", b"", "utf-8"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le"),
        ("utf-16-be", b"\xfe\xff", "utf-16-be"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
        ("utf-32-le", b"\xff\xfe\x00\x00", "utf-32-le"),
        ("utf-32-be", b"\x00\x00\xfe\xff", "utf-32-be"),
        ("utf-32-le", b"", "utf-32-le"),
        ("utf-32-be", b"", "utf-32-be"),
        ("gbk", b"", "gb18030"),
        ("gb18030", b"", "gb18030"),
        ("hz", b"", "hz"),
    ],
)
def test_encodings(encoding: str, mark: bytes, found: str) -> None:
    """The encoding is worked out, and the body is the same from each."""
    raw = mark + TEXT.encode(encoding)
    assert encodings.read(raw, "a.txt").encoding == found
    assert ingest(raw, "a.txt").body == ingest(TEXT.encode(), "a.txt").body


@pytest.mark.parametrize("encoding", ["big5hkscs", "gb18030", "utf-16-be"])
def test_hong_kong(encoding: str) -> None:
    """Big5 with the characters of Hong Kong is not taken for GB18030, nor the other way round."""
    assert encodings.read(HONG_KONG.encode(encoding), "a.txt").text == HONG_KONG


@pytest.mark.parametrize("end", ["\r", "\r\n", "\u2028", "\u2029", "\x85", "\x0b"])
def test_line_ends(end: str) -> None:
    """Every kind of line end is one, and stands in the ledger."""
    imported = ingest(TEXT.replace("\n", end).encode(), "a.txt")
    assert imported.body == ingest(TEXT.encode(), "a.txt").body
    assert replayed(imported)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
def test_cut_inside_a_character(encoding: str) -> None:
    """A file that ends inside a character loses that character only, and says so."""
    raw = (b"\xff\xfe" if encoding == "utf-16-le" else b"") + TEXT[:-2].encode(encoding)[:-1]
    imported = ingest(raw, "a.txt")
    assert imported.body.endswith("一件一件落\ufffd\n")
    assert "lost-character" in [note.rule for note in imported.ledger.notes]
    assert not imported.plain


def test_a_lost_character_is_told_once() -> None:
    """Where mojibake has cost a character and a proposal for it stands, no second note says that it is lost."""
    wrong = TEXT.encode().decode("gbk", "replace")
    notes = ingest(wrong.encode(), "a.txt").ledger.notes
    lost = [(note.start, note.end) for note in notes if note.rule == "lost-character"]
    proposed = [(note.start, note.end) for note in notes if note.rule == "mojibake" and note.proposal]
    assert proposed
    assert not [place for place in lost if any(a <= place[0] and place[1] <= b for a, b in proposed)]


def test_nul_bytes() -> None:
    """NUL bytes between good characters are taken out and noted; they make no UTF-16."""
    for encoding in ("utf-8", "gb18030"):
        imported = ingest(TEXT.replace("，", "，\x00", 1).encode(encoding), "a.txt")
        assert imported.body == ingest(TEXT.encode(), "a.txt").body
        assert [(note.rule, note.message[:10]) for note in imported.ledger.notes] == [
            ("nul-bytes", "原文件夹有1个空字节")
        ]


def test_two_encodings_in_one_file() -> None:
    """Two files put together are read line by line."""
    raw = TEXT.encode() + TEXT.encode("gb18030")
    read = encodings.read(raw, "a.txt")
    assert (read.text, read.encoding, [note.rule for note in read.notes]) == (
        TEXT * 2,
        "utf-8+gb18030",
        ["encoding"],
    )


def test_a_few_broken_bytes() -> None:
    """A byte that fits nowhere costs its character, not the text."""
    long = TEXT * 5
    raw = long.encode().replace("粮".encode(), b"\xff", 1)
    read = encodings.read(raw, "a.txt")
    assert (read.text, read.encoding) == (long.replace("粮", "\ufffd", 1), "utf-8")
    wrong = misread_as(long, "gb18030")
    assert encodings.read(wrong.encode()[:200] + b"\xff" + wrong.encode()[200:], "a.txt").encoding == "utf-8"
    nul = long.encode().replace("粮".encode(), b"\xff\x00", 1)
    assert [note.rule for note in encodings.read(nul, "a.txt").notes] == ["nul-bytes"]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "a.txt: the file is empty"),
        (b"\x00" * 50, "a.txt: the file is nothing but NUL bytes"),
        (bytes(range(256)) * 4, "a.txt: this is no text: it has NUL bytes at 0"),
        (bytes(range(128, 256)) * 9, "a.txt: no encoding gives a Chinese text"),
        (b"\xff\xfe" + b"\x00\xd8" * 20, "a.txt: begins like utf-16-le and cannot be read as such at byte 2"),
    ],
)
def test_what_is_no_text(raw: bytes, message: str) -> None:
    """What has no text in it is one line."""
    with pytest.raises(SiteError) as error:
        encodings.read(raw, "a.txt")
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)


# ------------------------------------------------------------------------------------------------------------ mojibake


@pytest.mark.parametrize("codec", ["latin-1", "cp1252-web", "gbk-web", "gb18030"])
def test_exact_mojibake_is_turned_back(codec: str) -> None:
    """UTF-8 that was read in another encoding comes back, when no byte was lost."""
    text = "同志们，今天开会讲两点，把粮食生产抓好，把道路修通。"
    if codec == "cp1252-web":  # browsers keep the five bytes that Windows-1252 does not have
        wrong = "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in text.encode())
    elif codec == "gbk-web":  # and read 0x80 as the sign of the euro
        text = "把第一件大事一定办好了，请放心"
        wrong = misread_as(text, "gb18030").replace("\ufffd", "€")
    else:
        text = text[:-1] + "了" if codec == "gb18030" else text
        wrong = misread_as(text, codec)
    found = misread.runs(wrong)
    assert [(run.start, run.end, run.lines[0][2]) for run in found] == [(0, len(wrong), text)]


def test_gbk_read_as_latin() -> None:
    """GBK that was shown as Latin letters comes back."""
    text = "同志们，今天开会讲两点，把粮食生产抓好。"
    imported = ingest(f"{text.encode('gbk').decode('latin-1')}\n".encode(), "a.txt")
    assert imported.body.strip() == text
    assert {edit.rule for edit in imported.ledger.edits} >= {"mojibake"}
    assert replayed(imported)


def test_wrong_twice() -> None:
    """What went wrong twice is turned back twice, and the ledger replays."""
    wrong = TEXT.encode().decode("latin-1").encode().decode("latin-1")
    imported = ingest(wrong.encode(), "a.txt")
    assert imported.body == ingest(TEXT.encode(), "a.txt").body
    assert replayed(imported)


def test_a_run_inside_a_good_text() -> None:
    """Only the damaged part is turned back; the note tells its extent and what it was."""
    bad = "今天开会，讲两点，把道路修通。"
    wrong = misread_as(bad + "\n", "gb18030")
    imported = ingest(f"同志们：\n前面是好的。\n{wrong}后面也是好的。\n".encode(), "a.txt")
    assert bad[:-1] in imported.body
    assert imported.body.startswith("同志们：\n\n前面是好的。\n\n")
    assert imported.body.endswith("后面也是好的。\n")
    note = next(note for note in imported.ledger.notes if note.rule == "mojibake")
    assert imported.text[note.start : note.end] in wrong
    assert "UTF-8误作GBK" in note.message
    assert replayed(imported)


def test_a_lost_byte_is_filled_in_only_where_it_is_certain() -> None:
    """0x80 alone is lost inside a line; before a line end every byte is, so the character is lost, and proposed."""
    run = misread.runs(misread_as("这是第一件大事。\n要办好", "gb18030"))[0]
    assert [line for *_, line in run.lines] == ["这是第一件大事\ufffd", "要办\ufffd"]
    assert [lost.proposal for lost in run.lost][:1] == ["。"]


def test_no_character_is_invented() -> None:
    """Of many texts that were read as GBK, GB18030 or Latin-1, each character comes back as itself or as lost."""
    draw = random.Random(7)
    lost = total = 0
    for _ in range(60):
        text = "".join(draw.choices(WORDS, k=draw.randint(12, 60))) + "。"
        for codec in ("gbk", "gb18030", "latin-1"):
            wrong = misread_as(text, codec)
            turned = apply(wrong, [edit for run in misread.runs(wrong) for edit in _edits(run)])
            if turned == wrong:
                continue
            body = turned[: len(text)]
            agree = difflib.SequenceMatcher(None, text, body, autojunk=False)
            for kind, a, b, c, d in agree.get_opcodes():
                if kind != "equal" and codec != "gbk":
                    left = set(body[c:d]) - {"\ufffd"}
                    assert not {each for each in left if each in WORDS}, (text[a:b], body[c:d])
            lost += turned.count("\ufffd")
            total += len(text)
    assert total > 2000
    assert lost < 0.15 * total


def _edits(run: misread.Run) -> list[Edit]:
    return [Edit("mojibake", *line) for line in run.lines]


@pytest.mark.parametrize(
    "text",
    [TEXT, HONG_KONG, "××××局局长，价格上涨3.1%，涓涓细流，€5，é“好”。\n" + TEXT, "锟斤是姓。\n" + TEXT],
)
def test_good_text_is_left_alone(text: str) -> None:
    """Nothing is found in a text that was decoded rightly, though it has redactions or foreign letters."""
    assert misread.runs(text) == ()
    assert not [note for note in ingest(text.encode(), "a.txt").ledger.notes if note.rule == "mojibake"]


def test_what_cannot_be_turned_back_is_kept_and_marked() -> None:
    """Bytes that were thrown away leave a stretch that is kept as it is; its extent is said, and the rest is good."""
    draw = random.Random(3)
    wrong = "".join(chr(draw.randint(0x9000, 0x9F00)) if k % 5 else "\ufffd" for k in range(300))
    imported = ingest((TEXT + wrong + "\n").encode(), "a.txt")
    notes = [note for note in imported.ledger.notes if note.rule == "mojibake"]
    assert len(notes) == 1
    assert abs(notes[0].start - len(TEXT)) <= 60
    assert notes[0].end >= len(TEXT) + 240
    assert "未能还原" in notes[0].message
    assert re.sub(r"\s", "", wrong) in re.sub(r"\s", "", imported.body)
    assert "把粮食生产抓好" in imported.body


# ------------------------------------------------------------------------------------------------------- the real texts


def test_ten_encodings_of_one_report(texts: Path) -> None:
    """The seven whole ones give one body; a cut one its beginning; NUL bytes go; double UTF-8 comes back whole."""
    files = {
        path.stem.removeprefix("gwr1979_"): ingest(path.read_bytes(), path.name)
        for path in sorted((texts / "encodings").glob("*.txt"))
    }
    assert len(files) == 10
    whole = files["gb18030"].body
    for name in ("gbk_crlf", "utf16be_nobom", "utf16le_bom", "utf8_bom_cr_only", "utf8_u2028", "double_utf8"):
        assert files[name].body == whole, name
    assert whole.startswith(files["gbk_truncated_midchar"].body.rstrip("\n\ufffd"))
    assert whole.startswith(files["nul_bytes"].body.rstrip()[:700])
    lossy = files["mojibake_utf8_as_gbk"].body
    assert lossy.count("\ufffd") < 0.12 * len(lossy)
    for name, imported in files.items():
        assert replayed(imported), name


def test_mojibake_of_reports(texts: Path) -> None:
    """Seven editions turn into mojibake midway: one run each, turned back but for the bytes that are gone."""
    found = {}
    for path in sorted((texts / "reports" / "mojibake").glob("*.txt")):
        imported = ingest(path.read_bytes(), path.name)
        assert replayed(imported), path.name
        extents = [
            note for note in imported.ledger.notes if note.rule == "mojibake" and "这一段" in note.message
        ]
        if extents:
            assert len(extents) == 1
            found[path.stem] = extents[0].start / len(imported.text)
            assert not re.search("[锛銆鐨]", imported.body), path.name
            assert imported.body.count("\ufffd") < 0.006 * len(imported.body)
    assert sorted(found) == ["1985", "1988", "1994", "1998", "2004", "2010"]


def test_nothing_false_in_a_report_that_was_turned_back(texts: Path) -> None:
    """Against another edition of the same report: where the two differ by a character or two, it is one that was lost."""
    path = texts / "reports" / "mojibake" / "1985.txt"
    body = re.sub(r"\s", "", decode(path.read_bytes(), path.name).text)
    after = re.sub(r"\s", "", "".join(line for run in misread.runs(body) for *_, line in run.lines))
    other = re.sub(r"\s", "", next((texts / "reports" / "plain").glob("1985*.txt")).read_text("utf-8"))
    match = difflib.SequenceMatcher(None, after, other, autojunk=False)
    wrong = [
        (after[a:b], other[c:d])
        for kind, a, b, c, d in match.get_opcodes()
        if kind == "replace" and b - a <= 2 and d - c <= 2 and "\ufffd" not in after[a:b]
    ]
    assert wrong == []
