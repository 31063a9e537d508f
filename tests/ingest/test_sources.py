"""A sample of every kind of export, and the habits by which its cells are read.

The samples are rebuilt from the headers and habits of the exports; the rows are invented.
"""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.enums import ImportKind, LicenceKind
from models.values.legal_status import LegalState
from tests.ingest.writing import Parsed, application_number, parse, write_csv, write_xlsx


def dotted(serial: int) -> str:
    number = application_number(serial)
    return f"CN{number[:12]}.{number[12]}"


WRONG_NUMBER = dotted(9)[:-1] + ("1" if dotted(9)[-1] == "0" else "0")


def by_row(parsed: Parsed) -> list[tuple[int, str, str]]:
    return [(r.row_number, r.column, r.reason.split("：")[0]) for r in parsed.refusals]


def load(path: Path, headers: str, rows: list[list[Any]], source: str) -> Parsed:
    """Write a sample, read it, and see that all its headers are understood."""
    parsed = parse(write_xlsx(path / "sample.xlsx", [headers.split(), *rows]))
    assert parsed.headers[0].source == source
    assert parsed.headers[0].unknown == ()
    return parsed


def test_incopat_parts_names_at_semicolons_only(tmp_path: Path) -> None:
    headers = (
        "序号 标题 摘要 申请人 公开（公告）号 公开（公告）日 申请号 申请日 专利类型 链接到incoPat"
        " 当前权利人 标准化当前权利人 IPC主分类 IPC 发明人 合享价值度 技术稳定性 专利有效性"
        " 当前法律状态 法律状态 中国申请人地市 许可类型 许可次数 许可合同备案日期 当前被许可人"
        " 转让次数 转让执行日 受让人 质押期限 质权人 授权公告日 失效日"
    )

    def row(number: str, filed: Any, **more: Any) -> list[Any]:
        cells = {
            "标题": "一种阀门",
            "申请人": "华中科技大学; A, B & Co., Ltd.",
            "公开（公告）号": "CN107123456B",
            "申请号": number,
            "申请日": filed,
            "当前权利人": "武汉某某科技有限公司; 华中科技大学",
            "标准化当前权利人": "武汉某某",
            "IPC主分类": "F16K1/00",
            "IPC": "F16K1/00; F16K31/06",
            "发明人": "张三; 李四；王,五",
            "合享价值度": 9,
            "专利有效性": "有效",
            "当前法律状态": "授权",
            "法律状态": "实质审查; 授权",
            "许可类型": "普通许可; 独占许可",
            "许可次数": 2,
            "许可合同备案日期": "2020-01-02; 2021-03-04",
            "当前被许可人": "甲公司; 乙公司",
            "转让次数": 1,
            "转让执行日": "20190506",
            "受让人": "武汉某某科技有限公司",
        }
        cells.update(more)
        return [cells.get(header) for header in headers.split()]

    rows = [
        row(dotted(1), "20170305"),
        row(dotted(2), 42799),
        row(dotted(3), "2017-03-05", 专利有效性="失效", 当前法律状态="未缴年费"),
        row(WRONG_NUMBER, "20170305"),
        row(dotted(4), "20170305", 许可类型="特别约定"),
    ]
    parsed = load(tmp_path, headers, rows, "incopat")
    first, second, third = parsed.valid
    assert first.owners == ("武汉某某科技有限公司", "华中科技大学")
    assert first.values["inventors"] == ["张三", "李四", "王,五"]
    assert first.values["classifications"] == ["F16K1/00", "F16K31/06"]
    assert first.values["licence_kind"] is LicenceKind.EXCLUSIVE
    assert first.history == {
        "licence_kind": "普通许可; 独占许可",
        "licence_count": "2",
        "licence_date": "2020-01-02; 2021-03-04",
        "licensee": "甲公司; 乙公司",
        "transfer_count": "1",
        "transfer_date": "20190506",
        "transferee": "武汉某某科技有限公司",
    }
    assert second.values["filing_date"] == date(2017, 3, 5)
    assert (first.values["legal_text"], third.values["legal_state"]) == ("授权", LegalState.DEAD)
    assert parsed.headers[0].repeated == ("标准化当前权利人", "专利有效性")
    assert (first.values["value_text"], first.values["value_source"]) == ("9", "合享价值度")
    assert parsed.headers[0].noted == (
        "序号",
        "专利类型",
        "链接到incoPat",
        "技术稳定性",
        "法律状态",
    )
    assert by_row(parsed) == [
        (5, "申请号", "申请号的校验位不符"),
        (6, "许可类型", "许可类型无法识别"),
    ]


def test_applicants_of_incopat_keep_commas_in_names(tmp_path: Path) -> None:
    rows = [
        ["标题", "申请号", "申请人", "公开（公告）号", "合享价值度"],
        ["阀", dotted(1), "武汉大学; A, B与C（北京）有限公司", "CN1A", 5],
    ]
    assert parse(write_csv(tmp_path / "a.csv", rows)).valid[0].owners == (
        "武汉大学",
        "A, B与C（北京）有限公司",
    )


def test_patsnap_parts_at_bars_and_reads_codes(tmp_path: Path) -> None:
    headers = (
        "序号 公开(公告)号 标题 摘要 [标]当前申请(专利权)人 [标]原始申请(专利权)人"
        " 当前申请(专利权)人地址 当前申请(专利权)人州/省 发明人 申请号 申请日 公开(公告)日 授权日"
        " IPC主分类号 IPC分类号 CPC分类号 简单法律状态 法律状态/事件 [标]技术功效短语 专利价值"
        " 战略新兴产业分类 预估到期日 许可类型 权利转移生效日 受让人 质权人"
    )

    def row(serial: int, state: Any, **more: Any) -> list[Any]:
        cells = {
            "公开(公告)号": "CN107123456B",
            "标题": "一种阀门",
            "[标]当前申请(专利权)人": "某某(武汉)科技; 有限公司 | 武汉大学",
            "发明人": "张三 | 李; 四 | MÜLLER, HANS",
            "申请号": dotted(serial),
            "申请日": 42799,
            "IPC主分类号": "F16K1/00",
            "IPC分类号": "F16K1/00 | F16K31/06",
            "CPC分类号": "F16K1/00 | Y02E60/10",
            "[标]技术功效短语": "降低成本 | 提高密封性",
            "专利价值": "$1,230,000",
            "简单法律状态": state,
            "法律状态/事件": "授权 | 权利转移",
            "权利转移生效日": date(2020, 5, 6),
            "受让人": "武汉大学",
        }
        cells.update(more)
        return [cells.get(header) for header in headers.split()]

    states = [1, "0", 2.0, 220, "221", 999, "有效"]
    rows = [row(serial, state) for serial, state in enumerate(states, start=1)]
    rows += [row(8, 7), row(9, 1, 申请日="2017-02-30")]
    parsed = load(tmp_path, headers, rows, "patsnap")
    assert [r.values["legal_text"] for r in parsed.valid] == [
        "有效",
        "失效",
        "审中",
        "PCT指定期满",
        "PCT指定期内",
        "未确认",
        "有效",
    ]
    assert [r.values.get("legal_state") for r in parsed.valid] == [
        LegalState.IN_FORCE,
        LegalState.DEAD,
        LegalState.PENDING,
        LegalState.DEAD,
        LegalState.PENDING,
        None,
        LegalState.IN_FORCE,
    ]
    first = parsed.valid[0]
    assert first.owners == ("某某(武汉)科技; 有限公司", "武汉大学")
    assert first.values["inventors"] == ["张三", "李; 四", "MÜLLER, HANS"]
    assert first.values["classifications"] == ["F16K1/00", "F16K31/06"]
    assert first.values["filing_date"] == date(2017, 3, 5)
    assert first.history == {"transfer_date": "2020-05-06", "transferee": "武汉大学"}
    assert first.values["cpc"] == ["F16K1/00", "Y02E60/10"]
    assert first.values["effect"] == "降低成本 | 提高密封性"
    assert (first.values["value_text"], first.values["value_source"]) == ("$1,230,000", "专利价值")
    assert by_row(parsed) == [
        (9, "简单法律状态", "不认识的法律状态"),
        (10, "申请日", "日期不存在"),
    ]


def test_innojoy_takes_validity_before_the_last_notice(tmp_path: Path) -> None:
    headers = (
        "公开（公告）号 名称 申请号 申请日 公开（公告）日 申请（专利权）人 当前权利人"
        " 发明（设计）人 主分类号 分类号 摘要 主权项 专利有效性 最新法律状态 国省代码 DPI 权项数"
    )

    def row(number: str, valid: str, filed: str = "2017.03.05") -> list[Any]:
        return [
            "CN107123456B",
            "一种阀门",
            number,
            filed,
            "2018.01.02",
            "武汉大学",
            "武汉某某科技有限公司；武汉大学",
            "张三;李四",
            "F16K1/00(2006.01)I",
            "F16K1/00(2006.01)I;F16K31/06(2006.01)I",
            "摘要",
            "一种阀门，其特征在于……",
            valid,
            "著录事项变更",
            "湖北;42",
            "78.5",
            10,
        ]

    rows = [
        row(dotted(1), "有效"),
        row(dotted(2), "失效"),
        row(dotted(3), "审中"),
        row(WRONG_NUMBER, "有效"),
        row(dotted(4), "有效", "2071.13.05"),
    ]
    parsed = load(tmp_path, headers, rows, "innojoy")
    assert [r.values["legal_state"] for r in parsed.valid] == [
        LegalState.IN_FORCE,
        LegalState.DEAD,
        LegalState.PENDING,
    ]
    assert parsed.valid[0].owners == ("武汉某某科技有限公司", "武汉大学")
    assert parsed.headers[0].repeated == ("最新法律状态",)
    assert parsed.headers[0].noted == ()
    values = parsed.valid[0].values
    assert (values["value_text"], values["value_source"]) == ("78.5", "DPI")
    assert values["claim_count"] == 10
    assert by_row(parsed) == [
        (5, "申请号", "申请号的校验位不符"),
        (6, "申请日", "日期不存在"),
    ]


def test_wanfang_is_read(tmp_path: Path) -> None:
    headers = (
        "题名 申请（专利）号 申请日期 公开（公告）号 公开（公告）日 申请（专利权）人"
        " 发明（设计）人 主申请人地址 专利代理机构 代理人 国别省市代码 主权项 文摘 主分类号 分类号"
        " 法律状态 专利类型"
    )

    def row(number: str, state: str) -> list[Any]:
        return [
            "一种阀门",
            number,
            "2017-03-05",
            "CN107123456A",
            "2017-09-01",
            "武汉大学;华中科技大学",
            "张三;李四",
            "430072 湖北省武汉市武昌区珞珈山武汉大学",
            "某代理机构",
            "王五",
            "湖北;42",
            "一种阀门，其特征在于……",
            "本发明公开了一种阀门",
            "F16K1/00",
            "F16K1/00,F16K31/06",
            state,
            "发明专利",
        ]

    rows = [
        row(dotted(1), "授权"),
        row(dotted(2), "公开"),
        row(dotted(3), "未缴年费"),
        row("", "授权"),
        row(dotted(4), "某种状态"),
    ]
    parsed = load(tmp_path, headers, rows, "wanfang")
    first = parsed.valid[0]
    assert (first.values["title"], first.values["abstract"]) == ("一种阀门", "本发明公开了一种阀门")
    assert (first.owners, first.values["city_code"]) == (("武汉大学", "华中科技大学"), "420100")
    assert [r.values["legal_state"] for r in parsed.valid] == [
        LegalState.IN_FORCE,
        LegalState.PENDING,
        LegalState.DEAD,
    ]
    assert by_row(parsed) == [
        (5, "申请（专利）号", "必填项为空"),
        (6, "法律状态", "不认识的法律状态"),
    ]


def test_cnipr_is_read_and_not_taken_for_the_national_export(tmp_path: Path) -> None:
    headers = (
        "申请号 申请日 名称 公开（公告）号 公开（公告）日 主分类号 分类号 申请（专利权）人"
        " 发明（设计）人 地址 国省代码 专利代理机构 代理人 优先权 摘要 主权项 最新法律状态"
    )

    def row(number: str, filed: Any = "2017.03.05") -> list[Any]:
        return [
            number,
            filed,
            "一种阀门",
            "CN107123456B",
            "2018.01.02",
            "F16K1/00(2006.01)I",
            "F16K1/00(2006.01)I;F16K31/06(2006.01)I",
            "武汉大学;A,B(中国)有限公司",
            "张三;李四",
            "430072 湖北省武汉市武昌区",
            "湖北;42",
            "某代理机构",
            "王五",
            None,
            "摘要",
            "主权项",
            "授权",
        ]

    rows = [row(dotted(n)) for n in (1, 2, 3)] + [row(WRONG_NUMBER), row(dotted(4), "某日")]
    parsed = load(tmp_path, headers, rows, "cnipr")
    assert parsed.valid[0].owners == ("武汉大学", "A,B(中国)有限公司")
    assert parsed.valid[0].values["classifications"] == ["F16K1/00", "F16K31/06"]
    assert by_row(parsed) == [
        (5, "申请号", "申请号的校验位不符"),
        (6, "申请日", "不是日期"),
    ]


@pytest.mark.parametrize(
    ("header", "cell", "low", "high", "negotiable"),
    [
        ("预期交易价格(万元)", "面议", None, None, True),
        ("预期交易价格(万元)", 12.5, 125_000, 125_000, False),
        ("拟转化金额（万）", "5-8", 50_000, 80_000, False),
        ("单次许可费用", "20000元", 20_000, 20_000, False),
        ("转让价格", "3万元（可议）", 30_000, 30_000, True),
    ],
)
def test_prices_take_the_unit_of_their_header(
    tmp_path: Path, header: str, cell: Any, low: int, high: int, negotiable: bool
) -> None:
    rows = [["申请号", "专利名称", "申请人", header], [dotted(1), "阀", "武汉大学", cell]]
    values = parse(write_xlsx(tmp_path / "a.xlsx", rows)).valid[0].values
    assert (values["price_low_cny"], values["price_high_cny"]) == (low, high)
    assert values["price_negotiable"] is negotiable


def test_columns_on_what_a_firm_is_become_labels(tmp_path: Path) -> None:
    rows = [
        ["企业名称", "需求名称", "企业类型", "高新技术企业", "专精特新", "小巨人"],
        ["甲公司", "轴承", "民营企业", "是", "省级专精特新", "否"],
        ["乙公司", "齿轮", "", "否", "", "√"],
        ["丙公司", "阀门", "", "", "无", ""],
    ]
    parsed = parse(write_csv(tmp_path / "a.csv", rows), ImportKind.DEMANDS)
    assert [row.extra.get("labels") for row in parsed.valid] == [
        "民营企业；高新技术企业；省级专精特新",
        "小巨人",
        None,
    ]
