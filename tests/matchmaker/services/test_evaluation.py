import csv
import re
import subprocess
import sys

import pytest

from ingest.errors import SourceError
from matchmaker.errors import BadQuery
from matchmaker.matching.algorithms import ALGORITHMS, get_algorithm
from matchmaker.matching.metrics import Quality, evaluate, group_by_demand
from matchmaker.matching.types import DemandDoc
from matchmaker.services.evaluation import evaluate_algorithm
from matchmaker.services.judged_files import JudgedPair, read_demands, read_pairs, write_scores

ALGORITHM = get_algorithm("tfidf-v1")
DEMANDS = """demand_id,title,content
d1,锂电池隔膜耐热性提升,"现有隔膜在热失控时收缩，
需要陶瓷涂覆隔膜"
d2,北斗终端抗干扰,船用北斗导航定位易受干扰
"""
PAIRS = """demand_id,supply_id,supply_title,relevance
d1,s1,锂离子 电池 陶瓷 涂覆 隔膜,4
d1,s2,锂离子 电池 正极 材料,3
d1,s3,北斗 导航 抗干扰 天线,1
d1,s4,猪瘟 疫苗 制备 方法,1
d1,s5,轧辊 裂纹 激光 修复,1
d2,s3,北斗 导航 抗干扰 天线,4
d2,s1,锂离子 电池 陶瓷 涂覆 隔膜,1
d2,s4,猪瘟 疫苗 制备 方法,1
d2,s5,轧辊 裂纹 激光 修复,1
d2,s2,锂离子 电池 正极 材料,1
"""


@pytest.fixture
def write(tmp_path):
    def write_file(name, content, encoding="utf-8"):
        path = tmp_path / name
        path.write_text(content, encoding=encoding, newline="")
        return path

    return write_file


# --- reading


def test_demands_are_read_in_order_with_their_numbers(write):
    demands = read_demands(write("demands.csv", DEMANDS))
    assert demands["d1"] == DemandDoc(
        0, "锂电池隔膜耐热性提升", "现有隔膜在热失控时收缩，\n需要陶瓷涂覆隔膜"
    )
    assert demands["d2"] == DemandDoc(1, "北斗终端抗干扰", "船用北斗导航定位易受干扰")
    assert list(demands) == ["d1", "d2"]


def test_demands_may_have_text_instead_of_title_and_content(write):
    demands = read_demands(write("d.csv", "text,demand_id\n 北斗 , d9 \n", "utf-8-sig"))
    assert demands == {"d9": DemandDoc(0, "", "北斗")}


def test_demands_may_have_a_title_alone(write):
    assert read_demands(write("d.csv", "demand_id,title\nd1,北斗\n")) == {
        "d1": DemandDoc(0, "北斗", "")
    }


def test_file_of_no_demands_is_empty(write):
    assert read_demands(write("d.csv", "demand_id,title\n")) == {}


def test_pairs_are_read_in_order(write):
    pairs = read_pairs(write("pairs.csv", PAIRS))
    assert len(pairs) == 10
    assert pairs[0] == JudgedPair("d1", "s1", "锂离子 电池 陶瓷 涂覆 隔膜", 4)
    assert [pair.relevance for pair in pairs[:5]] == [4, 3, 1, 1, 1]


def test_absent_file_is_named(tmp_path):
    with pytest.raises(SourceError, match=r"absent\.csv.*文件不存在"):
        read_demands(tmp_path / "absent.csv")


def test_missing_columns_are_named_with_what_was_seen(write):
    path = write("pairs.csv", "demand_id,score\nd1,3\n")
    with pytest.raises(SourceError) as caught:
        read_pairs(path)
    assert caught.value.reason == (
        "缺少列 supply_id、supply_title、relevance，看到的是 demand_id、score"
    )
    assert caught.value.file == "pairs.csv"


def test_empty_file_has_no_columns(write):
    with pytest.raises(SourceError, match="缺少列 demand_id，看到的是 （空）"):
        read_demands(write("d.csv", ""))


def test_demands_without_any_text_are_refused(write):
    with pytest.raises(SourceError, match="没有 title、content 或 text 列"):
        read_demands(write("d.csv", "demand_id,field\nd1,x\n"))


@pytest.mark.parametrize("relevance", ["5", "0", "", "3.5", "强"])
def test_relevance_outside_1_to_4_is_refused_with_its_line(write, relevance):
    path = write("pairs.csv", PAIRS.replace("抗干扰 天线,1", f"抗干扰 天线,{relevance}"))
    with pytest.raises(SourceError, match=f"relevance “{relevance}” 不是 1–4 的整数") as caught:
        read_pairs(path)
    assert caught.value.place == "第 4 行，relevance 列"


@pytest.mark.parametrize(
    ("line", "fault"), [("d1,再来", "demand_id “d1” 重复"), (" ,无名", "demand_id 为空")]
)
def test_demand_id_must_be_given_once(write, line, fault):
    path = write("d.csv", f"demand_id,title\nd1,北斗\n{line}\n")
    with pytest.raises(SourceError, match=fault) as caught:
        read_demands(path)
    assert caught.value.place == "第 3 行"


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_file_that_is_not_utf_8_is_refused_with_the_remedy(write, encoding):
    with pytest.raises(SourceError, match="不是 UTF-8 编码。请另存为“CSV UTF-8”"):
        read_demands(write("d.csv", DEMANDS, encoding))


def test_row_that_is_too_short_has_empty_cells(write):
    with pytest.raises(SourceError, match="relevance “”"):
        read_pairs(write("pairs.csv", "demand_id,supply_id,supply_title,relevance\nd1,s1\n"))


@pytest.fixture
def short_cells():
    before = csv.field_size_limit(1000)
    yield
    csv.field_size_limit(before)


def test_cell_beyond_all_measure_is_refused(write, short_cells):
    path = write("d.csv", f'demand_id,title\nd1,"{"引号没有成对" * 200}\n')
    with pytest.raises(SourceError, match=r"d\.csv.*无法按 CSV 读取"):
        read_demands(path)


# --- measuring


def evaluate_texts(write, demands=DEMANDS, pairs=PAIRS):
    return evaluate_algorithm(
        read_demands(write("demands.csv", demands)),
        read_pairs(write("pairs.csv", pairs)),
        ALGORITHM,
        "rjieba",
    )


def test_right_titles_outscore_the_unrelated_ones(write):
    result = evaluate_texts(write)
    quality = result.quality
    assert (quality.ndcg10, quality.map, quality.p5) == pytest.approx((1.0, 1.0, 0.3))
    assert (quality.demands, quality.pairs) == (2, 10)
    scores = {(demand, supply): score for demand, supply, score in result.scores}
    assert scores["d1", "s1"] > scores["d1", "s2"] > scores["d1", "s3"]
    assert scores["d2", "s3"] > scores["d2", "s1"]


def test_scores_stand_in_the_order_of_the_pairs_and_in_0_to_1(write):
    result = evaluate_texts(write)
    assert [(d, s) for d, s, _ in result.scores] == [
        tuple(line.split(",")[:2]) for line in PAIRS.splitlines()[1:]
    ]
    assert all(0.0 <= score <= 1.0 for _, _, score in result.scores)


def test_same_files_give_the_same_scores(write):
    assert evaluate_texts(write) == evaluate_texts(write)


def test_order_of_the_pairs_changes_no_score(write):
    head, *lines = PAIRS.splitlines()
    back = evaluate_texts(write, pairs="\n".join([head, *lines[::-1]]) + "\n")
    assert sorted(back.scores) == sorted(evaluate_texts(write).scores)


def test_pair_of_an_unknown_demand_is_refused_by_name(write):
    with pytest.raises(BadQuery, match="有 2 个 demand_id 不在需求文件中，例如 d3"):
        evaluate_texts(write, pairs=PAIRS + "d4,s1,x,1\nd3,s1,x,1\nd3,s2,x,1\n")


def test_no_pairs_give_zeros(write):
    head = PAIRS.splitlines()[0] + "\n"
    assert evaluate_texts(write, pairs=head).quality == Quality(0.0, 0.0, 0.0, 0.0, 0, 0)


def test_demand_without_a_word_scores_every_title_alike_in_text(write):
    result = evaluate_texts(write, demands="demand_id,title\nd1,\nd2,？\n")
    assert result.quality.demands == 2
    assert len({score for _, _, score in result.scores}) == 1


def test_written_scores_give_the_same_metrics_when_read_again(write, tmp_path):
    result = evaluate_texts(write)
    path = tmp_path / "scores.csv"
    write_scores(path, result.scores)
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    assert head == "demand_id,supply_id,score"
    read = {(d, s): float(score) for d, s, score in (line.split(",") for line in lines)}
    assert read == {(d, s): score for d, s, score in result.scores}
    pairs = read_pairs(tmp_path / "pairs.csv")
    grouped = group_by_demand([(p.demand_id, p.supply_id, p.relevance) for p in pairs], read)
    assert evaluate(grouped) == result.quality


@pytest.mark.reference
@pytest.mark.parametrize("slug", ALGORITHMS)
def test_judged_pairs_are_measured_as_the_reference_measures_them(reference, tmp_path, slug):
    pairs = reference / "bench" / "pairs_dev.csv"
    demands = read_demands(reference / "data" / "demands_zhengzhou.csv")
    result = evaluate_algorithm(demands, read_pairs(pairs), get_algorithm(slug), "rjieba")
    scores = tmp_path / "scores.csv"
    write_scores(scores, result.scores)
    printed = subprocess.run(
        [sys.executable, reference / "bench" / "score.py", pairs, scores],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    quality = result.quality
    assert dict(re.findall(r"(\S+)=(\S+)", printed)) == {
        "ndcg@10": f"{quality.ndcg10:.4f}",
        "map": f"{quality.map:.4f}",
        "p@5": f"{quality.p5:.4f}",
        "demands": str(quality.demands),
        "pairs": str(quality.pairs),
        "missing": "0",
    }
    assert quality.ndcg10 >= 0.640
