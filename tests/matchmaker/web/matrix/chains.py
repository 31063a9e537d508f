"""Industry chains: whoever organises or oversees the campaign looks at them."""

from tests.matchmaker.web.matrix.rules import OFFICE, Call, Rule, anyone

_AT, _PAGES = "/api/v1/chains", "/office/chains"


def _reads(path: str) -> Rule:
    return anyone(lambda w, s: Call("GET", path), OFFICE)


RULES: dict[str, Rule] = {
    "list_chains": _reads(_AT),
    "get_chain": _reads(f"{_AT}/laser"),
    "list_chain_patents": _reads(f"{_AT}/laser/patents?node=laser-machining"),
    "list_chain_demands": _reads(f"{_AT}/laser/demands"),
    "GET /office/chains": _reads(_PAGES),
    "GET /office/chains/{chain}": _reads(f"{_PAGES}/laser"),
    "GET /office/chains/{chain}/{node}": _reads(f"{_PAGES}/laser/-?show=demands"),
}
