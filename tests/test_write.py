"""Writing: all or nothing, only into a folder of our own, and through no symbolic link."""

import os
from pathlib import Path

import pytest

from generator.links import broken, broken_in, leads
from generator.model import SiteError, Url
from generator.write import Output
from tests.archives import put, tree


def publish(folder: Path, **files: str) -> Output:
    """Write a site; names have two underscores for a stroke."""
    with Output(folder) as out:
        for name, text in files.items():
            out.add(Url("/" + name.replace("__", "/").replace("_html", ".html")), text.encode())
        out.publish()
    return out


def test_what_differs_is_written_and_what_no_page_owns_goes(tmp_path):
    """The second build writes one file, removes one, and leaves the third alone."""
    site = tmp_path / "build"
    publish(site, a="1", b__c="2", d__e="3")
    before = (site / "a").stat().st_ino
    out = publish(site, a="1", b__c="9")
    assert (out.written, out.removed) == (1, 1)
    assert (site / "a").stat().st_ino == before
    assert {name: data for name, data in tree(site).items() if name != ".yanlu.json"} == {
        "a": b"1",
        "b/c": b"9",
    }
    assert not (site / "d").exists()


def test_nothing_changes_without_publish(tmp_path):
    """Leaving before the end, by an error too, leaves the old site and no staging."""
    site = tmp_path / "build"
    publish(site, a="1")
    before = tree(site)

    def fail() -> None:
        with Output(site) as out:
            out.add(Url("/a"), b"2")
            out.add(Url("/n"), b"2")
            raise SiteError("no")

    with pytest.raises(SiteError, match="no"):
        fail()
    assert tree(site) == before


@pytest.mark.parametrize(
    "process", ["99999999", "0x", str(os.getpid())], ids=["gone", "nonsense", "the-same-number"]
)
def test_what_a_killed_build_left_is_finished(tmp_path, process):
    """Staged files of a build that was killed are swept, half of its files put right; in a container it had our own number."""
    site = tmp_path / "build"
    publish(site, a="1", b="1")
    put(site, {f".yanlu-staging-{process}/0": "half", "a": "2"})
    publish(site, a="2", b="2")
    assert {name: data for name, data in tree(site).items() if name != ".yanlu.json"} == {
        "a": b"2",
        "b": b"2",
    }


def test_what_others_put_into_the_site_stays(tmp_path):
    """A file that the program never made is left alone, beside those that it removes."""
    site = tmp_path / "build"
    publish(site, a="1", b__c="2")
    put(site, {"b/mine": "x"})
    publish(site, a="1")
    assert {name: data for name, data in tree(site).items() if name != ".yanlu.json"} == {
        "a": b"1",
        "b/mine": b"x",
    }


@pytest.mark.parametrize(
    "manifest",
    ["", "[]", '{"files": ["../away/a", "/etc/hostname", 3, "..", ""]}'],
    ids=["empty", "list", "outside"],
)
def test_a_manifest_is_not_believed(tmp_path, manifest):
    """A damaged list of files removes nothing outside the folder."""
    site, away = tmp_path / "build", put(tmp_path / "away", {"a": "x"})
    publish(site, a="1", b="2")
    put(site, {".yanlu.json": manifest})
    publish(site, a="1")
    assert tree(away) == {"a": b"x"}
    assert (site / "a").read_bytes() == b"1"


@pytest.mark.parametrize(
    "files", [{"a.txt": "x"}, {".git/HEAD": "x"}, {"index.html": "x"}], ids=["text", "git", "page"]
)
def test_a_foreign_folder_is_refused(tmp_path, files):
    """A folder with files of somebody else stays as it is."""
    put(tmp_path, files)
    with pytest.raises(SiteError, match="holds files that yanlu did not make"):
        Output(tmp_path)
    assert tree(tmp_path) == {name: data.encode() for name, data in files.items()}


def test_a_link_and_a_file_are_refused(tmp_path):
    """The output may be neither a symbolic link nor a file."""
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to("there")
    (tmp_path / "file").write_text("x")
    with pytest.raises(SiteError, match="is a symbolic link"):
        Output(tmp_path / "link")
    with pytest.raises(SiteError, match="is a file"):
        Output(tmp_path / "file")
    assert not list((tmp_path / "there").iterdir())


@pytest.mark.parametrize("change", [False, True], ids=["same", "changed"])
def test_links_in_the_site_are_replaced_not_followed(tmp_path, change):
    """A folder or file of the site that somebody made a link: the site is whole afterwards, what it led to untouched."""
    site, away = tmp_path / "build", tmp_path / "away"
    publish(site, a="1", b__c="2", b__d="3")
    put(away, {"a": "1", "b/c": "2", "b/d": "3", "b/other": "mine"})
    (site / "a").unlink()
    (site / "a").symlink_to(away / "a")
    for name in ("c", "d"):
        (site / "b" / name).unlink()
    (site / "b").rmdir()
    (site / "b").symlink_to(away / "b")
    before = tree(away)
    publish(site, a="1", b__c="9" if change else "2", b__d="3")
    assert tree(away) == before
    found = {name: data for name, data in tree(site).items() if name != ".yanlu.json"}
    assert found == {"a": b"1", "b/c": b"9" if change else b"2", "b/d": b"3"}
    assert not any(path.is_symlink() for path in site.rglob("*"))


def test_files_become_folders_and_folders_files(tmp_path):
    """An address that was a page may become a folder, and the other way round."""
    site = tmp_path / "build"
    publish(site, a="1", b__c="2")
    publish(site, a__x="1", b="2")
    assert {name: data for name, data in tree(site).items() if name != ".yanlu.json"} == {
        "a/x": b"1",
        "b": b"2",
    }


def test_two_files_cannot_share_an_address(tmp_path):
    """The second one with an address is refused; so is one that would stand where a folder must be."""
    with Output(tmp_path / "build") as out:
        out.add(Url("/a"), b"1")
        with pytest.raises(SiteError, match="two files of the site have the address /a"):
            out.add(Url("/a"), b"1")


@pytest.mark.parametrize("url", ["/../a", "/a/../../b", "//etc", "/a\\b", "a"])
def test_no_address_leaves_the_folder(tmp_path, url):
    """Nothing is staged for an address that leads out."""
    with Output(tmp_path / "build") as out, pytest.raises(SiteError, match="leaves the site"):
        out.add(Url(url), b"x")
    assert {path.name for path in tmp_path.iterdir()} == {"build"}


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ("../b/", ""),
        ("../b/#there", ""),
        ("../b/?q=1#there", ""),
        ("#here", ""),
        ("./", ""),
        ("../style.css?1", ""),
        ("../", ""),
        ("../..", "“../..” leads to no page"),
        ("../c/", "“../c/” leads to no page"),
        ("../../b/", "“../../b/” leads to no page"),
        ("/b/", "“/b/” leads to no page"),
        ("../b/#nowhere", "“../b/#nowhere” leads to no place in that page"),
        ("#nowhere", "“#nowhere” leads to no place in that page"),
        ("../b", "“../b” leads to no page"),
    ],
)
def test_broken_links(link, reason):
    """Page, link and reason of every link that leads nowhere."""
    data = {
        "/a/": f'<a id="here" href="{link}">',
        "/b/": '<p id="there">',
        "/": "",
    }
    files = ["index.html", "a/index.html", "b/index.html", "style.css"]
    of = {url: leads(Url(url), text.encode()) for url, text in data.items()}
    for found in (
        broken(map(Url, data), files, of.__getitem__, lambda url: data[url].encode()),
        broken_in([Url("/a/")], files, of.__getitem__, lambda url: data[url].encode()),
    ):
        assert list(found) == ([f"/a/: {reason}"] if reason else [])
