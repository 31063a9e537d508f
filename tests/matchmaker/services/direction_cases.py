"""A stock with owners in parts and firms with several demands, for questions in any direction."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session, select

from ingest.pipeline import ParseOptions
from matchmaker.jobs.imports import run_import
from matchmaker.matching.algorithms import get_algorithm
from matchmaker.matching.index import MatchIndex, Recipe
from matchmaker.matching.rank import Ranking, rank
from matchmaker.matching.store import load_index
from matchmaker.services import indexing
from matchmaker.services.desk import Desk
from matchmaker.services.edits import get_patent
from matchmaker.services.ranking import RankOptions, invited, make_rank_occasion
from matchmaker.services.stock import (
    StockDemand,
    StockPatent,
    load_demands,
    load_offers,
    load_patents,
    make_offers,
)
from models.demand import Demand
from models.enums import ImportKind
from tests.conftest import NOW
from tests.factories import DEMANDS, PATENTS, number, write_demands, write_patents
from tests.kept import fill_once

SEGMENTER = "rjieba"
MORE_PATENTS = (
    (
        "一种轧辊裂纹激光熔覆用送粉头",
        "202110000005",
        "武汉纺织大学",
        "2021-05-09",
        "B23K26/34",
        "本发明公开了一种轧辊裂纹激光熔覆用送粉头，送粉均匀，用于修复轧辊表面裂纹。",
        "湖北省武汉市江夏区阳光大道1号",
        "授权",
    ),
    (
        "一种轧辊裂纹的超声检测方法",
        "202110000006",
        "武汉科技学院机电学院",
        "2021-06-10",
        "G01N29/04",
        "本发明公开了一种轧辊裂纹的超声检测方法，用超声探头发现轧辊表面的裂纹。",
        "湖北省武汉市江夏区阳光大道1号",
        "授权",
    ),
    (
        "一种电池包产气检测装置",
        "202110000007",
        "武汉大学;武汉纺织大学",
        "2021-07-11",
        "H01M10/48",
        "本发明公开了一种电池包产气检测装置，用于热失控的提前预警。",
        "湖北省武汉市武昌区珞珈山",
        "授权",
    ),
)
MORE_DEMANDS = (
    (
        "X-3",
        "武汉轧机制造有限公司",
        "武汉",
        "轧辊裂纹的发现",
        "轧辊表面的裂纹肉眼看不见，想用超声检测及早发现。",
    ),
    ("X-4", "黄石钢铁有限公司", "黄石", "激光熔覆送粉", "激光熔覆时送粉不匀，需要更好的送粉头。"),
)
ROLL, SCAR, DEAD, ALIVE, HEAD, PROBE, GAS = (number(row[1]) for row in (*PATENTS, *MORE_PATENTS))
OPTIONS = RankOptions(
    as_of=date(2024, 6, 1), province="420000", algorithm=get_algorithm("blend-v1")
)


@dataclass(frozen=True)
class Stocked:
    """A database that is filled, and the folder of its index."""

    session: Session
    folder: Path

    @property
    def index(self) -> MatchIndex:
        return load_index(self.folder)

    @property
    def desk(self) -> Desk:
        return Desk(self.index, load_offers(self.session))

    @property
    def patents(self) -> list[StockPatent]:
        return load_patents(self.session)

    @property
    def demands(self) -> list[StockDemand]:
        return load_demands(self.session)

    def rank_all(self, options: RankOptions = OPTIONS) -> list[Ranking]:
        """Rank the patents that may be offered for all demands that may be shown, together."""
        index, occasion = self.index, make_rank_occasion(options)
        offers = make_offers(self.patents)
        return rank(
            index,
            [demand.doc for demand in invited(self.demands, occasion)[0]],
            offers.mask(index, occasion)[0],
            options.algorithm,
            len(index),
            offers.facts(index, options.as_of),
        )

    def patent_id(self, patent: str) -> int:
        return get_patent(self.session, patent).id or 0

    def demand(self, named: str) -> Demand:
        statement = select(Demand).where(Demand.demand_number == named)
        return self.session.exec(statement).one()

    def change_patent(self, patent: str, **values: object) -> None:
        self._change(get_patent(self.session, patent), values)

    def change_demand(self, named: str, **values: object) -> None:
        self._change(self.demand(named), values)

    def _change(self, record: object, values: dict[str, object]) -> None:
        for name, value in values.items():
            setattr(record, name, value)
        self.session.add(record)
        self.session.commit()


def make_stocked(engine: Engine, session: Session, folder: Path) -> Stocked:
    """Import the patents and demands and build the index."""
    index = folder / "index"

    def fill() -> None:
        patents = write_patents(folder / "p.csv", (*PATENTS, *MORE_PATENTS))
        demands = write_demands(folder / "d.csv", (*DEMANDS, *MORE_DEMANDS))
        run_import(engine, patents, ParseOptions(ImportKind.PATENTS), NOW)
        run_import(engine, demands, ParseOptions(ImportKind.DEMANDS), NOW)
        indexing.build(session, index, Recipe(SEGMENTER, OPTIONS.algorithm.scheme))
        # Nothing may hold the database while it is copied.
        session.rollback()

    fill_once(__name__, engine, index, fill)
    return Stocked(session, index)
