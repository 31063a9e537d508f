"""What a platform's sheets look like: as an office has described it, or as it comes along."""

from dataclasses import dataclass
from importlib.resources import files

from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.exchange.platform import Platform, read_platform
from matchmaker.services.ledger.report_templates import put_template
from matchmaker.services.list_hands import Author
from models.queries import report_templates as template_queries
from models.report_template import PLATFORMS, ReportKind, ReportTemplate

PREFIX = "exchange_"
# Every platform, by the short name that addresses and commands have for it.
BY_SLUG = {kind.value.removeprefix(PREFIX): kind for kind in PLATFORMS}


@dataclass(frozen=True)
class Described:
    """A platform as it is in force; own: the description of the office, None for the bundled one.

    content: the file itself; fault: why the office's own cannot be used, and then platform is that
    of the bundled one.
    """

    kind: ReportKind
    platform: Platform
    content: bytes
    own: ReportTemplate | None
    fault: str = ""

    @property
    def slug(self) -> str:
        """The short name."""
        return self.kind.value.removeprefix(PREFIX)


def find_kind(slug: str) -> ReportKind:
    """Return the platform of a short name or a name; raise BadQuery, naming those there are."""
    named = {kind.label: kind for kind in PLATFORMS}
    found = BY_SLUG.get(slug) or named.get(slug)
    if found is None:
        known = "、".join(f"{short}（{kind.label}）" for short, kind in BY_SLUG.items())
        raise BadQuery(f"没有平台“{slug}”。可选：{known}")
    return found


def load_platform(session: Session, kind: ReportKind) -> Described:
    """Return a platform as it is in force.

    Raises BadQuery where the office's own description names a field that there is no longer.
    """
    own = template_queries.newest_template(session, kind)
    name = f"{kind.label}.toml" if own is None else own.file_name
    content = bundled_description(kind) if own is None else own.content
    return Described(kind, read_platform(name, content), content, own)


def view_platform(session: Session, kind: ReportKind) -> Described:
    """Return a platform to be looked at, also where the office's own description has a fault."""
    try:
        return load_platform(session, kind)
    except BadQuery as error:
        bundled = bundled_description(kind)
        own = template_queries.newest_template(session, kind)
        return Described(kind, read_platform(kind.label, bundled), bundled, own, str(error))


def view_platforms(session: Session) -> list[Described]:
    """Return all platforms to be looked at."""
    return [view_platform(session, kind) for kind in PLATFORMS]


def bundled_description(kind: ReportKind) -> bytes:
    """Return the description that comes along."""
    folder = files("matchmaker.data").joinpath("exchange_platforms")
    return folder.joinpath(f"{kind.value}.toml").read_bytes()


def put_description(
    session: Session, kind: ReportKind, file: tuple[str, bytes], author: Author
) -> Platform:
    """Check a description and put it in force; file: its name and content; raise BadQuery."""
    name, content = file
    platform = read_platform(name, content)
    put_template(session, kind, (name, content), "", author)
    return platform


def restore_description(session: Session, kind: ReportKind, author: Author) -> None:
    """Go back to the description that comes along."""
    put_template(session, kind, ("系统自带", b""), "", author)
