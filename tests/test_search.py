"""The search index, read back from its bytes: every gram at its places, and what is compared as the same."""

import itertools
import random
import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import jieba
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.derive.compared import normalised
from generator.derive.packed import pack
from generator.derive.postings import GAP, STEP, encode, encode_characters
from generator.derive.search import rotated
from generator.derive.shards import Block, Kind, Runs, encoded
from generator.script import to_simplified, to_traditional
from tests.reference.search import plain

SYMBOLS = [chr(c) for c in range(32, 127) if chr(c) not in '"\\']
LISTS, PLACES = (80, 10, 2), (0, 86, 6)
TEXT = st.text(st.sampled_from("一二三的了党发展abc7𠮷〇"), max_size=12)


def numbers(run: str, code: tuple[int, int, int]) -> Iterator[int]:
    """Read a run as its format says it is written."""
    one, two, three = code
    values = iter(SYMBOLS.index(c) for c in run)
    for lead in values:
        if lead < one:
            yield lead
        elif lead < one + two:
            yield one + (lead - one) * 93 + next(values)
        elif lead < one + two + three:
            yield one + two * 93 + ((lead - one - two) * 93 + next(values)) * 93 + next(values)
        else:
            assert lead == one + two + three
            yield ((next(values) * 93 + next(values)) * 93 + next(values)) * 93 + next(values)


def cut(data: bytes, ends: bytes) -> list[str]:
    """The run of each shard."""
    borders = [0, *array("i", ends)]
    assert borders[-1] == len(data)
    return [data[start:end].decode("ascii") for start, end in itertools.pairwise(borders)]


def point(number: int) -> str:
    return chr((number + 0x4E00) % 0xA000 if number < 0xA000 else number)


def read(
    streams: list[tuple[str, str]], families: int, classes: int
) -> tuple[dict[tuple[str, int, int], list[int]], dict[tuple[str, int, int], int]]:
    """What the bytes say: places of each gram in speech and zone, uses of each single character."""
    singles, grams, places = encode(streams, families, classes)
    found: dict[tuple[str, int, int], list[int]] = {}
    for shard, (run, row) in enumerate(zip(cut(*grams), cut(*places), strict=True)):
        place = numbers(row, PLACES)
        for first, zone, second, speech, uses in rows(run):
            gram = point(first * families + shard // classes) + point(second * classes + shard % classes)
            at, here = 0, []
            for _ in range(uses):
                at += next(place)
                here.append(at)
            found[gram, speech, zone] = here
        assert next(place, None) is None
    alone = {
        (point(first * families + shard), speech, zone): uses
        for shard, run in enumerate(cut(*singles))
        for first, zone, _, speech, uses in rows(run)
    }
    return found, alone


def rows(run: str) -> Iterator[tuple[int, int, int, int, int]]:
    list_ = numbers(run, LISTS)
    group = 0
    for packed in list_:
        group += packed // 3
        gram = 0
        for _ in range(count(packed, list_)):
            packed = next(list_)
            gram += packed // 3
            speech = -1
            for _ in range(count(packed, list_)):
                packed = next(list_)
                speech += packed // 3 + 1
                yield group // 2, group % 2, gram, speech, count(packed, list_)


def count(packed: int, following: Iterator[int]) -> int:
    """What a number tells beside its step."""
    told = packed % 3 + 1
    return told if told < 3 else told + next(following)


def expected(
    streams: list[tuple[str, str]],
) -> tuple[dict[tuple[str, int, int], list[int]], dict[tuple[str, int, int], int]]:
    grams: dict[tuple[str, int, int], list[int]] = defaultdict(list)
    singles: dict[tuple[str, int, int], int] = defaultdict(int)
    for speech, (headings, rest) in enumerate(streams):
        for zone, stream in ((1, headings), (0, rest)):
            place = 0
            for here, following in zip(stream, stream[1:] + "\0", strict=False):
                if here == "\0":
                    place = -(-(place + GAP) // STEP) * STEP
                    continue
                grams[here + following, speech, zone].append(place)
                singles[here, speech, zone] += 1
                place += 1
    return dict(grams), dict(singles)


@given(
    st.lists(st.tuples(st.lists(TEXT, max_size=3), st.lists(TEXT, max_size=4)), max_size=6),
    st.sampled_from([(1, 1), (1, 4), (2, 16), (8, 16)]),
)
def test_every_gram_stands_in_its_shard_with_its_places(texts, shape):
    """What is read from the bytes is what the texts hold, for any number of shards."""
    streams = [
        ("".join(f"{p}\0" for p in headings), "".join(f"{p}\0" for p in rest)) for headings, rest in texts
    ]
    assert read(streams, *shape) == expected(streams)


@given(
    st.lists(st.tuples(st.lists(TEXT, max_size=3), st.lists(TEXT, max_size=4)), max_size=6),
    st.sampled_from([(1, (0,)), (2, (1,)), (8, (0, 2, 3, 5))]),
)
def test_characters_of_heavy_families_have_their_places(texts, heavy):
    """A character's own run, or that of the others of its family, gives its places in the order of the single characters' lists."""
    families, chosen = heavy
    streams = [
        ("".join(f"{p}\0" for p in headings), "".join(f"{p}\0" for p in rest)) for headings, rest in texts
    ]
    own = "".join(c for c in "一发展" if rotated(c) % families in chosen)
    runs = cut(*encode_characters(streams, families, chosen, own))
    assert len(runs) == len(own) + len(chosen)
    _, alone = read(streams, families, 4)
    grams, _ = expected(streams)
    places: dict[tuple[str, int, int], list[int]] = defaultdict(list)
    for (gram, speech, zone), here in grams.items():
        places[gram[0], speech, zone] += here
    rows_ = [numbers(run, LISTS) for run in runs]
    for (character, speech, zone), uses in sorted(
        alone.items(), key=lambda item: (rotated(item[0][0]), item[0][2], item[0][1])
    ):
        family = rotated(character) % families
        if family not in chosen:
            continue
        row = rows_[own.index(character) if character in own else len(own) + chosen.index(family)]
        found = list(itertools.accumulate(next(row) for _ in range(uses)))
        assert found == sorted(places[character, speech, zone])
    assert [next(row, None) for row in rows_] == [None] * len(rows_)


def test_long_texts_and_large_numbers_are_written_right():
    """A text of 120,000 characters, a character that stands in it 60,000 times, and one of the last plane."""
    rng = random.Random(1)
    long = "".join(rng.choice("的一是在\U0002a6df") for _ in range(60_000))
    streams = [("题\0", "".join(a + "的" for a in long) + "\0"), ("", "末\0")]
    assert read(streams, 2, 4) == expected(streams)


def kinds_of(*blocks: str) -> dict[str, tuple[Kind, list[int]]]:
    """The files of an index with so many blocks of one speech each, and a list that grows with each block that is read."""
    made: list[tuple[Block, tuple[Runs, ...]]] = [encoded([("题\0", text)], 2, 2) for text in blocks]
    found = {}
    for i, (kind, files) in enumerate((("singles", 2), ("grams", 4), ("places", 4))):
        read: list[int] = []
        runs = _Read([large[i] for _, large in made], read)
        found[kind] = (
            Kind(tuple(f"{kind}/{n}" for n in range(files)), tuple(b.kinds[i] for b, _ in made), runs),
            read,
        )
    return found


class _Read(list[Runs]):
    """Runs of blocks that note when they are read."""

    def __init__(self, runs: list[Runs], read: list[int]) -> None:
        super().__init__(runs)
        self._noted = read

    def __iter__(self) -> Iterator[Runs]:
        self._noted.append(len(self))
        return super().__iter__()


def test_a_shard_is_a_script_with_one_run_a_block():
    """Every file of the index calls one function with its own name and a string for each block, in plain ASCII."""
    files = {
        shard.name: shard.make()
        for kind, _ in kinds_of("发展\0", "改革发展\0").values()
        for shard in kind.shards()
    }
    assert set(files) == {"singles/0", "singles/1"} | {
        f"{kind}/{n}" for kind in ("grams", "places") for n in range(4)
    }
    for name, data in files.items():
        assert data.startswith(f'yanluShard("{name}",["'.encode())
        assert data.endswith(b'"]);\n')
        assert data.count(b'","') == 1
        assert all(32 <= byte < 127 for byte in data[:-1])


def test_a_shard_is_told_by_its_runs():
    """Two files of one name have the same key where they have the same bytes, and keys and sizes are known without reading the runs."""
    one, other = kinds_of("发展\0", "改革发展\0"), kinds_of("发展\0", "改革开放发展\0")
    turned = kinds_of("改革发展\0", "发展\0")
    same = 0
    for kind, (files, read) in one.items():
        keys = [shard.key for shard in files.shards()]
        sizes = files.sizes()
        assert read == []
        made = [shard.make() for shard in files.shards()]
        assert [len(data) - len(f'yanluShard("{kind}/0",["",""]);\n') for data in made] == sizes
        for others in (other, turned):
            for key, data, shard in zip(keys, made, others[kind][0].shards(), strict=True):
                assert (key == shard.key) == (data == shard.make())
                same += key == shard.key
    assert 0 < same < 20


def test_an_edit_of_one_paragraph_leaves_the_places_of_the_others():
    """A character more in one of many paragraphs changes the places of few grams; so most files stay as they are."""
    rng = random.Random(2)
    text = ["".join(chr(0x4E00 + rng.randrange(900)) for _ in range(80)) for _ in range(40)]
    before, after = (
        {(g, s, z): p for (g, s, z), p in read([("", "".join(f"{p}\0" for p in t))], 8, 16)[0].items()}
        for t in (text, [*text[:20], text[20] + "好", *text[21:]])
    )
    assert 0 < sum(before.get(key) != places for key, places in after.items()) < 10


@given(st.binary(max_size=300))
def test_what_is_packed_is_read_back(data):
    """Bits of the characters, 15 each from U+3400 on, are DEFLATE's bytes; no character of theirs ends a string of a script."""
    size, characters = pack(data).size, pack(data).characters.decode("utf-16-le")
    assert all(0x3400 <= ord(character) < 0xB400 for character in characters)
    assert len(characters) == -(-size * 8 // 15)
    bits = "".join(f"{ord(character) - 0x3400:015b}" for character in characters)
    small = bytes(int(bits[at : at + 8], 2) for at in range(0, size * 8, 8))
    assert zlib.decompress(small, -15) == data


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("四个意识", "四個意識"),
        ("“三公”经费", "三公经费"),
        ("２０１７年 2月", "2017年2月"),
        ("二○一七", "二〇一七"),
        ("㈠ ＧＤＰ", "一gdp"),
        ("⼯作", "工作"),
        ("改 革\u3000开——放！", "改革开放"),
    ],
)
def test_these_are_compared_as_the_same(text, same):
    """Script, width, case, punctuation and spaces do not matter."""
    assert normalised(text) == normalised(same) != ""


@given(st.text(max_size=40))
def test_comparing_agrees_with_the_reference(text):
    """Any text is compared as the reference does, which folds with another table."""
    assert normalised(text) == plain(text)


@pytest.mark.parametrize("script", ["tw", "hk"])
def test_no_word_is_compared_otherwise_in_the_other_script(script):
    """Each character of 350,000 words is compared as what stands for it in the other script, there and back, and alone."""
    words = (Path(jieba.__file__).parent / "dict.txt").read_text("utf-8").split("\n")
    text = "\n".join([*(word.split(" ")[0] for word in words), *map(chr, range(0x3400, 0xA000))])
    there = to_traditional(script, ()).text(text)
    back = to_simplified().text(there)
    pairs = {*zip(text, there, strict=True), *zip(there, back, strict=True)}
    assert len(pairs) > 10_000
    assert [pair for pair in sorted(pairs) if len({*map(normalised, pair)}) > 1] == []
