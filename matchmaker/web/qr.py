"""Codes that a telephone reads from the screen, drawn into the page."""

import segno
from markupsafe import Markup


def qr_drawing(text: str, label: str) -> Markup:
    """Return a drawing of a code that holds a text; label: what it is, for who does not see it."""
    # segno writes paths and escapes the title; nothing of the text stands in the drawing.
    drawn = segno.make_qr(text, error="m").svg_inline(border=2, omitsize=True, title=label)
    return Markup(drawn)  # noqa: S704
