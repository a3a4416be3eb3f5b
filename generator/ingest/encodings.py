"""Bytes in an unknown encoding to text. Nothing is dropped: marks of order, line ends and NUL stay for the ledger to take out.

UTF-8 and UTF-16/32 are told by their marks or by strict decoding; among the rest the encoding wins whose text has most of the
characters that every Chinese text is full of. What a file declares of itself is tried, never believed.
"""

import re
from collections.abc import Iterator

from generator.model import Note, SiteError, Value

_MARKS = (
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_NARROW = ("gb18030", "big5hkscs")
_SAMPLE = 60_000
_PLAUSIBLE = 0.35
"""Share of common characters and marks among those beyond ASCII, from which on a text is taken for Chinese; real ones have 0.75 or more."""
_TAIL = 4
_MIXED = 0.03
"""Share of characters that may be lost in a text that is otherwise good."""
_BROKEN = 0.15
"""The same for UTF-8, in which no other text could be read."""
_LEAST = 10


class Text(Value, frozen=True):
    """A text, and the encoding by its Python name (``utf-8+gb18030`` for a file that changes midway)."""

    text: str
    encoding: str
    notes: tuple[Note, ...] = ()


def read(raw: bytes, name: str, declared: str = "") -> Text:
    """The text of some bytes. SiteError (one line) where they are empty, binary, or in no encoding that gives a text.

    ``declared``: what the file says of its own encoding; it is tried among the others.
    """
    if not raw.strip(b"\x00 \t\r\n"):
        raise SiteError(f"{name}: the file is {'nothing but NUL bytes' if raw.strip() else 'empty'}")
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _marked(raw, encoding, name)
    if b"\x00" in raw:
        return _with_nul(raw, name)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return _cut_short(raw, "utf-8", error) or _by_score(raw, name, declared)
    if "~{" in text and text.isascii() and (chinese := _whole(raw, "hz")):
        return Text(chinese, "hz")
    return Text(text, "utf-8")


def _marked(raw: bytes, encoding: str, name: str) -> Text:
    try:
        return Text(raw.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        short = _cut_short(raw, encoding, error)
        if short:
            return short
        raise SiteError(
            f"{name}: begins like {encoding} and cannot be read as such at byte {error.start}"
        ) from None


def _with_nul(raw: bytes, name: str) -> Text:
    """NUL bytes are half of UTF-16 or UTF-32 characters, or damage in a text that can be read around them."""
    for encoding in _WIDE:
        sample = raw[: _SAMPLE // 4 * 4].decode(encoding, "ignore")
        if "\x00" in sample or _score(sample) < _PLAUSIBLE:
            continue
        text = raw.decode(encoding, "replace")
        if text.count("\ufffd") <= 1:
            return Text(text, encoding)
    count = raw.count(0)
    read = next(
        (Text(whole, encoding) for encoding in ("utf-8", *_NARROW) if (whole := _whole(raw, encoding))), None
    )
    read = read or _with_losses(raw)
    if read and count <= _MIXED * len(read.text):
        first = read.text.index("\x00")
        said = f"原文件夹有{count}个空字节，已去除；该处或有缺字，请核对"
        return Text(read.text, read.encoding, (Note("nul-bytes", first, first + 1, said),))
    raise SiteError(
        f"{name}: this is no text: it has NUL bytes at {raw.index(0)} and is in no form of UTF-16"
    )


def _whole(raw: bytes, encoding: str) -> str:
    """The text in this encoding where every byte fits and it looks Chinese, else an empty string."""
    try:
        text = raw.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return ""
    return text if _score(text) >= _PLAUSIBLE else ""


def _cut_short(raw: bytes, encoding: str, error: UnicodeDecodeError) -> Text | None:
    """A file that ends inside a character: U+FFFD stands for what is left of it."""
    if error.start < max(8, len(raw) - _TAIL):
        return None
    text = raw.decode(encoding, "replace")
    return Text(text, encoding) if _score(text) >= _PLAUSIBLE else None


def _by_score(raw: bytes, name: str, declared: str) -> Text:
    """The encoding whose text has most common characters; then what can be read with few losses; then a guesser's choice."""
    found = [read for read in _strict(raw, declared) if _score(read.text) >= _PLAUSIBLE]
    if found:
        return max(found, key=lambda read: _score(read.text))
    mixed = _line_by_line(raw) or _with_losses(raw)
    if mixed:
        return mixed
    from charset_normalizer import from_bytes

    best = from_bytes(raw).best()
    if best is None or _score(str(best)) < _PLAUSIBLE:
        raise SiteError(
            f"{name}: no encoding gives a Chinese text: tried UTF-8, GB18030, UTF-16, Big5 and others"
        )
    return Text(raw.decode(best.encoding), best.encoding)


def _strict(raw: bytes, declared: str) -> Iterator[Text]:
    for encoding in dict.fromkeys((*_NARROW, *_WIDE[:2], *([declared] if declared else ()))):
        try:
            yield Text(raw.decode(encoding), encoding)
        except LookupError:
            continue
        except UnicodeDecodeError as error:
            short = _cut_short(raw, encoding, error)
            if short:
                yield short


def _line_by_line(raw: bytes) -> Text | None:
    """A file of which some lines are UTF-8 and some GB18030: pieces of two files, put together."""
    pieces = []
    seen = set()
    for line in raw.splitlines(keepends=True):
        for encoding in ("utf-8", "gb18030"):
            try:
                pieces.append(line.decode(encoding))
            except UnicodeDecodeError:
                continue
            if not line.isascii():
                seen.add(encoding)
            break
        else:
            return None
    text = "".join(pieces)
    if len(seen) < 2 or _score(text) < _PLAUSIBLE:
        return None
    return Text(
        text,
        "utf-8+gb18030",
        (Note("encoding", 0, 0, "原文件各行编码不一（UTF-8与GB18030），已逐行还原，请核对"),),
    )


def _with_losses(raw: bytes) -> Text | None:
    """A text with a few bytes that fit nowhere: U+FFFD stands for each. UTF-8 shows itself by its form, whatever it says."""
    found: list[tuple[int, Text]] = []
    for encoding, share in (("utf-8", _BROKEN), *((narrow, _MIXED) for narrow in _NARROW)):
        text = raw.decode(encoding, "replace")
        lost = text.count("\ufffd") - (raw.count("\ufffd".encode()) if encoding == "utf-8" else 0)
        foreign = len(_BEYOND_ASCII.findall(text))
        if (
            foreign >= _LEAST
            and lost <= share * foreign
            and (encoding == "utf-8" or _score(text) >= _PLAUSIBLE)
        ):
            found.append((lost, Text(text, encoding)))
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _score(text: str) -> float:
    """How much of a text is characters that every Chinese text is full of."""
    sample = text[:_SAMPLE]
    foreign = len(_BEYOND_ASCII.findall(sample))
    return len(COMMON.findall(sample)) / foreign if foreign else 0.0


_BEYOND_ASCII = re.compile(r"[^\x00-\x7f\s]")
COMMON = re.compile(
    r"[，。、；：？！“”（）《》的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严"
    r"這為個國時來們對會發動過說產種後學經進著電裡現實體機當點從業應開還義與關線內數變條結問題軍總級統設農導產黨員區領導東運動質務處認權縣長書記幹部辦廣場勞選團歷調濟傳達議場聲報歲樣農計劃構際驗]"
)
"""Common characters of both scripts, and the marks between them."""
