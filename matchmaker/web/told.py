"""What a form says of what was wrong with it."""

from models.errors import InvalidValue, MatchmakerError

# Of more, the text is not easily found among others that were typed.
LONGEST_VALUE = 40


def told(error: MatchmakerError) -> str:
    """Return what is wrong and what to do; a short value is named: a form has many."""
    if not isinstance(error, InvalidValue):
        return str(error)
    value = error.value.strip()
    is_named = 0 < len(value) <= LONGEST_VALUE and value not in error.reason
    return (
        f"{error.reason}：“{value}”。{error.remedy}"
        if is_named
        else f"{error.reason}。{error.remedy}"
    )
