"""Indexes: every figure on them worked out again from the data by SQL, long ones parted into pages, small archives told apart from silence."""

import contextlib
import random
import re
from collections import Counter
from math import log
from pathlib import Path

import pytest
from lxml import html

from generator.cli import main
from generator.derive.vocabulary import Vocabulary, typical
from generator.model import Slug, Url
from generator.plan import facets, shelves, years
from generator.plan.shelves import Part, Shelf, Split, by_initial, by_letters, shelve
from generator.urls import to_file
from generator.views.shelves import Place
from tests.archives import database, parse, put

PLAIN = "text_status NOT IN ('template', 'composite', 'disputed')"
NAMES = "四风 八项规定 三农 两学一做 五位一体 十二个不准 乡村振兴 脱贫攻坚 放管服 河长制 网格化 双随机 一岗双责 三公经费 最多跑一次 枫桥经验".split()
SLUGS = [f"t{number:02}" for number in range(len(NAMES))]
NEVER, FASHION, LOST, RARE = 15, 6, 7, 14
"""A term that no speech uses, one that belongs to 2019, one that nobody uses from 2018 on, one too rare for its absence to tell."""
YEARS = {2012: 3, 2015: 16, 2016: 14, 2018: 15, 2019: 18, 2020: 4}
"""Speeches of each; 2013, 2014 and 2017 are missing."""
PEOPLE = {"高启明": "县委书记", "梁晓秋": "县长", "单一民": "县纪委书记", "解青": "县长"}


def speech(rng: random.Random, number: int, year: int | None) -> tuple[str, str]:
    """Name and text of a file."""
    person = rng.choice(list(PEOPLE))
    head = [f"title: 在第{number}次会上的讲话", f"speakers: [{{name: {person}, office: {PEOPLE[person]}}}]"]
    if year:
        month = rng.choice((1, 3, 3, 11))
        head.append(f"date: {year}" + ("" if number % 9 == 0 else f"-{month:02}-{rng.randint(1, 28):02}"))
    if number % 3 == 0:
        head.append(f"meeting: {year or ''}全县大会")
    head.append(f"place: {rng.choice(('石桥县', '白水县'))}")
    head.append(
        f"text_status: {rng.choice(('record', 'record', 'record', 'unknown', 'template', 'disputed'))}"
    )
    head.append(f"genre: {rng.choice(('speech', 'communiqué'))}")
    used = [rng.choice(NAMES[:FASHION]) for _ in range(rng.randint(2, 6))]
    used += [NAMES[FASHION]] * (rng.randint(1, 3) if year == 2019 else int(rng.random() < 0.06))
    used += [NAMES[LOST]] * (rng.randint(0, 3) if year and year < 2018 else 0)
    used += [rng.choice(NAMES[8:RARE])] if number % 4 == 0 else []
    used += [NAMES[RARE]] * (number in (1, 2, 3, 4, 5, 20, 21, 22))
    sentences = "".join(f"这一年我们把{name}的事情又往前做了一步。" for name in used)
    body = "\n".join(["---", *head, "---", "", "同志们：", "", sentences, ""])
    return f"speeches/{year or 'undated'}-{number:03}.md", body


def archive() -> dict[str, str]:
    """Seventy speeches, sixteen terms, gaps among the years, texts that are no plain records."""
    rng = random.Random(20)
    files = {"site.yaml": "title: 试录\nbase_url: https://example.org/shilu/\nscript: null\n"}
    for slug, name in zip(SLUGS, NAMES, strict=True):
        category = ("作风", "农村")[int(slug[1:]) % 2]
        files[f"glossary/{slug}.md"] = f"---\nterm: {name}\ncategory: {category}\n---\n\n{name}是一项工作。\n"
    years = [year for year, number in YEARS.items() for _ in range(number)] + [None, None]
    files.update(speech(rng, number, year) for number, year in enumerate(years))
    return files


def built(home: Path) -> Path:
    """The site of the archive, every link of which the build has followed."""
    put(home / "content", archive())
    with contextlib.chdir(home):
        assert main(["build", "--jobs", "1"]) == 0
    return home / "build"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site of the archive; every list fits on a page."""
    return built(tmp_path_factory.mktemp("indexes"))


@pytest.fixture(scope="module")
def narrow(tmp_path_factory):
    """The same with room for six rows on a page."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shelves, "ROOM", 6)
        return built(tmp_path_factory.mktemp("narrow"))


@pytest.fixture(scope="module")
def lettered(tmp_path_factory):
    """The same where an index of four lines is a long one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(facets, "_PARTED", 4)
        return built(tmp_path_factory.mktemp("lettered"))


@pytest.fixture(scope="module")
def base(site):
    """The data of the site."""
    return database(site)


def page(site: Path, url: str) -> html.HtmlElement:
    """A page of the site as a tree."""
    return parse(site / to_file(Url(url)))


def numbers(text: str) -> list[int]:
    """The numbers in a text, thousands joined."""
    return [int(found) for found in re.findall(r"\d+", text.replace(",", ""))]


def words(node: html.HtmlElement) -> str:
    """The text of a node, blanks squeezed."""
    return " ".join(node.text_content().split())


def slug_of(link: html.HtmlElement) -> str:
    return str(link.get("href")).rstrip("/").split("/")[-1]


# ------------------------------------------------------------------------------------------------- figures on the pages


def test_frequency_is_what_the_data_say(site, base):
    """Uses and speeches of each term in plain records, the most frequent first; the unused stand last and are all there."""
    tree = page(site, "/terms/by/frequency/")
    shown = []
    for row in tree.xpath("//ol[@class='ranked']/li"):
        uses, speeches = numbers(row.xpath("string(span[@class='ranked-count'])"))
        shown.append((slug_of(row.xpath(".//a")[0]), uses, speeches))
    expected = base.execute(
        f"SELECT term, count(*), count(DISTINCT speech) FROM mentions JOIN speeches ON speech = id WHERE {PLAIN} GROUP BY term"
    ).fetchall()
    assert sorted(shown) == sorted(expected)
    assert [uses for _, uses, _ in shown] == sorted((uses for _, uses, _ in shown), reverse=True)
    unused = [slug_of(link) for link in tree.xpath("//li[@class='unused']/a")]
    assert sorted([*unused, *(slug for slug, *_ in shown)]) == SLUGS
    assert SLUGS[NEVER] in unused
    assert numbers(words(tree.xpath("//p[@class='facts-line']")[0])) == [len(NAMES)]


@pytest.mark.parametrize(
    ("tab", "counted", "undated", "said"),
    [
        ("/terms/", "1", "0", ("全部", "", "也在内")),
        ("/terms/by/number/", "1", "0", ("全部", "", "也在内")),
        ("/terms/by/category/", "1", "0", ("全部", "", "也在内")),
        ("/terms/by/first/", PLAIN, f"{PLAIN} AND year = 'undated'", ("", "也在内", "不计")),
        ("/terms/by/frequency/", PLAIN, f"{PLAIN} AND year = 'undated'", ("", "也在内", "不计")),
        (
            "/terms/by/year/",
            f"{PLAIN} AND year != 'undated'",
            f"{PLAIN} AND year = 'undated'",
            ("有年份", "不计", "不计"),
        ),
    ],
)
def test_each_order_says_what_it_counts(site, base, tab, counted, undated, said):
    """The numbers of sibling tabs differ; each says in words on how many texts it rests, and which it leaves out or takes in."""
    [[number, without, other]] = base.execute(
        f"SELECT sum({counted}), sum({undated}), sum(NOT {PLAIN}) FROM speeches"
    )
    line = words(page(site, tab).xpath("//p[@class='status']")[0])
    first, *rest = (part for part in line.split("。") if "篇" in part)
    assert numbers(first) == [number]
    assert said[0] in first
    if without:
        assert numbers(rest[0]) == [without]
        assert said[1] in rest.pop(0)
    assert "日期不详" not in "".join(rest)
    assert numbers(rest[0]) == [other]
    assert said[2] in rest[0]


def test_the_matrix_is_what_the_data_say(site, base):
    """Each square's number is the uses of that year; a year without plain records is hatched, and no cell of it bears a number."""
    tree = page(site, "/terms/by/year/")
    [table] = tree.xpath("//table[contains(@class, 'matrix')]")
    heads = table.xpath("thead/tr/th")
    years = [numbers(words(head))[0] for head in heads[1:-1]]
    assert years == list(range(min(YEARS), max(YEARS) + 1))
    assert all(head.get("scope") == "col" for head in heads)
    expected = {
        (slug, int(year)): uses
        for slug, year, uses in base.execute(
            f"SELECT term, year, count(*) FROM mentions JOIN speeches ON speech = id WHERE {PLAIN} AND year != 'undated' GROUP BY term, year"
        )
    }
    shown = {}
    gaps = {year for year, head in zip(years, heads[1:-1], strict=True) if head.get("class") == "gap"}
    for row in table.xpath("tbody/tr[td]"):
        [name] = row.xpath("th[@scope='row']")
        cells = row.xpath("td")
        for year, cell in zip(years, cells[:-1], strict=True):
            assert (cell.get("class") == "gap") == (year in gaps)
            if cell.text_content():
                shown[slug_of(name.xpath("a")[0]), year] = int(cell.text_content())
                assert re.fullmatch("d[1-4]", cell.get("class"))
        assert int(cells[-1].text_content()) == sum(
            n for (slug, _), n in expected.items() if slug == slug_of(name.xpath("a")[0])
        )
    assert shown == expected
    held = {
        int(y) for (y,) in base.execute(f"SELECT DISTINCT year FROM speeches WHERE {PLAIN}") if y != "undated"
    }
    assert gaps == set(years) - held
    outside = {slug_of(link) for link in tree.xpath("//li[@class='unused']/a")}
    assert outside == set(SLUGS) - {slug for slug, _ in expected}


def test_depths_rise_with_the_numbers(site):
    """The depths begin in equal steps of the logarithm, as the legend says, and each square has the depth of its number."""
    tree = page(site, "/terms/by/year/")
    legend = [numbers(words(node))[0] for node in tree.xpath("//span[@class='depth']")]
    assert legend == sorted(set(legend))
    most = max(int(cell.text_content()) for cell in tree.xpath("//td[span]"))
    assert legend == [round(most ** (step / 4)) for step in range(4)]
    for cell in tree.xpath("//td[span]"):
        depth, uses = int(cell.get("class")[1]), int(cell.text_content())
        assert depth == sum(least <= uses for least in legend)


def test_first_years_are_those_of_the_table(site, base):
    """Each used term stands under its first year, the others under the reason why they have none."""
    tree = page(site, "/terms/by/first/")
    shown = {
        slug_of(link): group.xpath("string(h2/@id)").removeprefix("first-")
        for group in tree.xpath("//section[@class='group']")
        for link in group.xpath(".//li/a")
    }
    for slug, first, mentions in base.execute("SELECT slug, first_year, mentions FROM terms"):
        if first:
            assert shown[slug] == first
        else:
            assert shown[slug] == (
                "unused" if mentions == "0" else "left-out" if shown[slug] == "left-out" else "undated"
            )
    assert shown[SLUGS[NEVER]] == "unused"


def test_terms_stand_under_their_numerals(site):
    """一 to 十, 两 and 双 under 二, what counts more, and what has no numeral at its head."""
    tree = page(site, "/terms/by/number/")
    shown = {
        group.xpath("string(h2)"): {link.text for link in group.xpath(".//li/a")}
        for group in tree.xpath("//section[@class='group']")
    }
    assert list(shown) == ["一", "二", "三", "四", "五", "八", "十以上", "其他"]
    assert shown["二"] == {"两学一做", "双随机"}
    assert shown["十以上"] == {"十二个不准"}
    assert "最多跑一次" in shown["其他"]


def test_the_line_of_years(site, base):
    """Speeches and characters of each year; years without any are named, and so is what their silence means."""
    tree = page(site, "/years/")
    held = {}
    for row in tree.xpath("//ol[@class='timeline']/li[.//dl]"):
        speeches, characters = (numbers(words(n))[0] for n in row.xpath(".//span[@class='size-n']"))
        held[row.xpath("string(p[@class='year'])")] = (speeches, characters)
    expected = {
        year: (speeches, characters)
        for year, speeches, characters in base.execute(
            "SELECT year, count(*), sum(characters) FROM speeches WHERE year != 'undated' GROUP BY year"
        )
    }
    assert held == expected
    gaps = [words(row) for row in tree.xpath("//li[@class='empty']")]
    assert [gap.split()[0] for gap in gaps] == ["2013–14", "2017"]
    assert "无讲话入藏" in gaps[0]
    assert numbers(words(tree.xpath("//p[@class='status']")[0])) == [3]


def likelihood(here: int, size: int, there: int, rest: int) -> float:
    """Dunning's G², written out once more; negative where it is rarer here."""
    expected = [(here + there) * part / (size + rest) for part in (size, rest)]
    value = 2 * sum(o * log(o / e) for o, e in zip((here, there), expected, strict=True) if o)
    return value if here * rest >= there * size else -value


def counted(base, where: str) -> tuple[int, int, dict[str, tuple[int, int]]]:
    """Records, characters, and uses and speeches of each term in the plain records of a part of the archive."""
    [[records, characters]] = base.execute(
        f"SELECT count(*), coalesce(sum(characters), 0) FROM speeches WHERE {PLAIN} AND {where}"
    )
    uses = base.execute(
        f"SELECT term, count(*), count(DISTINCT speech) FROM mentions JOIN speeches ON speech = id WHERE {PLAIN} AND {where} GROUP BY term"
    )
    return records, characters, {term: (n, speeches) for term, n, speeches in uses}


def expected_typical(base, where: str, rest: str) -> dict[str, tuple[int, int, float, float]]:
    """Uses, speeches and both densities of the terms that are typical, after the rule that the page states."""
    records, size, here = counted(base, where)
    others, size_rest, there = counted(base, rest)
    if records < 5 or others < 5:
        return {}
    return {
        term: (n, speeches, 10_000 * n / size, 10_000 * there.get(term, (0, 0))[0] / size_rest)
        for term, (n, speeches) in here.items()
        if n >= 3
        and speeches >= 2
        and n / size >= 1.5 * there.get(term, (0, 0))[0] / size_rest
        and likelihood(n, size, there.get(term, (0, 0))[0], size_rest) >= 10.83
    }


def years_of(base, term: str) -> list[int]:
    """The years whose plain records use a term."""
    found = base.execute(
        f"SELECT DISTINCT year FROM mentions JOIN speeches ON speech = id WHERE {PLAIN} AND year != 'undated' AND term = ?",
        [term],
    )
    return sorted(int(year) for (year,) in found)


def shown_typical(tree) -> dict[str, tuple[int, ...]]:
    return {
        slug_of(row.xpath(".//a")[0]): tuple(numbers(row.xpath("string(.//span[@class='n'])")))
        for row in tree.xpath("//section[@aria-labelledby='typical']//ol/li")
    }


@pytest.mark.parametrize("year", YEARS)
def test_what_is_said_of_a_year(site, base, year):
    """New, typical and gone of each year, found again by SQL; of a year with few records nothing is said, and why."""
    tree = page(site, f"/years/{year}/")
    records, _, here = counted(base, f"year = '{year}'")
    [[left_out]] = base.execute(f"SELECT count(*) FROM speeches WHERE NOT {PLAIN} AND year = '{year}'")
    assert any(str(left_out) in words(note) for note in tree.xpath("//p[@class='status']")) == bool(left_out)

    new = {slug for slug, _ in base.execute(f"SELECT slug, term FROM terms WHERE first_year = '{year}'")}
    shown_new = {slug_of(a) for a in tree.xpath("//section[@aria-labelledby='new']//li/a")}
    assert shown_new == (set() if year == min(YEARS) else new)

    typical = expected_typical(base, f"year = '{year}'", f"year NOT IN ('{year}', 'undated')")
    assert shown_typical(tree) == {term: row[:2] for term, row in typical.items()}
    for row in tree.xpath("//section[@aria-labelledby='typical']//ol/li"):
        *_, rate, there = typical[slug_of(row.xpath(".//a")[0])]
        measure = [
            float(n) for n in re.findall(r"[\d.]+", row.xpath("string(p[@class='measure'])").replace(",", ""))
        ]
        assert measure[-2 if there else -1 :] == pytest.approx([rate, there] if there else [rate], rel=0.07)
        if there:
            times = rate / there
            assert measure[0] == (round(times) if times >= 3 else round(times, 1))
            assert ".0倍" not in row.text_content()
    said = words(tree.xpath("//section[@aria-labelledby='typical']")[0])
    assert ("不足五篇" in said) == (records < 5)
    assert str(records) in said

    enough = [y for y in YEARS if counted(base, f"year = '{y}'")[0] >= 5]
    _, before, then = counted(base, f"year < '{year}'")
    _, since, now = counted(base, f"year >= '{year}' AND year != 'undated'")
    gone = {}
    for term, (n, _) in then.items():
        used = years_of(base, term)
        is_quiet = likelihood(0, since, n, before) <= -10.83
        if (
            term not in now
            and min((y for y in enough if y > used[-1]), default=0) == year
            and n >= 5
            and is_quiet
        ):
            gone[term] = (n, len(used), used[-1])
    shown_gone = {
        slug_of(row.xpath("p[1]/a")[0]): tuple(numbers(row.xpath("string(p[@class='measure'])")))
        for row in tree.xpath("//section[@aria-labelledby='gone']//li")
    }
    assert shown_gone == {term: row for term, row in gone.items() if row[1] >= 2}
    assert (SLUGS[LOST] in shown_gone) == (year == 2018)
    assert SLUGS[RARE] not in shown_gone
    assert not here.keys() & shown_gone.keys()


def test_the_planted_terms_are_found(site):
    """The term of 2019 is typical of it and of no other year."""
    found = {year: shown_typical(page(site, f"/years/{year}/")) for year in YEARS}
    assert [year for year in YEARS if SLUGS[FASHION] in found[year]] == [2019]


def test_a_rare_term_is_not_gone(base):
    """The test above would not tell if the rare term were missing for want of uses or of years."""
    _, _, then = counted(base, "year < '2018'")
    assert then[SLUGS[RARE]][0] >= 5
    assert len(years_of(base, SLUGS[RARE])) >= 2
    assert max(years_of(base, SLUGS[RARE])) < 2018


@pytest.mark.parametrize(
    ("url", "column", "value"),
    [("/places/shiqiao-xian/", "place", "石桥县"), ("/speakers/gao-qiming/", "speakers", "高启明"), ("/offices/xianzhang/", "offices", "县长"), ("/genres/communique/", "genre", "communiqué")],
)  # fmt: skip
def test_what_is_said_of_a_facet(site, base, url, column, value):
    """Speeches, years and typical terms of a speaker, office, place and genre, found again by SQL."""
    found = sorted((site / url.split("/")[1]).glob("*/index.html"))
    tree = next(t for t in map(parse, found) if t.xpath("string(//h1)") in (value, "公报"))
    where = f"{column} = '{value}'"
    expected = {id for (id,) in base.execute(f"SELECT id FROM speeches WHERE {where}")}
    assert {slug_of(a) for a in tree.xpath("//p[@class='line-title']/a")} == expected
    assert numbers(words(tree.xpath("//p[@class='facts-line']")[0]))[-1] == len(expected)
    years = {
        item.xpath("string(span[@class='y'])"): numbers(item.xpath("string(svg)") or "0")
        for item in tree.xpath("//ol[contains(@class, 'strip')]/li")
    }
    held = dict(
        base.execute(f"SELECT year, count(*) FROM speeches WHERE {where} AND year != 'undated' GROUP BY year")
    )
    assert {year: n[0] for year, n in years.items() if n and n[0]} == held
    typical = expected_typical(base, where, f"NOT ({where})")
    assert shown_typical(tree) == {term: row[:2] for term, row in typical.items()}


def test_an_office_joins_its_speakers(site, base):
    """Two people who held one office stand on its page, each with the number of speeches."""
    [tree] = [
        t for t in map(parse, (site / "offices").glob("*/index.html")) if t.xpath("string(//h1)") == "县长"
    ]
    shown = dict(
        zip(
            tree.xpath("//p[@class='related']/a/text()"),
            map(int, tree.xpath("//p[@class='related']/span[@class='n']/text()")),
            strict=True,
        )
    )
    assert shown == dict(
        base.execute("SELECT speakers, count(*) FROM speeches WHERE offices = '县长' GROUP BY speakers")
    )


def test_a_meeting_is_shown_as_it_was_held(site, base):
    """Its texts in the order of their dates, each with who spoke."""
    [tree] = [
        t
        for t in map(parse, (site / "meetings").glob("*/index.html"))
        if t.xpath("string(//h1)") == "2019全县大会"
    ]
    shown = [
        (slug_of(row.xpath("p[@class='line-title']/a")[0]), row.xpath("string(p[@class='turn-who']/a)"))
        for row in tree.xpath("//ol[@class='turns']/li")
    ]
    expected = base.execute(
        "SELECT id, offices || ' ' || speakers FROM speeches WHERE meeting = '2019全县大会'"
    ).fetchall()
    assert shown == expected
    assert len(shown) > 3
    assert len(tree.xpath("//section[@class='session']")) == 1


# ---------------------------------------------------------------------------------------------------------- long lists


def below(site: Path, url: str) -> dict[str, list[str]]:
    """Pages of a shelf, from its first one down the ways: address to the things that stand there."""
    found: dict[str, list[str]] = {}
    waiting = [url]
    while waiting:
        here = waiting.pop(0)
        tree = page(site, here)
        ways = [a.get("href") for a in tree.xpath("//ul[@class='ways']//p[@class='way-name']/a")]
        waiting += [resolve(here, way) for way in ways]
        found[here] = [
            slug_of(a)
            for a in tree.xpath(
                "//p[@class='line-title']/a | //div[@class='groups']//li//a | //table[contains(@class, 'matrix')]//tbody//th/a"
            )
        ]
    return found


def resolve(here: str, link: str) -> str:
    """The address that a relative link leads to."""
    parts = [part for part in here.split("/") if part]
    for part in link.split("/"):
        if part == "..":
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/" + "/".join(parts) + "/"


@pytest.mark.parametrize(
    "url",
    ["/terms/", "/terms/by/number/", "/terms/by/category/", "/terms/by/first/", "/terms/by/frequency/", "/terms/by/year/", "/speeches/", "/years/2019/", "/years/undated/"],
)  # fmt: skip
def test_a_long_list_is_parted_and_whole(site, narrow, url):
    """Every row stands on one page of the shelf, once, with at most so many others as there is room for."""
    short, parted = below(site, url), below(narrow, url)
    rows = [row for found in short.values() for row in found]
    assert len(short) == 1
    assert Counter(row for found in parted.values() for row in found) == Counter(rows)
    room = 9 if url.endswith("/year/") else 6  # a row of nine years weighs less than one with a definition
    assert all(len(found) <= room for found in parted.values())
    assert (len(parted) > 1) == (len(rows) > room)


def test_a_long_list_says_what_is_in_each_year(narrow, base):
    """How many, of whom most, and the two newest: as the data have it; bars in proportion to the longest."""
    rows = page(narrow, "/speeches/").xpath("//li[@class='way']")
    assert len(rows) == len(YEARS) + 1
    widths = {}
    for row in rows:
        label = words(row.xpath("p[@class='way-name']")[0])
        year = "undated" if label == "日期不详" else label.removesuffix("年")
        held = base.execute(
            "SELECT id, speakers FROM speeches WHERE year = ? ORDER BY rowid", [year]
        ).fetchall()
        assert numbers(words(row.xpath(".//span[@class='size-n']")[0])) == [len(held)]
        widths[len(held)] = float(row.xpath(".//svg//@width")[0])
        counts = Counter(speaker for _, speaker in held)
        shown = {
            words(span.find("a")): numbers(words(span)) for span in row.xpath("p[@class='way-who']/span[a]")
        }
        assert shown == ({name: [n] for name, n in counts.items()} if len(counts) > 1 else {})
        newest = [slug_of(a) for a in row.xpath("ul[@class='way-newest']//a")]
        ids = [id for id, _ in held]
        assert newest == (ids[:2] if year == "undated" else ids[:-3:-1])
    assert widths == {n: pytest.approx(100 * n / max(YEARS.values()), abs=0.06) for n in widths}


def test_a_long_index_has_letters_to_jump_to(lettered):
    """People by initials in the order by pinyin, each once, every letter in the row of jumps; those with most speeches named first."""
    tree = page(lettered, "/speakers/")
    jumps = tree.xpath("//nav[@class='letters']//a")
    slugs = [slug_of(a) for a in tree.xpath("//section[@class='group']//p[@class='facet-name']/a")]
    assert slugs == sorted(slugs)
    assert [words(a) for a in jumps] == [*dict.fromkeys(slug[0].upper() for slug in slugs)]
    assert [a.get("href") for a in jumps] == [
        f"#{id}" for id in tree.xpath("//section[@class='group']/h2/@id")
    ]
    named = [words(p) for p in tree.xpath("//section[@class='group']//p[@class='facet-name']")]
    assert sorted(named) == sorted(PEOPLE)
    most = [numbers(words(n))[0] for n in tree.xpath("//p[@class='way-who']//span[@class='n']")]
    assert len(most) == len(PEOPLE)
    assert most == sorted(most, reverse=True)


def test_a_long_index_of_meetings_goes_by_years(lettered):
    """The latest year first, a meeting under the last in which it was held; a year that the heading says is not said again."""
    tree = page(lettered, "/meetings/")
    labels = [words(h) for h in tree.xpath("//section[@class='group']/h2")]
    assert labels == [f"{year}年" for year in sorted(YEARS, reverse=True)]
    assert labels == [words(a) for a in tree.xpath("//nav[@class='letters']//a")]
    for section in tree.xpath("//section[@class='group']"):
        label = words(section.find("h2")).removesuffix("年")
        assert [words(p) for p in section.xpath(".//p[@class='facet-name']")] == [f"{label}全县大会"]
        assert len(section.xpath(".//p[@class='facet-facts']/span")) == 1


def test_addresses_say_what_they_hold(narrow):
    """A year by months, a facet by years and months, terms by letters and ranges: no running number."""
    for url in (
        "/years/2019/03/",
        "/years/2019/undated/",
        "/terms/by/pinyin/s/",
        "/terms/by/number/other/",
        "/terms/by/frequency/0/",
        "/genres/communique/2019/",
        "/genres/communique/undated/",
    ):
        assert (narrow / to_file(Url(url))).is_file(), url
    title = page(narrow, "/genres/communique/2019/").xpath("string(//h1)")
    assert title == "公报，2019年"


def test_neighbours_on_a_shelf(narrow):
    """A page leads to the groups before and behind it, to all beside it, and up."""
    tree = page(narrow, "/years/2019/03/")
    assert tree.xpath("string(//h1)") == "2019年3月"
    ups = [resolve("/years/2019/03/", a.get("href")) for a in tree.xpath("//nav[@class='above']//a")]
    assert ups == ["/years/2019/"]
    [previous], [following] = (tree.xpath(f"//a[@rel='{rel}']") for rel in ("prev", "next"))
    assert resolve("/years/2019/03/", previous.get("href")) == "/years/2019/01/"
    assert resolve("/years/2019/03/", following.get("href")) == "/years/2019/11/"
    assert tree.xpath("//nav[@class='letters']//a[@aria-current='page']/text()") == ["2019年3月"]


def test_the_pages_of_a_shelf_are_in_the_sitemap(narrow):
    """The build names every page of a shelf to machines, too."""
    assert "https://example.org/shilu/years/2019/03/" in (narrow / "sitemap.xml").read_text("utf-8")


# ------------------------------------------------------------------------------------------------------------ the shelf


def _word(word: str) -> str:
    return word


def shelf_of(words_: list[str], room: float) -> list[Shelf[str]]:
    splits: list[Split[str]] = [by_initial(_word), by_letters(_word)]
    return list(shelve(Url("/w/"), "词", sorted(words_), splits, room))


def test_a_short_list_stands_on_one_page():
    """Groups on the page, no pages below it, nothing beside it."""
    [only] = shelf_of(["ba", "bo", "ce", "0x"], room=4)
    assert [(part.label, part.rows) for part in only.parts] == [
        ("#", ("0x",)),
        ("B", ("ba", "bo")),
        ("C", ("ce",)),
    ]
    assert (only.url, only.pages, only.place) == ("/w/", (), Place())


def test_letters_part_what_begins_alike():
    """However long the common beginning is, the pages come to an end, and no name of a device of Windows is an address."""
    some = shelf_of([f"cong{letter}" for letter in "abcdef"] + ["con", "b"], room=3)
    assert [shelf.url for shelf in some][:3] == ["/w/", "/w/b/", "/w/c/"]
    assert "/w/c/con-1/" in {shelf.url for shelf in some}
    leaves = [shelf for shelf in some if not shelf.pages]
    assert sorted(row for leaf in leaves for row in leaf.rows) == sorted(
        [*(f"cong{x}" for x in "abcdef"), "con", "b"]
    )


def test_rows_that_nothing_tells_apart_stand_together():
    """A group that cannot be parted is one page, however long."""
    splits = [Split[str]("none", lambda rows: [Part("all", "全部", tuple(rows))])]
    [only] = shelve(Url("/w/"), "词", ["a"] * 9, splits, room=3)
    assert len(only.rows) == 9


def test_heavy_rows_take_more_room():
    """What a page holds is measured by weight, not by number."""
    by_first: list[Split[str]] = [by_initial(_word)]
    assert len(list(shelve(Url("/w/"), "词", ["a", "b"], by_first, room=2))) == 1
    assert len(list(shelve(Url("/w/"), "词", ["a", "b"], by_first, room=2, weigh=lambda _: 1.5))) == 3


# -------------------------------------------------------------------------------------------------------- small archives


SMALL = {
    "site.yaml": "title: 试录\nscript: null\n",
    "glossary/sifeng.md": "---\nterm: 四风\n---\n\n作风。\n",
    "glossary/baxiang.md": "---\nterm: 八项规定\n---\n\n规定。\n",
    "glossary/liangxin-zuzhi.md": "---\nterm: 两新\ncategory: 基层党建\n---\n\n组织。\n",
    "glossary/liangxin-jianshe.md": "---\nterm: 两新\ncategory: 经济\nscope: 石桥县\n---\n\n建设。\n",
    "glossary/liangxin-renwu.md": "---\nterm: 两新\ncategory: 经济\n---\n\n人物。\n",
    "speeches/2015-a.md": "---\ntitle: 甲\ndate: 2015-01-02\nplace: 石桥县\ntext_status: template\n---\n\n落实四风。\n",
    "speeches/2018-b.md": "---\ntitle: 乙\ndate: 2018-01-02\nplace: 石桥县\n---\n\n四风和[[两新#liangxin-zuzhi]]。\n",
    "speeches/2018-c.md": "---\ntitle: 丙\ndate: 2018-02-02\ntext_status: disputed\n---\n\n落实四风。\n",
    "speeches/2019-d.md": "---\ntitle: 丁\ndate: 2019-01-02\nplace: 石桥县\n---\n\n八项规定和[[两新#liangxin-jianshe]]。\n",
}
"""A template in the year before the first that counts, and a label of three senses, one of which no speech uses."""


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The site of it."""
    home = tmp_path_factory.mktemp("small")
    put(home / "content", SMALL)
    with contextlib.chdir(home):
        assert main(["build", "--jobs", "1"]) == 0
    return home / "build"


def test_the_first_year_is_the_first_that_counts(small):
    """A year that holds templates only begins nothing; of the first that counts all is new, so nothing is called so."""
    line = page(small, "/years/")
    said = {
        row.xpath("string(p[@class='year'])"): words(row)
        for row in line.xpath("//ol[@class='timeline']/li[.//dl]")
    }
    assert {year: "自此年始" in text for year, text in said.items()} == {
        "2015": False,
        "2018": True,
        "2019": False,
    }
    assert "首见" not in said["2015"] + said["2018"]
    assert "八项规定" in said["2019"]
    assert {
        year: "从这一年开始" in words(page(small, f"/years/{year}/").xpath("//main")[0]) for year in said
    } == {"2015": False, "2018": True, "2019": False}
    only_template = page(small, "/years/2015/")
    assert "该年没有可计入的讲话" in words(only_template.xpath("//main")[0])
    assert not only_template.xpath("//section[@aria-labelledby='new' or @aria-labelledby='typical']")
    assert "八项规定" in words(page(small, "/years/2019/").xpath("//section[@aria-labelledby='new']")[0])


def test_senses_are_told_apart_in_lists(small):
    """Where a label has several senses, every list says which one it is: by its place, else by its category."""
    first, second = "两新（基层党建）", "两新（石桥县）"
    for url in ("/", "/years/2018/", "/places/shiqiao-xian/"):
        assert first in words(page(small, url).xpath("//main")[0]), url
    for url in ("/", "/years/", "/years/2019/", "/places/shiqiao-xian/"):
        assert second in words(page(small, url).xpath("//main")[0]), url
    unused = page(small, "/terms/by/year/").xpath("//section[@aria-labelledby='unused']//a/text()")
    assert unused == ["两新（经济）"]
    lists = "//*[contains(@class, 'counts') or @class='cloud' or @class='new-terms']//a/text()"
    for file in [small / "index.html", *small.glob("years/**/*.html"), *small.glob("places/**/*.html")]:
        assert "两新" not in parse(file).xpath(lists), file


def test_senses_that_share_a_category(tmp_path):
    """A place alone, a category alone, both where neither suffices; an open sense says that it is open."""
    files = {
        "speeches/a.md": "---\ntitle: 甲\n---\n\n[[两新#liangxin-a]]，[[两新#liangxin-b]]，[[两新#liangxin-c]]，以及两新。\n"
    }
    for slug, place, category in (("a", "石桥县", "党建"), ("b", "石桥县", "经济"), ("c", "", "党建")):
        files[f"glossary/liangxin-{slug}.md"] = (
            f"---\nterm: 两新\ncategory: {category}\n" + f"scope: {place}\n" * bool(place) + "---\n\n释义。\n"
        )
    put(tmp_path / "content", {"site.yaml": "title: 试录\nscript: null\n", **files})
    with contextlib.chdir(tmp_path):
        assert main(["build", "--jobs", "1"]) == 0
    shown = page(tmp_path / "build", "/").xpath("//ul[@class='cloud']//a/text()")
    assert sorted(shown) == sorted(
        ["两新（石桥县，党建）", "两新（石桥县，经济）", "两新（党建）", "两新（义项未定）"]
    )


def test_a_list_that_counts_templates_says_so(small):
    """Uses in all the texts of a year stand beside those that count: the list says how many texts are the difference."""
    told = {
        url: [numbers(words(note)) for note in page(small, url).xpath("//section[starts-with(@aria-labelledby, 'terms-')]//p[@class='note']")]
        for url in ("/years/2018/", "/years/2019/", "/places/shiqiao-xian/")
    }  # fmt: skip
    assert told == {"/years/2018/": [[1]], "/years/2019/": [], "/places/shiqiao-xian/": [[1]]}


def test_an_archive_of_templates_only(tmp_path):
    """Where nothing counts no page speaks of a first use, a first year or what is typical; each year says why."""
    files = {name: text for name, text in SMALL.items() if not name.startswith("speeches")}
    files |= {
        f"speeches/{year}-{n}.md": f"---\ntitle: 范文{n}\ndate: {year}\ntext_status: template\n---\n\n落实四风。\n"
        for year in (2019, 2021)
        for n in range(6)
    }
    put(tmp_path / "content", files)
    with contextlib.chdir(tmp_path):
        assert main(["build", "--jobs", "1"]) == 0
    for url in ("/years/", "/years/2019/", "/years/2021/", "/"):
        text = words(page(tmp_path / "build", url).xpath("//main")[0])
        assert not re.search("自此年始|从这一年开始|本档首见|多用的词条|从此不再用", text), url
    for year in (2019, 2021):
        text = words(page(tmp_path / "build", f"/years/{year}/").xpath("//main")[0])
        assert "该年没有可计入的讲话" in text
        assert "6篇是范文" in text


@pytest.mark.parametrize(
    ("value", "shown"),
    [(1.5, "1.5"), (1.96, "2"), (2.04, "2"), (2.44, "2.4"), (2.96, "3"), (3.4, "3"), (9.6, "10"), (1234, "1,234")],
)  # fmt: skip
def test_how_many_times(value, shown):
    """Whole numbers from three on, one decimal below, and none that says nothing."""
    assert years._times(value) == shown


def test_what_nobody_would_notice_is_not_typical():
    """In a large archive a term that is denser by a tenth is so beyond chance; it is typical only from half as much again on."""
    whole = Vocabulary(100, 2_000_000, {Slug("a"): 3300, Slug("b"): 4000}, {Slug("a"): 90, Slug("b"): 90})
    here = Vocabulary(50, 1_000_000, {Slug("a"): 1800, Slug("b"): 2400}, {Slug("a"): 45, Slug("b"): 45})
    assert likelihood(1800, 1_000_000, 1500, 1_000_000) > 10.83
    assert [one.term for one in typical(here, whole, {Slug("a"), Slug("b")})] == ["b"]


def test_the_program_says_no_formal_record():
    """Texts of unknown standing count, too: no word of the interface calls them formal records."""
    catalogue = (Path(shelves.__file__).parents[2] / "themes/default/labels/zh-Hans.yaml").read_text("utf-8")
    of_indexes = re.findall(r"^(?:no_record|gap_|not_in|more_not|numbers|about|too_few|nothing|first_year).*$", catalogue, re.M)  # fmt: skip
    assert len(of_indexes) > 15
    assert not [line for line in of_indexes if "正式记录" in line]


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"speeches/a.md": "---\ntitle: 无日期\n---\n\n落实四风。\n"},
        {"glossary/sifeng.md": "---\nterm: 四风\n---\n\n作风。\n"},
        {
            "glossary/sifeng.md": "---\nterm: 四风\n---\n\n作风。\n",
            "speeches/a.md": "---\ntitle: 范文\ndate: 2020\ntext_status: template\n---\n\n落实四风。\n",
        },
    ],
    ids=["nothing", "an undated speech", "a term", "a template"],
)
def test_the_smallest_archives(tmp_path, files):
    """No speech, no term, no dated speech, no plain record: every index is there and says so."""
    put(tmp_path / "content", {"site.yaml": "title: 试录\n", **files})
    with contextlib.chdir(tmp_path):
        assert main(["build", "--jobs", "1"]) == 0
    for url in (
        "/terms/",
        "/terms/by/first/",
        "/terms/by/frequency/",
        "/terms/by/year/",
        "/years/",
        "/speeches/",
    ):
        tree = page(tmp_path / "build", url)
        assert tree.xpath("string(//h1)")
    assert "还没有一个词条" in words(page(tmp_path / "build", "/terms/by/year/"))
    if "speeches/a.md" in files and len(files) == 2:
        first = page(tmp_path / "build", "/terms/by/first/")
        assert first.xpath("//h2/@id") == ["first-left-out"]
