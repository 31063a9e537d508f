"""The token streams that an index is made of: words, and single and paired characters."""

from matchmaker.text.normalise import is_figure, is_han, normalise, script_runs
from matchmaker.text.segment import Segment
from matchmaker.text.stopwords import stop_words

MAX_LATIN_LENGTH = 24


def word_tokens(text: str, segment: Segment) -> list[str]:
    """Return the words of two characters or more that are neither boilerplate nor figures."""
    stops = stop_words()
    tokens: list[str] = []
    for run in script_runs(normalise(text)):
        if is_han(run):
            tokens.extend(w for w in segment(run) if len(w) > 1 and w not in stops)
        elif not is_figure(run) and 1 < len(run) <= MAX_LATIN_LENGTH and run not in stops:
            tokens.append(run)
    return tokens


def character_tokens(text: str) -> list[str]:
    """Return every Han character, every pair of neighbours, and the Latin words.

    Characters bridge wordings that share no word (防锈 / 锈蚀); figures are left out, since a
    firm's numbers say nothing of which patent it needs.
    """
    tokens: list[str] = []
    for run in script_runs(normalise(text)):
        if is_han(run):
            tokens.extend(run)
            tokens.extend(run[i : i + 2] for i in range(len(run) - 1))
        elif not is_figure(run) and len(run) <= MAX_LATIN_LENGTH:
            tokens.append(run)
    return tokens


def single_tokens(text: str) -> list[str]:
    """Return every Han character, and the Latin words."""
    return [token for token in character_tokens(text) if len(token) == 1 or not is_han(token)]


def pair_tokens(text: str) -> list[str]:
    """Return every pair of neighbouring Han characters, and the Latin words."""
    return [token for token in character_tokens(text) if len(token) > 1 or not is_han(token)]


def tokens_of(text: str, stream: str, segment: Segment) -> list[str]:
    """Return the tokens of a stream by its name; segment: for the words."""
    if stream == "words":
        return word_tokens(text, segment)
    return {"characters": character_tokens, "singles": single_tokens, "pairs": pair_tokens}[stream](
        text
    )
