"""Links of README and docs lead somewhere, and docs/README.md lists every file of docs."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = sorted((ROOT / "docs").glob("*.md"))
INDEX = ROOT / "docs" / "README.md"
FENCED = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"`[^`\n]*`")
LINK = re.compile(r"\[[^\[\]]*\]\(([^()\s]+)\)")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)


def anchors(text: str) -> set[str]:
    """The anchors that GitHub gives the headings of a text."""
    found: dict[str, int] = {}
    for heading in HEADING.findall(FENCED.sub("", text)):
        slug = re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
        found[slug] = found.get(slug, 0) + 1
    return {f"{slug}-{n}" if n else slug for slug, times in found.items() for n in range(times)}


def links(text: str) -> list[str]:
    return LINK.findall(CODE.sub("``", FENCED.sub("", text)))


def is_broken(path: Path, link: str) -> bool:
    """Whether a link of the file at path leads nowhere; addresses of other hosts are not asked."""
    if re.match(r"https?://", link):
        return False
    file, _, anchor = link.partition("#")
    target = path.parent / file if file else path
    if not target.resolve().is_relative_to(ROOT) or not target.exists():
        return True
    return bool(anchor) and anchor not in anchors(target.read_text(encoding="utf-8"))


def test_anchors_are_those_of_github() -> None:
    text = "# A `b`, c-d_e: 专利（F）\n\n```bash\n# no heading\n```\n\n## Twice\n\n## Twice\n"
    assert anchors(text) == {"a-b-c-d_e-专利f", "twice", "twice-1"}


def test_links_in_code_are_none() -> None:
    text = "[a](b.md) `[c](d.md)` ![e](f.png)\n\n```\n[g](h.md)\n```\n"
    assert links(text) == ["b.md", "f.png"]


@pytest.mark.parametrize("link", ["gone.md", "#gone", "webhooks.md#gone", "../../elsewhere"])
def test_a_broken_link_is_found(link: str) -> None:
    assert is_broken(INDEX, link)


@pytest.mark.parametrize("path", [ROOT / "README.md", *DOCS], ids=lambda path: path.stem)
def test_every_link_leads_somewhere(path: Path) -> None:
    found = links(path.read_text(encoding="utf-8"))
    assert [link for link in found if is_broken(path, link)] == []


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.stem)
def test_every_file_begins_with_a_title_and_what_it_tells(path: Path) -> None:
    begin = re.match(r"# \S.*\n\n\w[^|]+?[.;]\n\n", path.read_text(encoding="utf-8"))
    assert begin is not None


def test_every_file_has_one_line_in_the_index_under_its_title() -> None:
    listed = re.findall(
        r"^- \[(.+?)\]\((.+?)\): \S", INDEX.read_text(encoding="utf-8"), re.MULTILINE
    )
    titles = {path.name: path.read_text(encoding="utf-8").partition("\n")[0] for path in DOCS}
    del titles[INDEX.name]
    assert sorted((file, f"# {title}") for title, file in listed) == sorted(titles.items())
