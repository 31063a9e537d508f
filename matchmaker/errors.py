"""Errors of the service that are neither a value's nor a file's."""

from models.errors import MatchmakerError


class BadConfiguration(MatchmakerError):
    """A setting or a data file says something that cannot be used."""


class DatabaseUnavailable(MatchmakerError):
    """The database does not answer."""


class IndexMissing(MatchmakerError):
    """No index has been built yet."""


class IndexDamaged(MatchmakerError):
    """The index on disk is incomplete or was altered."""


class BadQuery(MatchmakerError):
    """A request names an option or a record that makes no sense."""


class BackupDamaged(MatchmakerError):
    """A backup is incomplete or was altered."""


class StorageFull(MatchmakerError):
    """What was sent could not be written to disk."""


class TooBusy(MatchmakerError):
    """More is asked at once than can be answered in time."""


class NotSignedIn(MatchmakerError):
    """Nobody known asks for something that is not for everybody."""


class Forbidden(MatchmakerError):
    """Whoever asks may not do this."""


class TooManyRequests(MatchmakerError):
    """Whoever asks has asked too often; wait_seconds: how long to wait."""

    def __init__(self, message: str, wait_seconds: int) -> None:
        super().__init__(message)
        self.wait_seconds = wait_seconds


class PreconditionFailed(MatchmakerError):
    """What is to be changed is no longer what whoever changes it has read."""
