"""Random edits of an archive, as an editor makes them: what ``test_rebuild.py`` builds after.

A ``State`` is an archive, a theme of its own and the options of a build, held in memory; an edit is a function of a random number
generator and a state, which it changes. Nothing of the generator is used here.
"""

import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from tests.archives import HERE

_CONTENT = HERE.parent / "content"
_SHIPPED = (
    "2015-zai-qiyunxian-haiwai-xiangqin-ji-tai-shang",
    "2017-qiaomen-yiqian-xianceng-yiceng-xiedi",
    "2017-xianwei-dier-xuncha-zu-guanyu-diyilun-xun",
    "2018-ba-wo-shi-dangyuan-sige-zi-shuochu-shengl-2",
    "2018-ba-wo-shi-dangyuan-sige-zi-shuochu-shenglai",
    "2018-yidu-qiang-sishinian",
    "undated-zai-quanxian-zuofeng-jianshe-tuijin-hui",
)
"""Speeches of the shipped archive with their raw files: given in traditional characters, two of a series, two versions."""
_TERMS = (
    "sige-yishi sige-zixin liangge-weihu liangge-queli sanyan-sanshi liangxue-yizuo quanmian-congyan-zhidang xuncha "
    "sizhong-xingtai zhuti-dangri gaige-kaifang sige-quanmian sanhui-yike liuda-jilu yidai-yilu"
).split()
_DEFAULT_THEME = HERE.parent / "themes/default"
_KINDS = ("speeches", "glossary", "pages")
_PIXEL = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d 9"><title>x</title></svg>\n'

_SENTENCES = (
    "散会以后，{t}这件事由分管的同志盯到底，月底我来看。",
    "有人问我{t}难在哪里，我说难在天天做，{u}也是一样。",
    "去年冬天下了三场雪，山口的路断了两回，{t}没有断。",
    "我在村口听老人讲：“你们把{t}讲得再好，水不进田也是空的，先把那条渠修通了再来开会。”",
    "把{t}、{u}写在墙上不难，写在账上才难，一笔一笔都要有人认。",
    "要增强{t}，坚定{u}，把该办的事一件一件办下去。",
    "这一条我不多讲，各乡镇回去对照{t}自己查一遍，查出来的先改，改不了的报上来。",
    "茶厂的机器响了一夜，合作社的老秦一夜没有合眼，他算的账比我们细。",
    "县里抽四十名干部分到山后七个村，吃住都在村里，渠不通水人不许撤。",
    "钱从县里出七成，乡里出两成，剩下一成由受益的村出工抵账，出了多少工，一天一张榜贴在村口。",
    "镇上的卫生院添了两张产床，夜里生孩子不用再往县城赶四十里路，这件事比十个文件管用。",
    "{t}不是一阵风，我把话放在这里，明年今天还要再问一次。",
)
_PIECES = (
    "1. 第一件，{t}要有人管；\n2. 第二件，{u}要有账可查。",
    "> 他说：“{t}和{u}要一起办，哪一样都不能落在后头。”",
    "| 条目 | 说明 |\n| :--- | ---: |\n| {t} | 三处 |\n| 其他 | XX |",
    "**（一）先讲{t}。**这一项各单位都要有人。",
    "[[{t}|这一要求]]要记住，[[!{u}]]先放一放。",
    "《关于{t}的意见》已经印发，某某同志和\\*\\*镇的同志回去传达。（掌声）",
    "![图](static/tu/yi.svg)",
    "见注[^9]。\n\n[^9]: 注里也有{t}。",
    "參加會議的幹部，請把{t}的題目帶回去。",
    "这一段钉住了，{t}也在里头。 {{#p90}}",
    "    代码 {t}",
)
_NAMES = ("单一民", "单书记", "周平", "韩正和", "陆长青", "单鸿远", "鸿远县长", "高启明", "鄭國良")
_PLACES = ("试县", "槐溪县", "外地", "石桥县", "澜州市", "棲雲縣", "柳湾镇")
_DATES = (
    "2016-03-04",
    "2017-02",
    "2018",
    "2019-03-05",
    "2019-12-28",
    "2020-05-06",
    "2021?",
    "2022/2023",
    "2018/..",
    "2023-07-01",
    "1998-11-12",
    "",
)
_TERM_DATES = ("1990", "2002-11", "2012-12-04", "2013-06-18", "2017", "2019-10", "")
_SPEECH_VALUES: dict[str, tuple[Any, ...]] = {
    "date": _DATES,
    "title": ("在作风建设会上的讲话", "在年终总结会上的讲话", "在鄉鎮會議上的講話", "换了一个题目"),
    "subtitle": ("", "副题一", "把账算清楚"),
    "description": ("", "一句说明。", "另一句说明，讲四风。"),
    "speakers": (
        [],
        *([{"name": name}] for name in _NAMES),
        [{"name": "周平", "office": "县委书记"}, {"name": "陆长青", "on_behalf_of": "县政府"}],
        [{"office": "县长", "organization": "县政府"}],
        [{"name": "单　一民", "office": "县委书记", "organization": "中共试县县委"}],
    ),
    "place": ("", *_PLACES),
    "level": ("", "county", "township", "city"),
    "venue": ("", "县礼堂"),
    "meeting": ("", "作风建设会", "年终总结会", "县委书记专题会议"),
    "genre": ("", "speech", "report", "communiqué"),
    "series": ("", "2017年第一轮巡察", "修渠三讲"),
    "occasion": ("", "开工"),
    "text_status": ("record", "transcript", "template", "disputed", "composite", "abridged", "unknown"),
    "review": ("published", "checked", "received"),
    "checked_by": ("", "校对者"),
    "lang": ("zh-Hans", "zh-Hant"),
    "withdrawn": ("", "", "应作者要求"),
    "draft": (True, False, False),
    "lastmod": ("", "2024-02-03", "2025-01-01"),
    "transcribed": ("", "2024-03"),
    "published": ("", "2024-03-02"),
    "tags": ([], ["作风"], ["水利", "农村"]),
    "redirect_from": ([], ["/old/a/"], ["/old/b.html", "/old/c/"]),
    "unlink": ([], ["四风"], ["三农", "八项规定"]),
    "date_basis": ("", "stated", "title", "editor"),
    "date_evidence": ([], [{"quote": "月底", "shows": "月份"}]),
}
_TERM_VALUES: dict[str, tuple[Any, ...]] = {
    "aliases": ([], ["合作社"], ["四股风", "茶厂"], ["一阵风"], ["干部"]),
    "short": ([], ["账"], ["渠"]),
    "english": ("", "Name One", "Name Two"),
    "category": ("", "作风", "农村", "全局"),
    "kind": ("", "abbreviation", "slogan", "formula"),
    "items": ([], ["甲", "乙"], [{"since": "2017", "list": ["甲", "丙"]}]),
    "coined": _TERM_DATES,
    "until": (*_TERM_DATES, "", ""),
    "contexts": ([], ["村口"], ["账", "经费"], ["支部"]),
    "not_in": ([], ["第四风"], ["四风问题"]),
    "scope": ("", *_PLACES),
    "default": (True, False),
    "redirect_from": ([], ["/terms/old-one/"]),
    "sources": ([], [{"title": "一份文件", "date": "2013-06-18", "shows": ["coined"]}]),
}
_SITE_VALUES: dict[str, tuple[Any, ...]] = {
    "title": ("试县讲话录", "槐溪讲话录"),
    "subtitle": ("", "供测试用"),
    "description": ("几篇讲话。", "几篇很短的讲话。"),
    "editor": ("", "编者"),
    "licence": ("", "CC BY 4.0"),
    "link": ("section", "page", "all"),
    "script": ("tw", "hk", "none", "tw"),
    "epub": (True, False),
    "base_url": ("https://example.org/shilu", "https://example.org/b", None),
    "protected": (["于家坳"], ["于家坳", "老秦=老秦"], ["干部=乾部"], []),
    "segment_allow": ([], ["三农"]),
}


class State:
    """All that a build is made of: files under ``content/`` and ``theme/``, and what the command line says."""

    def __init__(self, files: dict[str, bytes], drafts: bool = False, theme: bool = False, base: str = ""):
        self.files, self.drafts, self.theme, self.base_url = files, drafts, theme, base

    def copy(self) -> "State":
        """Another state with the same files."""
        return State(dict(self.files), self.drafts, self.theme, self.base_url)

    def below(self, folder: str) -> list[str]:
        """Paths below a folder, sorted."""
        return sorted(path for path in self.files if path.startswith(f"{folder}/"))

    def front(self, path: str) -> tuple[dict[str, Any], str]:
        """The front matter of a file, and its body."""
        head, _, body = self.files[path].decode().removeprefix("---\n").partition("\n---\n")
        return _typed(yaml.load(head, yaml.BaseLoader)), body

    def put(self, path: str, values: dict[str, Any], body: str) -> None:
        """Write a file with a front matter; what is empty is left out."""
        head = yaml.safe_dump(
            {key: value for key, value in values.items() if value not in ("", [], None)},
            allow_unicode=True,
            sort_keys=False,
            width=1000,
        )
        self.files[path] = f"---\n{head}---\n{body}".encode()

    def site(self) -> dict[str, Any]:
        """What site.yaml says."""
        found: dict[str, Any] = _typed(yaml.load(self.files["content/site.yaml"].decode(), yaml.BaseLoader))
        return found

    def put_site(self, values: dict[str, Any]) -> None:
        """Write site.yaml."""
        self.files["content/site.yaml"] = yaml.safe_dump(values, allow_unicode=True, width=1000).encode()

    def names(self) -> list[str]:
        """Every name of a term, sorted."""
        found = set()
        for path in self.below("content/glossary"):
            values = self.front(path)[0]
            found |= {values["term"], *values.get("aliases", [])}
        return sorted(name for name in found if "、" not in name)

    def write(self, folder: Path) -> None:
        """Make a folder hold this state: only what differs is written."""
        folder.mkdir(exist_ok=True)
        there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
        for name in there.keys() - self.files.keys():
            there[name].unlink()
        for name, data in self.files.items():
            path = folder / name
            if name not in there or path.read_bytes() != data:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)


def _typed(value: Any) -> Any:
    """Values of YAML as the generator reads them: true, false and null, all else text."""
    if isinstance(value, dict):
        return {key: _typed(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_typed(each) for each in value]
    return {"true": True, "false": False, "null": None}.get(value, value)


# ------------------------------------------------------------------------------------------------- the archive


def rich() -> State:
    """A small archive that has everything: three test sites as one, and a part of the shipped archive with its raw files."""
    files: dict[str, bytes] = {}
    for name in ("reuse", "reader", "county"):
        home = HERE / "sites" / name
        files |= _read(home, "content", [path for path in home.rglob("*") if path.is_file()])
    chosen = [_CONTENT / f"speeches/{name}.md" for name in _SHIPPED]
    raws = [_CONTENT / "raw" / name for name in (*_SHIPPED, "_files")]
    chosen += [path for folder in raws for path in folder.rglob("*") if path.is_file()]
    chosen += [_CONTENT / f"glossary/{slug}.md" for slug in _TERMS]
    files = _read(_CONTENT, "content", chosen) | files
    state = State(files)
    known = {Path(path).stem for path in state.below("content/glossary")}
    names = set(state.names())
    for path in state.below("content/glossary"):
        values, body = state.front(path)
        for key in ("see", "part_of"):
            values[key] = [slug for slug in values.get(key, []) if slug in known]
        body = re.sub(r"\[\[([^]|#]+)\]\]", lambda m: m[0] if m[1] in names else m[1], body)
        state.put(path, values, body)
    shipped = yaml.load((_CONTENT / "site.yaml").read_text("utf-8"), yaml.BaseLoader)
    site = state.site()
    for kind in ("people", "places"):
        site["names"][kind] |= dict(list(shipped["names"][kind].items())[:4])
    state.put_site(site | {"epub": True})
    for path, key, value in (
        (f"speeches/{_SHIPPED[5]}.md", "source", {"publish_raw": False}),
        ("speeches/2016-xiushui.md", "redirect_from", ["/old/xiushui/"]),
        ("speeches/2016-xiushui.md", "series", "修渠三讲"),
        ("speeches/2018-xiulu.md", "series", "修渠三讲"),
    ):
        values, body = state.front(f"content/{path}")
        values[key] = {**values.get(key, {}), **value} if isinstance(value, dict) else value
        state.put(f"content/{path}", values, body)
    state.files["theme/labels/zh-Hans.yaml"] = b"search: \xe6\x89\xbe\n"
    return state


def _read(home: Path, under: str, paths: list[Path]) -> dict[str, bytes]:
    return {f"{under}/{path.relative_to(home).as_posix()}": path.read_bytes() for path in sorted(paths)}


# ------------------------------------------------------------------------------------------------- words


def _words(rng: random.Random, state: State, patterns: tuple[str, ...]) -> str:
    names = state.names()
    return rng.choice(patterns).format(t=rng.choice(names), u=rng.choice(names))


def _paragraphs(body: str) -> list[str]:
    return body.strip("\n").split("\n\n")


def _body(paragraphs: list[str]) -> str:
    return "\n" + "\n\n".join(paragraphs) + "\n"


# ------------------------------------------------------------------------------------------------- edits

Edit = Callable[[random.Random, State], str]
"""Changes the state and says what it did; an empty string where there was nothing to do."""


def paragraph(rng: random.Random, state: State, path: str = "") -> str:
    """One paragraph of a speech: longer, shorter, with another term, inserted, removed, moved, copied from another speech."""
    path = path or rng.choice(state.below("content/speeches"))
    values, body = state.front(path)
    blocks = _paragraphs(body)
    at = rng.randrange(len(blocks))
    way = rng.choice(
        ("longer", "longer", "shorter", "term", "insert", "insert", "piece", "remove", "move", "copy", "join")
    )
    if way == "longer":
        blocks[at] += _words(rng, state, _SENTENCES)
    elif way == "shorter":
        blocks[at] = blocks[at][: max(4, len(blocks[at]) * 2 // 3)]
    elif way == "term":
        cut = rng.randrange(len(blocks[at]) + 1)
        blocks[at] = blocks[at][:cut] + rng.choice(state.names()) + blocks[at][cut:]
    elif way == "insert":
        blocks.insert(at, _words(rng, state, _SENTENCES))
    elif way == "piece":
        blocks.insert(at + 1, _words(rng, state, _PIECES))
    elif way == "remove" and len(blocks) > 1:
        del blocks[at]
    elif way == "move":
        blocks.insert(rng.randrange(len(blocks)), blocks.pop(at))
    elif way == "copy":
        other = _paragraphs(state.front(rng.choice(state.below("content/speeches")))[1])
        blocks.insert(at + 1, max(other, key=len))
    elif way == "join" and at:
        blocks[at - 1 : at + 1] = ["".join(blocks[at - 1 : at + 1])]
    state.put(path, values, _body(blocks))
    return f"{path}: paragraph {at}: {way}"


def heading(rng: random.Random, state: State) -> str:
    """A heading of a speech: new, other words, removed."""
    path = rng.choice(state.below("content/speeches"))
    values, body = state.front(path)
    blocks = _paragraphs(body)
    there = [i for i, block in enumerate(blocks) if block.startswith("#")]
    words = f"{'#' * rng.choice((2, 2, 3))} {rng.choice(('一、', '二、', ''))}讲{rng.choice(state.names())}"
    if there and rng.random() < 0.6:
        at = rng.choice(there)
        blocks[at : at + 1] = [words] if rng.random() < 0.6 else []
    else:
        blocks.insert(rng.randrange(1, len(blocks) + 1), words)
    state.put(path, values, _body(blocks))
    return f"{path}: heading {words}"


def speech_fact(rng: random.Random, state: State) -> str:
    """One key of a speech's front matter."""
    path = rng.choice(state.below("content/speeches"))
    values, body = state.front(path)
    key = rng.choice([*_SPEECH_VALUES, "date", "title", "version_of", "source", "ledger", "name"])
    if key == "version_of":
        others = [Path(other).stem for other in state.below("content/speeches") if other != path]
        values[key] = rng.choice(["", *others])
    elif key == "source":
        values[key] = {**values.get(key, {}), "publish_raw": rng.choice((True, False))}
        values[key]["publisher"] = rng.choice(("甲报", "乙报"))
    elif key == "name":
        values["speakers"] = [{"name": rng.choice(_NAMES), "office": rng.choice(("县长", "县委书记"))}]
    elif key == "ledger":
        for raw in state.below(f"content/raw/{Path(path).stem}"):
            del state.files[raw]
    else:
        values[key] = rng.choice(_SPEECH_VALUES[key])
    state.put(path, values, body)
    return f"{path}: {key}: {values.get(key)}"


def speech_file(rng: random.Random, state: State) -> str:
    """A speech added, removed, renamed, or written out a second time as another version."""
    path = rng.choice(state.below("content/speeches"))
    way = rng.choice(("add", "remove", "rename", "second", "raw"))
    number = rng.randrange(100)
    if way == "add":
        values = {"title": f"新的一篇之{number}", "date": rng.choice(_DATES), "place": rng.choice(_PLACES)}
        body = _body([_words(rng, state, _SENTENCES) for _ in range(rng.randrange(1, 5))])
        state.put(path := f"content/speeches/new-{number}.md", values, body)
    elif way == "second":
        values, body = state.front(path)
        values["version_of"] = rng.choice(("", Path(path).stem))
        values["title"] += "（又一本）"
        state.put(path := f"content/speeches/second-{number}.md", values, body)
    elif way == "raw":
        raws = [raw for raw in state.below("content/raw") if raw.endswith(".txt")]
        if raws:
            state.files[rng.choice(raws)] += b"\n"
    else:
        data = state.files.pop(path)
        if way == "rename":
            state.files[f"content/speeches/renamed-{number}.md"] = data
    return f"{path}: {way}"


def definition(rng: random.Random, state: State) -> str:
    """The definition of a term: its first sentence, or what follows."""
    path = rng.choice(state.below("content/glossary"))
    values, body = state.front(path)
    blocks = _paragraphs(body)
    if rng.random() < 0.5:
        blocks[0] = _words(rng, state, _SENTENCES[:2]) + blocks[0]
    else:
        blocks.append(_words(rng, state, ("又一段，参见[[{t}]]。", "再一段，{u}。")))
    state.put(path, values, _body(blocks))
    return f"{path}: definition"


def term_fact(rng: random.Random, state: State) -> str:
    """One key of a term's front matter."""
    path = rng.choice(state.below("content/glossary"))
    values, body = state.front(path)
    key = rng.choice([*_TERM_VALUES, "see", "part_of", "term", "aliases"])
    if key in ("see", "part_of"):
        others = [Path(other).stem for other in state.below("content/glossary") if other != path]
        values[key] = rng.sample(others, rng.randrange(3))
    elif key == "term":
        values[key] = rng.choice((values["term"] + "制", values["term"][:-1] or "甲", "五位一体", "水利"))
    else:
        values[key] = rng.choice(_TERM_VALUES[key])
    state.put(path, values, body)
    return f"{path}: {key}: {values.get(key)}"


def term_file(rng: random.Random, state: State) -> str:
    """A term added, removed, or renamed."""
    path = rng.choice(state.below("content/glossary"))
    way = rng.choice(("add", "sense", "remove", "rename"))
    number = rng.randrange(100)
    if way in ("add", "sense"):
        name = rng.choice(("村口", "账", "一年", "山后", "同志们", "水渠", "四十"))
        if way == "sense":
            name = state.front(path)[0]["term"]
        values = {"term": name, "scope": rng.choice(_PLACES), "category": rng.choice(("", "农村"))}
        state.put(path := f"content/glossary/new-{number}.md", values, "\n新的一条，说明在此。\n")
    else:
        data = state.files.pop(path)
        if way == "rename":
            state.files[f"content/glossary/renamed-{number}.md"] = data
    return f"{path}: {way}"


def site(rng: random.Random, state: State) -> str:
    """One key of site.yaml, or a name that it knows."""
    values = state.site()
    key = rng.choice([*_SITE_VALUES, "names", "names", "names"])
    if key == "names":
        kind, pool = rng.choice((("people", _NAMES), ("places", _PLACES)))
        known = values["names"].setdefault(kind, {})
        name = rng.choice([*pool, *known])
        if name in known and rng.random() < 0.4:
            del known[name]
        else:
            known[name] = {"slug": f"n-{rng.randrange(9)}", "aliases": rng.sample(pool, rng.randrange(2))}
        key = f"names: {kind}: {name}"
    else:
        values[key] = rng.choice(_SITE_VALUES[key])
        key = f"{key}: {values[key]}"
    state.put_site(values)
    return f"site.yaml: {key}"


def article(rng: random.Random, state: State) -> str:
    """A page: its words, title, place, old address; added or removed."""
    paths = state.below("content/pages")
    if not paths or rng.random() < 0.2:
        path = f"content/pages/page-{rng.randrange(5)}.md"
        state.put(path, {"title": "又一页"}, "\n一段话。\n")
        return f"{path}: added"
    path = rng.choice(paths)
    if rng.random() < 0.15:
        del state.files[path]
        return f"{path}: removed"
    values, body = state.front(path)
    key = rng.choice(("body", "title", "order", "description", "redirect_from"))
    if key == "body":
        body += f"\n{_words(rng, state, _SENTENCES)}\n"
    else:
        values[key] = {
            "title": rng.choice(("关于", "编例")),
            "order": str(rng.randrange(4)),
            "description": rng.choice(("", "一句话。")),
            "redirect_from": rng.choice(([], ["/old/page/"])),
        }[key]
    state.put(path, values, body)
    return f"{path}: {key}"


def static(rng: random.Random, state: State) -> str:
    """A file that is copied as it is: added, changed, removed."""
    path = rng.choice(("content/static/tu/yi.svg", "content/static/tu/er.svg", "content/static/x.txt"))
    if path in state.files and rng.random() < 0.3:
        del state.files[path]
        return f"{path}: removed"
    state.files[path] = _PIXEL % rng.randrange(1, 99)
    return f"{path}: written"


def theme(rng: random.Random, state: State) -> str:
    """A theme of one's own: a template, a label, a style sheet; or another theme."""
    way = rng.choice(("switch", "template", "template", "label", "style", "remove"))
    if way == "switch" or not state.theme:
        state.theme = not state.theme
        return f"theme: own: {state.theme}"
    path = f"theme/{way}"
    if way == "template":
        names = [p.name for p in (_DEFAULT_THEME / "templates").glob("*.html") if p.name[0] != "_"]
        path = f"theme/templates/{(name := rng.choice(sorted(names)))}"
        text = (_DEFAULT_THEME / "templates" / name).read_text("utf-8")
        mark = "{% block main %}"
        state.files[path] = text.replace(mark, f"{mark}<!-- {rng.randrange(9)} -->", 1).encode()
    elif way == "label":
        path = "theme/labels/zh-Hans.yaml"
        state.files[path] = f"search: {rng.choice(('找', '寻', '搜'))}\n".encode()
    elif way == "style":
        path = "theme/assets/base.css"
        data = (_DEFAULT_THEME / "assets/base.css").read_bytes()
        state.files[path] = data + b"/* %d */\n" % rng.randrange(9)
    else:
        paths = [path for path in state.below("theme") if path != "theme/labels/zh-Hans.yaml"]
        if not paths:
            return ""
        path = rng.choice(paths)
        del state.files[path]
    return f"{path}: {way}"


def options(rng: random.Random, state: State) -> str:
    """What the command line says."""
    if rng.random() < 0.6:
        state.drafts = not state.drafts
    else:
        state.base_url = rng.choice(("", "https://example.org/c"))
    return f"drafts: {state.drafts}, base_url: {state.base_url}"


WEIGHTS: dict[Edit, int] = {
    paragraph: 8,
    heading: 2,
    speech_fact: 8,
    speech_file: 3,
    definition: 2,
    term_fact: 5,
    term_file: 3,
    site: 3,
    article: 1,
    static: 1,
    theme: 1,
    options: 1,
}


def edit(rng: random.Random, state: State) -> str:
    """Some edit, or two at once; says what it did."""
    done = []
    for _ in range(rng.choice((1, 1, 1, 2))):
        (kind,) = rng.choices([*WEIGHTS], [*WEIGHTS.values()])
        done.append(f"{kind.__name__}: {kind(rng, state)}")
    return "; ".join(done)
