"""Archives that are made to mislead the matcher, with what stands in them: names that overlap, nest, repeat and resemble each other.

In: the number of terms and a seed. Out: the files of an archive, the senses of its glossary and the passages of its speeches as
``tests.reference.mentions`` reads them. The same arguments give the same archive. Letters are few, so that names meet by chance
what they do not meet on purpose.
"""

import json
import random
from typing import Any, NamedTuple

from tests.reference.mentions import Passage, Sense

_PLAIN = "党设规两风务农业个纪监实动为一体"
_TRADITIONAL = "黨設規兩風務農業個紀監實動為一體"
_MORE = "工作法治民生政企群团不敢能想腐大考验危险制度改革开放新发展理念三四五六七八九十" * 2
_TWO = ["民生", "政法", "法治", "党建", "四风", "两委", "巡察", "群团", "三农", "两新"]
_AROUND = """人民生活 居民生活 惠民生 惠民生的 改善民生 依法治村 依法治企 行政法规 政法工作 把党建设好 抓党建 破四风 反对四风 村两委员会
村两委 三农场 各群团组织 两重两新机遇 两新组织 依法治国 十四风""".split()
_ALLOWED = ("依法治企", "四风")
_WORDS = "经济 支部 监督 生态 公款 格局".split()
_PLACES = ("", "试县", "试縣", "别县")


class Speech(NamedTuple):
    """A speech as it was made: its place, the bounds of its date, the terms that it does not link, its passages."""

    id: str
    place: str
    dates: tuple[str, str]
    unlink: tuple[str, ...]
    passages: tuple[Passage, ...]


class Hostile(NamedTuple):
    """An archive and all that is in it."""

    files: dict[str, str]
    senses: list[Sense]
    speeches: list[Speech]
    allowed: tuple[str, ...]


def archive(terms: int, seed: int, speeches: int = 3, paragraphs: int = 8) -> Hostile:
    """Make one."""
    chance = random.Random(f"{terms} {seed}")
    senses = _glossary(chance, terms)
    files = {
        "site.yaml": f"title: 录\nscript: none\nsegment_allow: {json.dumps(_ALLOWED, ensure_ascii=False)}\n"
    }
    files |= {f"glossary/{sense.slug}.md": _entry(sense) for sense in senses}
    made = []
    for number in range(speeches):
        speech, body = _speech(chance, senses, f"s{number:03d}", paragraphs)
        head: dict[str, Any] = {"title": "题", "date": speech.dates[0][:4], "place": speech.place}
        head["unlink"] = list(speech.unlink)
        files[f"speeches/{speech.id}.md"] = _front({k: v for k, v in head.items() if v}) + body
        made.append(speech)
    return Hostile(files, senses, made, _ALLOWED)


def _front(head: dict[str, Any]) -> str:
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in head.items()]
    return "---\n" + "".join(lines) + "---\n\n"


# ---------------------------------------------------------------------------------------------------- glossary


def _glossary(chance: random.Random, terms: int) -> list[Sense]:
    letters = _PLAIN if terms < 100 else _PLAIN + _MORE
    names = _names(chance, letters, terms)
    slugs = {}
    for number, name in enumerate(names):
        several = chance.choice((2, 3)) if chance.random() < 0.08 else 1
        slugs[name] = [f"t{number:05d}-{i}" for i in range(several)] if several > 1 else [f"t{number:05d}"]
    outer: dict[str, list[str]] = {}
    for name in names:  # most of those that lie in another are part of it, or of one of its senses
        for start in range(len(name)):
            for end in range(start + 1, len(name) + 1):
                if name[start:end] in slugs and name[start:end] != name and chance.random() < 0.6:
                    some = slugs[name] if chance.random() < 0.7 else slugs[name][:1]
                    outer.setdefault(name[start:end], []).extend(some)
    taken = set(names)
    senses = []
    for name in names:
        several = len(slugs[name])
        for number, slug in enumerate(slugs[name]):
            aliases, short = _other_names(chance, letters, names, name, taken)
            begins = chance.choice(["", "", "2005", "2012"])
            senses.append(
                Sense(
                    slug, slug[:6], name,
                    aliases=aliases if number == 0 or chance.random() < 0.5 else (),
                    short=short,
                    contexts=tuple(chance.sample(_WORDS, 2)) if several > 1 or short else (),
                    not_in=tuple(_around(chance, letters, name) for _ in range(chance.choice((0, 0, 0, 1, 2)))),
                    scope=chance.choice(_PLACES) if several > 1 else "",
                    begins=begins and f"{begins}-01-01",
                    ends="2015-12-31" if several > 1 and chance.random() < 0.3 else "",
                    default=several > 1 and number == 0 and chance.random() < 0.5,
                    part_of=tuple(dict.fromkeys(outer.get(name, ()))) if chance.random() < 0.9 else (),
                )
            )  # fmt: skip
    return sorted(senses, key=lambda sense: sense.slug)


def _names(chance: random.Random, letters: str, number: int) -> list[str]:
    """Names: words of two characters that are parts of other words, random ones, and such as hold or overlap those before them."""
    names = dict.fromkeys(chance.sample(_TWO, min(len(_TWO), number // 5)))
    while len(names) < number:
        known = list(names)
        way = chance.random()
        a, b = chance.choice(known), chance.choice(known)
        if way < 0.35:
            name = _word(chance, letters, 2, 6)
        elif way < 0.55:
            name = _word(chance, letters, 0, 2) + a + _word(chance, letters, 1, 2)
        elif way < 0.7:
            name = a[-2:] + _word(chance, letters, 0, 1) + b[:2]
        elif way < 0.8:
            name = a + b
        elif way < 0.9:
            name = a + "、" + b
        else:
            name = a[: len(a) // 2] + chance.choice(("", *letters)) + b[len(b) // 2 :]
        if 1 < len(name) < 12:
            names[name.strip("、")] = None
    return list(names)


def _word(chance: random.Random, letters: str, least: int, most: int) -> str:
    return "".join(chance.choices(letters, k=chance.randint(least, most)))


def _around(chance: random.Random, letters: str, name: str) -> str:
    before = chance.randint(0, 1)
    return _word(chance, letters, before, before) + name + _word(chance, letters, 1 - before, 1)


def _other_names(
    chance: random.Random, letters: str, names: list[str], name: str, taken: set[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Aliases, one in three an enumeration, some with quotation marks inside; and short names, that may be another's name."""
    aliases = []
    for _ in range(chance.choice((0, 0, 1, 2))):
        if chance.random() < 0.35:
            alias = "、".join(
                _word(chance, letters, 1 + (chance.random() < 0.9), 3) for _ in range(chance.randint(2, 4))
            )
        else:
            alias = chance.choice((name, chance.choice(names))) + _word(chance, letters, 1, 2)
        if alias not in taken:
            taken.add(alias)
            cut = chance.randint(1, len(alias) - 1)
            aliases.append(f"“{alias[:cut]}”{alias[cut:]}" if chance.random() < 0.2 else alias)
    short = []
    if chance.random() < 0.15:
        word = chance.choice((name[:2], name[-2:], chance.choice(names)))
        short = [word] if word.strip("、") == word else []
    return tuple(aliases), tuple(short)


def _entry(sense: Sense) -> str:
    head: dict[str, Any] = {
        "term": sense.term,
        "aliases": sense.aliases,
        "short": sense.short,
        "contexts": sense.contexts,
    }
    head |= {
        "not_in": sense.not_in,
        "part_of": sense.part_of,
        "scope": sense.scope,
        "coined": sense.begins[:4],
    }
    head |= {"until": sense.ends[:4], "default": sense.default}
    return _front({k: list(v) if isinstance(v, tuple) else v for k, v in head.items() if v}) + "释义。\n"


# ---------------------------------------------------------------------------------------------------- speeches


class _Writer:
    """Writes one passage: Markdown, and beside it the plain text with what the editor marked."""

    def __init__(self) -> None:
        self.markdown = self.text = ""
        self.explicit: list[tuple[int, int, str, str]] = []
        self.refused: list[tuple[int, int]] = []
        self.held: list[tuple[int, int, str]] = []

    def plain(self, words: str) -> None:
        self.markdown += words
        self.text += words

    def link(self, name: str, slug: str, words: str) -> None:
        self.explicit.append((len(self.text), len(self.text) + len(words), name, slug))
        target = f"{name}#{slug}" if slug else name
        self.markdown += f"[[{target}]]" if words == name else f"[[{target}|{words}]]"
        self.text += words

    def refuse(self, words: str) -> None:
        self.refused.append((len(self.text), len(self.text) + len(words)))
        self.markdown += f"[[!{words}]]"
        self.text += words

    def hold(self, words: str, reason: str) -> None:
        self.held.append((len(self.text), len(self.text) + len(words), reason))
        self.markdown += f"[{words}](/x/)的" if reason == "link" else f"`{words}`的"
        self.text += words + "的"

    def strong(self, words: str) -> None:
        self.markdown += f"**{words}**的"
        self.text += words + "的"


def _speech(chance: random.Random, senses: list[Sense], id: str, paragraphs: int) -> tuple[Speech, str]:
    year = chance.choice(("", "2003", "2010", "2020"))
    dates = (f"{year}-01-01", f"{year}-12-31") if year else ("", "")
    unlink = tuple(
        chance.choice((sense.slug, sense.term)) for sense in chance.sample(senses, chance.choice((0, 0, 2)))
    )
    passages = []
    body = ""
    for number in range(paragraphs):
        heading = number % 4 == 2
        writer = _Writer()
        for _ in range(chance.randint(2, 4) if heading else chance.randint(5, 22)):
            _piece(chance, senses, writer, heading)
        writer.plain("党")
        markdown, text = writer.markdown, writer.text
        if chance.random() < 0.2:
            table = str.maketrans(_PLAIN, _TRADITIONAL)
            markdown, text = markdown.translate(table), text.translate(table)
        body += ("## " if heading else "") + markdown + "\n\n"
        passages.append(
            Passage(
                "heading" if heading else "paragraph",
                text,
                tuple(writer.explicit),
                tuple(writer.refused),
                tuple(writer.held),
            )
        )
    return Speech(id, chance.choice(_PLACES), dates, unlink, tuple(passages)), body


def _piece(chance: random.Random, senses: list[Sense], writer: _Writer, heading: bool) -> None:
    sense = chance.choice(senses)
    name = chance.choice((sense.term, sense.term, *sense.aliases, *sense.short, *sense.not_in))
    way = chance.random()
    if way < 0.3:
        writer.plain(name)
    elif way < 0.38:
        writer.plain(chance.choice(("“{}”", "‘{}’", "「{}」", "《{}》")).format(name))
    elif way < 0.46:
        members = name.split("、")
        marks = chance.choice(("{}", "“{}”")).format
        joint = chance.choice(("、", "，", "", "；"))
        last = chance.choice((joint, "和", "与", "及", "以及", "、和"))
        writer.plain(
            joint.join(map(marks, members[:-1])) + (last if members[1:] else "") + marks(members[-1])
        )
    elif way < 0.52:
        cut = chance.randint(1, max(1, len(name) - 1))
        writer.plain(f"{name[:cut]}{chance.choice('“”‘’')}{name[cut:]}")
    elif way < 0.58:
        writer.plain(name[: chance.randint(1, len(name))])
    elif way < 0.64:
        writer.plain(chance.choice(_WORDS))
    elif way < 0.74:
        writer.plain(chance.choice(_AROUND))
    elif way < 0.84:
        writer.plain(chance.choice("。。，、；！？“““”””‘’「」『』《》"))
    elif way < 0.88:
        writer.strong(chance.choice((name, _word(chance, _PLAIN, 1, 3))).strip("“”、"))
    elif way < 0.91:
        writer.link(sense.term, chance.choice(("", sense.slug)), sense.term)
    elif way < 0.94:
        writer.link(sense.term, "", chance.choice((name, f"“{name}”党", name + name, "这件事")))
    elif way < 0.955:
        writer.hold(name, chance.choice(("link", "code")))
    elif way < 0.97:
        writer.refuse(chance.choice((name, name[:1], "党" + name)))
    else:
        writer.plain(_word(chance, _PLAIN, 1, 4))
