"""Industry chains and their nodes as their data file, chains.toml, defines them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from hashlib import blake2b
from importlib.resources import files
from typing import Any

from matchmaker.errors import BadConfiguration
from models.errors import NotFound

FILE = "chains.toml"
# Of records that belong to a chain and to none of its nodes.
NO_NODE = ""
NO_NODE_NAME = "未归节点"
_LISTS = ("ipc", "related", "words")


class Stage(StrEnum):
    """Where in a chain a node stands."""

    UPSTREAM = "上游"
    MIDSTREAM = "中游"
    DOWNSTREAM = "下游"


@dataclass(frozen=True)
class ChainNode:
    """A node: prefixes that settle it, prefixes that suggest it, and words that mark a text."""

    slug: str
    name: str
    stage: Stage
    ipc: tuple[str, ...]
    related: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class Chain:
    """A chain with its nodes from materials to use; tier: 5, 10 or 20, of the programme 51020.

    ipc, related, words: of the chain as a whole. A chain without nodes is not divided yet.
    """

    slug: str
    name: str
    tier: int
    nodes: tuple[ChainNode, ...]
    ipc: tuple[str, ...]
    related: tuple[str, ...]
    words: tuple[str, ...]

    def get_node(self, slug: str) -> ChainNode:
        """Return a node; raise NotFound for a slug that the chain lacks."""
        for node in self.nodes:
            if node.slug == slug:
                return node
        raise NotFound(f"产业链“{self.name}”没有环节“{slug}”。请从产业链页面选择")

    def node_name(self, slug: str) -> str:
        """Return the name of a node, 未归节点 for none."""
        return NO_NODE_NAME if slug == NO_NODE else self.get_node(slug).name


@dataclass(frozen=True)
class Chains:
    """One version of the chains, in the order of the file; source: where they come from."""

    version: str
    source: str
    chains: tuple[Chain, ...]

    @cached_property
    def divided(self) -> tuple[Chain, ...]:
        """The chains that have nodes."""
        return tuple(chain for chain in self.chains if chain.nodes)

    @cached_property
    def digest(self) -> str:
        """What is another where any definition is: records placed by another are placed anew."""
        return blake2b(repr(self.chains).encode(), digest_size=8).hexdigest()

    def get(self, slug: str) -> Chain:
        """Return a chain; raise NotFound for a slug that there is not."""
        for chain in self.chains:
            if chain.slug == slug:
                return chain
        raise NotFound(f"没有产业链“{slug}”。请从产业链页面选择")


def chain_name(slug: str) -> str:
    """Return the name of a chain; a slug that there is no longer stands for itself."""
    return next((one.name for one in load_chains().chains if one.slug == slug), slug)


@cache
def load_chains() -> Chains:
    """Return the bundled chains; raise BadConfiguration where the file is not sound."""
    text = files("matchmaker.data").joinpath(FILE).read_text(encoding="utf-8")
    return make_chains(tomllib.loads(text))


def make_chains(data: Mapping[str, Any]) -> Chains:
    """Return the chains of a file; raise BadConfiguration for what is missing or stands twice."""
    try:
        chains = tuple(_make_chain(entry) for entry in data["chain"])
        version, source = str(data["version"]), str(data["source"])
    except (KeyError, ValueError) as error:
        raise BadConfiguration(f"{FILE} 有误：{error}。请补上这一项，或改用规定的值") from error
    for what, slugs in (
        ("产业链", [chain.slug for chain in chains]),
        ("环节", [node.slug for chain in chains for node in chain.nodes]),
    ):
        twice = sorted({slug for slug in slugs if slugs.count(slug) > 1})
        if twice:
            raise BadConfiguration(
                f"{FILE} 中{what}的代号重复：{'、'.join(twice)}。请改为不同的代号"
            )
    return Chains(version, source, chains)


def _make_chain(entry: Mapping[str, Any]) -> Chain:
    return Chain(
        slug=entry["slug"],
        name=entry["name"],
        tier=entry["tier"],
        nodes=tuple(
            ChainNode(
                slug=node["slug"],
                name=node["name"],
                stage=Stage(node["stage"]),
                **{name: tuple(node.get(name, ())) for name in _LISTS},
            )
            for node in entry.get("node", ())
        ),
        **{name: tuple(entry.get(name, ())) for name in _LISTS},
    )
