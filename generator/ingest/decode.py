"""Raw bytes to text. Line ends, white space and marks are kept: what changes them is an edit in the ledger.

UTF-8 and UTF-16/32 are told by their marks or by strict decoding; for the rest ``charset-normalizer`` chooses.
"""

import re

from generator.model import SiteError, Value

LIMIT = 20_000_000
"""Bytes of one raw file; a speech has some ten thousand."""
_HAN = re.compile(r"[\u3400-\u9fff，。、]")
_MARKS = (
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


class Decoded(Value, frozen=True):
    """A text and how it was read: ``encoding`` by its Python name."""

    text: str
    encoding: str
    plain: bool
    """Whether the raw bytes are this text in UTF-8, so that no ``text.txt`` is needed."""


def decode(raw: bytes, name: str) -> Decoded:
    """Read a text file. SiteError where it is empty, too large, binary, or in no encoding that gives a text."""
    if len(raw) > LIMIT:
        raise SiteError(
            f"{name}: {len(raw) // 1_000_000} MB is too large for a speech (the limit is {LIMIT // 1_000_000} MB)"
        )
    if not raw.strip():
        raise SiteError(f"{name}: the file is empty")
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _strict(raw, encoding, name)
    if b"\x00" in raw:
        encoding = _wide(raw)
        if not encoding:
            raise SiteError(
                f"{name}: this is no text: it has NUL bytes at {raw.index(0)} and is in no form of UTF-16"
            )
        return _strict(raw, encoding, name)
    try:
        return Decoded(raw.decode("utf-8"), "utf-8", plain=True)
    except UnicodeDecodeError as error:
        return _cut_short(raw, "utf-8", error) or _guess(raw, name)


def _strict(raw: bytes, encoding: str, name: str) -> Decoded:
    try:
        return Decoded(raw.decode(encoding), encoding, plain=False)
    except UnicodeDecodeError as error:
        raise SiteError(
            f"{name}: begins like {encoding} and cannot be read as such at byte {error.start}"
        ) from None


def _wide(raw: bytes) -> str:
    """UTF-16 without a mark: the order of bytes that gives Chinese text."""
    scores = {}
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = raw[:20_000].decode(encoding, "strict" if len(raw) <= 20_000 else "ignore")
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            scores[encoding] = len(_HAN.findall(text)) / max(1, len(text))
    best = max(scores, key=lambda key: scores[key], default="")
    return best if best and scores[best] > 0.3 else ""


def _cut_short(raw: bytes, encoding: str, error: UnicodeDecodeError) -> Decoded | None:
    """A file that ends inside a character: U+FFFD stands for what is left of it."""
    if error.start < max(8, len(raw) - 4):
        return None
    text = raw.decode(encoding, "replace")
    return Decoded(text, encoding, plain=False) if _is_chinese(text) else None


def _is_chinese(text: str) -> bool:
    return len(_COMMON.findall(text)) > 0.08 * len(text)


def _guess(raw: bytes, name: str) -> Decoded:
    for encoding in ("gb18030", "utf-16-le", "utf-16-be"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError as error:
            if short := _cut_short(raw, encoding, error):
                return short
            continue
        if _is_chinese(text):
            return Decoded(text, encoding, plain=False)
    from charset_normalizer import from_bytes

    best = from_bytes(raw).best()
    if best is None or not _HAN.search(str(best)):
        raise SiteError(
            f"{name}: no encoding gives a Chinese text: tried UTF-8, GB18030, UTF-16, Big5 and others"
        )
    return Decoded(raw.decode(best.encoding), best.encoding, plain=False)


_COMMON = re.compile(
    r"[的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严]"
)
