"""The sample generator: same bytes, right numbers, full coverage, fair planted pairs."""

import csv
import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "matchmaker" / "data" / "sample"
FILES = ("patents.csv", "demands.csv", "planted.csv", "campaign.toml")
INDUSTRIES = (
    "光电子信息",
    "新能源与智能网联汽车",
    "生命健康",
    "高端装备",
    "北斗",
    "算力与大数据",
    "人工智能",
    "软件和信息服务",
    "量子科技",
    "现代纺织服装",
    "节能环保",
    "智能家电",
    "新材料",
    "低空经济",
    "其他",
)
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
DEMAND_TEXT = (
    "主营业务",
    "技术需求名称",
    "主要问题",
    "技术关键",
    "预期目标",
    "现有基础",
    "关键词",
)
DEAD = ("终止", "失效", "放弃", "驳回", "撤回")


def make(out: Path, *arguments: str) -> Path:
    command = [sys.executable, str(ROOT / "scripts" / "make_sample.py"), "--out", str(out)]
    subprocess.run([*command, *arguments], check=True, capture_output=True)
    return out


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def default_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def patents(default_sample: Path) -> list[dict[str, str]]:
    return read(default_sample / "patents.csv")


@pytest.fixture(scope="module")
def demands(default_sample: Path) -> list[dict[str, str]]:
    return read(default_sample / "demands.csv")


@pytest.fixture(scope="module")
def planted(default_sample: Path) -> list[dict[str, str]]:
    return read(default_sample / "planted.csv")


def digits_of(number: str) -> str:
    return re.sub(r"^(CN|ZL)|\.", "", number)


def by_number(patents: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    return {digits_of(row["申请号"]): row for row in patents}


def application_check_digit(digits: str) -> str:
    rest = sum(int(d) * w for d, w in zip(digits, (*range(2, 10), *range(2, 6)), strict=True)) % 11
    return "X" if rest == 10 else str(rest)


def filed(row: dict[str, str]) -> tuple[int, int, int]:
    year, month, day = re.split(r"[-./]", row["申请日"])
    return int(year), int(month), int(day)


def test_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    size = ("--patents", "300", "--demands", "120", "--seed", "7")
    one, two = make(tmp_path / "one", *size), make(tmp_path / "two", *size)
    assert [(one / name).read_bytes() for name in FILES] == [
        (two / name).read_bytes() for name in FILES
    ]


def test_another_seed_writes_other_texts(tmp_path: Path) -> None:
    one = make(tmp_path / "one", "--patents", "60", "--demands", "30", "--seed", "1")
    two = make(tmp_path / "two", "--patents", "60", "--demands", "30", "--seed", "2")
    assert (one / "patents.csv").read_bytes() != (two / "patents.csv").read_bytes()


def test_requested_counts_are_written(tmp_path: Path) -> None:
    out = make(tmp_path, "--patents", "60", "--demands", "30")
    assert (len(read(out / "patents.csv")), len(read(out / "demands.csv"))) == (60, 30)


def test_shipped_files_are_what_the_defaults_write(default_sample: Path) -> None:
    for name in FILES:
        assert (default_sample / name).read_bytes() == (SHIPPED / name).read_bytes(), name


def test_files_are_utf_8_with_mark_and_one_kind_of_line_end(default_sample: Path) -> None:
    for name in ("patents.csv", "demands.csv", "planted.csv"):
        content = (default_sample / name).read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in content


def test_application_numbers_check_and_agree_with_the_row(patents: list[dict[str, str]]) -> None:
    letters = {"1": ("A", "B"), "2": ("U",)}
    for row in patents:
        number = digits_of(row["申请号"])
        assert number[12] == application_check_digit(number[:12])
        assert number[5] == "9"
        assert int(number[:4]) == filed(row)[0]
        assert row["公开(公告)号"][-1] in letters[number[4]]
        assert bool(row["授权公告日"]) == (row["公开(公告)号"][-1] != "A")
    assert len(by_number(patents)) == len(patents) == 1200


def test_credit_codes_check_and_carry_the_area(demands: list[dict[str, str]]) -> None:
    for row in demands:
        code = row["统一社会信用代码"]
        total = sum(USCC_ALPHABET.index(sign) * 3**place for place, sign in enumerate(code[:17]))
        assert len(code) == 18
        assert (total + USCC_ALPHABET.index(code[17])) % 31 == 0
        assert code[2:4] == "42"
    assert len({row["统一社会信用代码"] for row in demands}) == len(demands) == 300


def test_every_city_has_five_demands_and_a_planted_pair(
    demands: list[dict[str, str]], planted: list[dict[str, str]]
) -> None:
    cities = Counter(row["市州"] for row in demands)
    assert len(cities) == 17
    assert min(cities.values()) >= 5
    paired = {row["demand_number"] for row in planted if row["kind"] == "pair"}
    assert {row["市州"] for row in demands if row["技术需求编号"] in paired} == set(cities)


def test_every_industry_has_demands_and_pairs(
    demands: list[dict[str, str]], planted: list[dict[str, str]]
) -> None:
    paired = {row["demand_number"] for row in planted if row["kind"] == "pair"}
    assert {row["所属产业"] for row in demands} == set(INDUSTRIES)
    assert {row["所属产业"] for row in demands if row["技术需求编号"] in paired} == set(INDUSTRIES)


def test_texts_have_the_length_of_real_ones(
    patents: list[dict[str, str]], demands: list[dict[str, str]]
) -> None:
    letters = [
        row["主要问题"] + row["技术关键"] + row["预期目标"] + row["现有基础"] for row in demands
    ]
    assert all(150 <= len(row["摘要"]) <= 350 for row in patents)
    assert all(150 <= len(letter) <= 400 for letter in letters)
    assert not re.search(r"[{}<>|~]", "".join(letters) + "".join(row["摘要"] for row in patents))


def test_planted_kinds_are_all_there(planted: list[dict[str, str]]) -> None:
    kinds = Counter(row["kind"] for row in planted)
    assert set(kinds) == {"pair", "expired", "licensed", "field"}
    assert kinds["pair"] >= 120
    assert kinds["expired"] >= 25
    assert kinds["licensed"] >= 20
    assert kinds["field"] >= 40


def test_planted_pairs_can_be_licensed_through_2025(
    patents: list[dict[str, str]], planted: list[dict[str, str]]
) -> None:
    found = by_number(patents)
    for row in planted:
        if row["kind"] == "pair":
            patent = found[digits_of(row["application_number"])]
            term = 20 if digits_of(row["application_number"])[4] == "1" else 10
            assert patent["授权公告日"]
            assert not any(word in patent["当前法律状态"] for word in DEAD)
            assert patent["许可类型"] in ("", "普通许可")
            assert filed(patent)[0] + term >= 2026


def test_planted_expired_patents_are_dead_by_state_or_by_term(
    patents: list[dict[str, str]], planted: list[dict[str, str]]
) -> None:
    found = by_number(patents)
    sorts = Counter()
    for row in planted:
        if row["kind"] == "expired":
            patent = found[digits_of(row["application_number"])]
            dead = any(word in patent["当前法律状态"] for word in DEAD)
            sorts[dead] += 1
            assert dead or (patent["公开(公告)号"][-1] == "U" and filed(patent)[0] + 10 < 2024)
    assert min(sorts[True], sorts[False]) >= 8


def test_planted_licensed_patents_are_exclusively_licensed(
    patents: list[dict[str, str]], planted: list[dict[str, str]]
) -> None:
    found = by_number(patents)
    licences = {
        found[digits_of(row["application_number"])]["许可类型"]
        for row in planted
        if row["kind"] == "licensed"
    }
    assert licences == {"独占许可", "排他许可"}


def test_planted_texts_share_no_run_of_eight_characters(
    patents: list[dict[str, str]],
    demands: list[dict[str, str]],
    planted: list[dict[str, str]],
) -> None:
    found = by_number(patents)
    letters = {row["技术需求编号"]: "\n".join(row[name] for name in DEMAND_TEXT) for row in demands}
    for row in planted:
        patent = found[digits_of(row["application_number"])]
        text = f"{patent['专利名称']}\n{patent['摘要']}"
        for run in re.findall(r"[\u4e00-\u9fff]+", letters[row["demand_number"]]):
            for start in range(len(run) - 7):
                assert run[start : start + 8] not in text, (row, run[start : start + 8])


def test_field_traps_have_no_main_class_of_the_right_patent(
    patents: list[dict[str, str]], planted: list[dict[str, str]]
) -> None:
    found = by_number(patents)
    right = {
        row["demand_number"]: found[digits_of(row["application_number"])]["主分类号"][:4]
        for row in planted
        if row["kind"] == "pair"
    }
    for row in planted:
        if row["kind"] == "field":
            trap = found[digits_of(row["application_number"])]["主分类号"][:4]
            assert trap != right[row["demand_number"]]


def test_campaign_has_four_provincial_events_and_a_roadshow_in_each_city() -> None:
    campaign = tomllib.loads((SHIPPED / "campaign.toml").read_text(encoding="utf-8"))
    kinds = Counter(event["kind"] for event in campaign["event"])
    assert campaign["year"] == 2024
    assert kinds == {"provincial_docking": 4, "roadshow": 17}
    assert all(event["date"].weekday() < 5 for event in campaign["event"])
    assert len({event["slug"] for event in campaign["event"]}) == 21
    roadshows = [event for event in campaign["event"] if event["kind"] == "roadshow"]
    assert {event["city"] for event in roadshows} == {event["slug"][2:] for event in roadshows}
