"""Where things are, and what ``site.yaml`` says."""

from pathlib import Path

import generator
from generator import frontmatter
from generator.fields import Fields
from generator.frontmatter import FrontMatter, FrontMatterError
from generator.model import PARTS, Config, Name, Problem, SiteError


def resource(name: str) -> Path:
    """The folder ``themes`` or ``content`` that comes with the program, in a wheel and in a checkout alike."""
    home = Path(generator.__file__).parent
    packed = home / "resources" / name
    return packed if packed.is_dir() else home.parent / name


def read_config(content: Path) -> tuple[Config, list[Problem]]:
    """Read ``site.yaml``. SiteError where there is no archive."""
    path = content / "site.yaml"
    if not content.is_dir():
        raise SiteError(
            f"there is no folder {content}: name an archive by --content, or make one with “yanlu new archive {content}”"
        )
    if not path.is_file():
        raise SiteError(
            f"{content} is no archive: it has no site.yaml (make one with “yanlu new archive DIR”)"
        )
    problems: list[Problem] = []
    try:
        values, lines = frontmatter.read_yaml(path.read_text("utf-8-sig"))
    except (FrontMatterError, UnicodeDecodeError) as error:
        line = error.line if isinstance(error, FrontMatterError) else 1
        return Config(title=content.name), [Problem("site.yaml", line, "error", "bad-yaml", str(error))]
    fields = Fields(FrontMatter(values, lines, "", 1), "site.yaml", problems)
    names = fields.inside("names")
    without = fields.choices("without", PARTS)
    config = Config(
        title=fields.text("title", required=True),
        subtitle=fields.text("subtitle"),
        description=fields.text("description"),
        editor=fields.text("editor"),
        base_url=_base_url(fields),
        script=""
        if fields.values.get("script") == "none"
        else fields.choice("script", ("tw", "hk", "none"), "tw"),
        theme=fields.text("theme") or "default",
        link=fields.choice("link", ("section", "page", "all"), "section"),
        epub=fields.flag("epub"),
        licence=fields.text("licence"),
        people=_names(names, "people"),
        places=_names(names, "places"),
        protected=fields.texts("protected"),
        segment_allow=fields.texts("segment_allow"),
        without=tuple(part for part in PARTS if part in without),
    )
    if names:
        names.done()
    fields.text("script")
    fields.done()
    return config, problems


def slugs_of(config: Config) -> dict[str, str]:
    """People and places that the archive knows → their slugs; an alias, or a name without one, has an empty string."""
    known = [*config.people.items(), *config.places.items()]
    aliases = {
        alias: each.slug if "".join(alias.split()) == name else ""
        for name, each in known
        for alias in each.aliases
        if len(alias) > 1
    }
    return aliases | {name: each.slug for name, each in known if name}


def _base_url(fields: Fields) -> str:
    address = fields.text("base_url")
    if address and not address.startswith(("http://", "https://")):
        fields.report("base_url", "bad-value", f"base_url: “{address}” is no address: expected https://…")
        return ""
    return address.rstrip("/")


def _names(names: Fields | None, key: str) -> dict[str, Name]:
    group = names.inside(key) if names else None
    if group is None:
        return {}
    found = {}
    for name in list(group.values):
        fields = group.inside(name)
        if fields is None:
            continue
        slug = fields.slugs("slug")
        found[name] = Name(slug[0] if slug else "", fields.texts("aliases"))
        fields.done()
    return found
