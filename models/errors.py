"""Root of every error that the service raises on purpose.

MatchmakerError
├── InvalidValue          a text is not a value of its type (a cell, an option)
├── NotFound              a record that was asked for does not exist
├── Conflict              a request contradicts what is stored
├── ingest.errors         SourceError and what belongs to files
└── matchmaker.errors     BadConfiguration, BadQuery, DatabaseUnavailable, IndexMissing,
                          IndexDamaged, BackupDamaged, NotSignedIn, Forbidden,
                          TooManyRequests, PreconditionFailed, StorageFull
"""


class MatchmakerError(Exception):
    """An error whose text, in Chinese, says what is wrong and what to do."""


class InvalidValue(MatchmakerError):
    """A text does not denote a value of its type.

    value: the text as it was given; reason: what is wrong; remedy: what to write instead.
    """

    def __init__(self, value: str, reason: str, remedy: str) -> None:
        super().__init__(f"{reason}：“{value}”。{remedy}")
        self.value = value
        self.reason = reason
        self.remedy = remedy


class NotFound(MatchmakerError):
    """A record that was asked for does not exist."""


class Conflict(MatchmakerError):
    """A request contradicts what is already stored."""
