"""Errors of whole files; a bad row is no error but a refusal (ingest.types.Refusal)."""

from models.errors import MatchmakerError


class SourceError(MatchmakerError):
    """A file cannot be read at all.

    file: its name; place: the sheet, row or line, empty where the whole file is meant.
    """

    def __init__(self, file: str, reason: str, remedy: str, place: str = "") -> None:
        where = f"文件“{file}”" + (f"（{place}）" if place else "")
        super().__init__(f"{where}：{reason}。{remedy}")
        self.file = file
        self.place = place
        self.reason = reason
        self.remedy = remedy
