"""Industry chains as they are looked at: supply, demand and gaps node by node."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from matchmaker.access.viewer import Viewer
from matchmaker.industry.chains import NO_NODE, NO_NODE_NAME, Chain, load_chains
from matchmaker.services.kin import load_kin
from matchmaker.services.organisation_names import body_labels
from matchmaker.services.visible_demands import seer_of
from models.queries import chains as chain_queries
from models.queries.chains import Spot, Supply
from models.queries.visible import Seer

NO_PATENTS, NO_DEMANDS, NOTHING = "有需求无专利", "有专利无需求", "供需皆无"


@dataclass(frozen=True)
class NodeRow:
    """A node, slug "" for 未归节点; patents: not dead; demands: those that the viewer sees in full.

    firms: with such a demand or a patent; gap: what it lacks, empty for nothing.
    """

    slug: str
    name: str
    stage: str
    patents: int
    demands: int
    firms: int
    gap: str


@dataclass(frozen=True)
class ChainRow:
    """A chain with its nodes, 未归节点 last; of a chain without nodes there are none.

    patents, demands, firms: of all its nodes together.
    """

    slug: str
    name: str
    tier: int
    nodes: tuple[NodeRow, ...]
    patents: int
    demands: int
    firms: int

    def lacking(self, gap: str) -> list[NodeRow]:
        """Return the nodes that lack something: one of NO_PATENTS, NO_DEMANDS, NOTHING."""
        return [node for node in self.nodes if node.gap == gap]


@dataclass(frozen=True)
class FirmRow:
    """A firm of a node; demands, patents: how many of its own lie there."""

    id: int
    name: str
    city: str
    demands: int
    patents: int


@dataclass(frozen=True)
class ChainsView:
    """All chains; placed_at: when records were placed last, None before the first time.

    undivided: names of the chains without nodes; waiting: patents that are not placed as they are.
    """

    version: str
    source: str
    rows: tuple[ChainRow, ...]
    undivided: tuple[str, ...]
    placed_at: datetime | None
    waiting: int


def view_chains(session: Session, viewer: Viewer, supply: Supply) -> ChainsView:
    """Return supply and demand of all chains that have nodes; supply: as the caller keeps it."""
    chains = load_chains()
    run = chain_queries.newest_run(session)
    demanding = chain_queries.demanding(session, seer_for(session, viewer))
    return ChainsView(
        version=chains.version,
        source=chains.source,
        rows=tuple(_row(chain, supply, demanding) for chain in chains.divided),
        undivided=tuple(chain.name for chain in chains.chains if not chain.nodes),
        placed_at=run.made_at if run else None,
        waiting=supply.waiting,
    )


def view_chain(session: Session, viewer: Viewer, supply: Supply, slug: str) -> ChainRow:
    """Return supply and demand of a chain; raise NotFound."""
    chain = load_chains().get(slug)
    return _row(chain, supply, chain_queries.demanding(session, seer_for(session, viewer)))


def find_spot(slug: str, node: str) -> tuple[Chain, str]:
    """Return a chain and the name of a node of it; raise NotFound for what there is not."""
    chain = load_chains().get(slug)
    return chain, chain.node_name(node)


def view_firms(session: Session, viewer: Viewer, spot: Spot) -> list[FirmRow]:
    """Return the firms of a node, those with most demands first, then with most patents."""
    own = chain_queries.owners_at(session, spot)
    asking: dict[int, int] = {}
    for _, firm in chain_queries.demanding(session, seer_for(session, viewer)).get(spot, []):
        asking[firm] = asking.get(firm, 0) + 1
    labels = body_labels(session, own.keys() | asking.keys())
    rows = [
        FirmRow(
            known, labels[known].name, labels[known].city, asking.get(known, 0), own.get(known, 0)
        )
        for known in labels
    ]
    return sorted(rows, key=lambda row: (-row.demands, -row.patents, row.id))


def seer_for(session: Session, viewer: Viewer) -> Seer:
    """Return who looks, as queries of demands take it."""
    return seer_of(viewer, load_kin(session))


def _row(
    chain: Chain, supply: Supply, demanding: Mapping[Spot, Sequence[tuple[int, int]]]
) -> ChainRow:
    nodes, firms = [], set[int]()
    named = [(node.slug, node.name, node.stage.value) for node in chain.nodes]
    for slug, name, stage in (*named, (NO_NODE, NO_NODE_NAME, "")):
        spot = chain.slug, slug
        demands = demanding.get(spot, ())
        here = supply.owners.get(spot, frozenset()) | {firm for _, firm in demands}
        firms |= here
        count = supply.patents.get(spot, 0)
        gap = _gap(count, len(demands)) if slug != NO_NODE else ""
        nodes.append(NodeRow(slug, name, stage, count, len(demands), len(here), gap))
    return ChainRow(
        slug=chain.slug,
        name=chain.name,
        tier=chain.tier,
        nodes=tuple(nodes),
        patents=sum(node.patents for node in nodes),
        demands=sum(node.demands for node in nodes),
        firms=len(firms),
    )


def _gap(patents: int, demands: int) -> str:
    if patents and demands:
        return ""
    if demands:
        return NO_PATENTS
    return NO_DEMANDS if patents else NOTHING
