"""Every peer of the benchmark finds what it is asked for."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from matchmaker.matching.algorithms import DEFAULT_ALGORITHM, get_algorithm
from matchmaker.matching.index import Recipe, build_index
from matchmaker.matching.types import DemandDoc, PatentDoc
from scripts.benchmarks.peers.base import Peer
from scripts.benchmarks.peers.bm25s import Bm25s
from scripts.benchmarks.peers.fts5 import Fts5
from scripts.benchmarks.peers.jieba_tfidf import JiebaTfidf
from scripts.benchmarks.peers.sparse_dot_topn import nearest_of_all
from scripts.benchmarks.peers.tantivy import Tantivy
from scripts.benchmarks.steps import MEASURE, Job, start
from scripts.benchmarks.stock import Stock

TEXTS = [
    "锂离子电池正极材料\n一种高镍三元正极材料的包覆方法，提高循环寿命",
    "船舶靠泊测距装置\n激光雷达测量船体与码头距离，夜间显示并报警",
    "水下光学探头防附着\n紫外灯与超声振动抑制生物附着，延长免维护周期",
    "数控机床主轴热误差补偿\n温度传感器采集主轴温升，神经网络预测热误差",
    "稻谷烘干塔节能控制\n热泵回收余热，按含水率调节风量",
]
OTHERS = ["污水处理厂曝气量控制", "织物染色色差检测"]
MAKERS: dict[str, Callable[[Path, ExitStack], Peer]] = {
    "jieba_tfidf": lambda folder, stack: JiebaTfidf(),
    "bm25s": lambda folder, stack: Bm25s(),
    "tantivy": lambda folder, stack: Tantivy(folder / "index"),
    "fts5": lambda folder, stack: stack.enter_context(closing(Fts5(folder / "stock.db"))),
}


@pytest.fixture(params=MAKERS)
def peer(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Peer]:
    with ExitStack() as stack:
        yield MAKERS[request.param](tmp_path, stack)


def test_an_exact_copy_is_found_first(peer: Peer) -> None:
    peer.index(TEXTS)
    assert [found[0] for found in peer.search(TEXTS, 3)] == [0, 1, 2, 3, 4]


def test_a_new_index_takes_the_place_of_the_one_before(peer: Peer) -> None:
    peer.index(TEXTS)
    peer.index([*OTHERS, TEXTS[3]])
    assert [found[0] for found in peer.search([TEXTS[3], OTHERS[1]], 2)] == [2, 1]


def test_no_more_than_the_wanted_number_is_found(peer: Peer) -> None:
    peer.index([f"{text}，装置" for text in TEXTS])
    assert [len(found) for found in peer.search(["电池与船舶、探头、机床、烘干"] * 2, 2)] == [2, 2]


def test_our_own_vectors_find_an_exact_copy_first() -> None:
    parted = [text.split("\n") for text in TEXTS]
    patents = [PatentDoc(i, title, body) for i, (title, body) in enumerate(parted)]
    demands = [DemandDoc(i, title, body) for i, (title, body) in enumerate(parted)]
    scheme = get_algorithm(DEFAULT_ALGORITHM).scheme
    index = build_index(patents, [], {"other": "其他"}, Recipe("rjieba", scheme))
    found = nearest_of_all(index, demands, 2)
    assert [rows[0] for rows in found] == [0, 1, 2, 3, 4]
    assert [len(rows) for rows in found] == [2] * 5


@pytest.mark.parametrize(
    ("module", "index_share", "search_share", "latencies"),
    [
        ("jieba_tfidf", 0.4, 0.4, 0),
        ("bm25s", 1.0, 1.0, 1),
        ("tantivy", 1.0, 1.0, 1),
        ("fts5", 1.0, 0.2, 1),
    ],
)
def test_a_peer_is_measured_in_a_process_of_its_own(
    module: str, index_share: float, search_share: float, latencies: int, tmp_path: Path
) -> None:
    stock = Stock(tmp_path)
    stock.texts.write_text(json.dumps({"patents": TEXTS, "demands": TEXTS}), encoding="utf-8")
    findings = start(f"peers.{module}", MEASURE, Job(stock, 3, 0.4, 1))
    assert [(figure.task, figure.runs, figure.share) for figure in findings.figures] == [
        ("index", 1, index_share),
        ("retrieval", 1, search_share),
    ]
    assert [latency.questions for latency in findings.latencies] == [3] * latencies
    assert None not in [figure.peak_mb for figure in findings.figures]
