"""Numbers of official documents (发文字号): 国办发〔2023〕37号."""

import re

from models.values.text import clean

# Typed with other brackets by whoever has no key for those that stand in print.
_YEAR = re.compile(r"[\[［【(（〔]\s*([0-9]{4})\s*[\]］】)）〕]")


def tidy_document_number(text: str) -> str:
    """Return a number with its year in the brackets of print (GB/T 9704—2012, 7.2.5): 〔2023〕."""
    return _YEAR.sub(r"〔\1〕", clean(text))
