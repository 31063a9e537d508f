"""Errors of the service that are neither a value's nor a file's."""

from models.errors import MatchmakerError


class BadConfiguration(MatchmakerError):
    """A setting or a data file says something that cannot be used."""


class IndexMissing(MatchmakerError):
    """No index has been built yet."""


class IndexDamaged(MatchmakerError):
    """The index on disk is incomplete or was altered."""


class BadQuery(MatchmakerError):
    """A request names an option or a record that makes no sense."""


class BackupDamaged(MatchmakerError):
    """A backup is incomplete or was altered."""
