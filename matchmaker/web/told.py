"""What a form says of what was wrong with it."""

from models.errors import InvalidValue, MatchmakerError


def told(error: MatchmakerError) -> str:
    """Return what is wrong and what to do; the value itself stands in the form already."""
    if isinstance(error, InvalidValue):
        return f"{error.reason}。{error.remedy}"
    return str(error)
