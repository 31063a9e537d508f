"""Errors of whole files; a bad row is no error but a refusal (ingest.types.Refusal)."""

from models.errors import MatchmakerError


class SourceError(MatchmakerError):
    """A file cannot be read at all.

    file: its name; place: the sheet, row or line, empty where the whole file is meant.
    """

    def __init__(self, file: str, reason: str, remedy: str, place: str = "") -> None:
        self.file = printable_name(file)
        where = f"文件“{self.file}”" + (f"（{place}）" if place else "")
        super().__init__(f"{where}：{reason}。{remedy}")
        self.place = place
        self.reason = reason
        self.remedy = remedy

    def __reduce__(self) -> tuple[type["SourceError"], tuple[str, str, str, str]]:
        """Pickle by what it was made of: it may come from another process."""
        return SourceError, (self.file, self.reason, self.remedy, self.place)


def printable_name(name: str) -> str:
    """Return a file's name as it can be shown and stored; old archives bring names in GBK."""
    content = name.encode("utf-8", "surrogateescape")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("gb18030", "replace")
