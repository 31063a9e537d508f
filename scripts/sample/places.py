"""The seventeen cities and prefectures of Hubei with counties, weight and leading industries."""

from dataclasses import dataclass


@dataclass(frozen=True)
class City:
    """A city; weight is its share of the firms, strengths its leading industries."""

    code: str
    name: str
    short: str
    weight: float
    strengths: tuple[str, ...]
    counties: tuple[tuple[str, str], ...]


def _counties(text: str) -> tuple[tuple[str, str], ...]:
    """Pairs of code and name from "420102江岸区 420103江汉区"."""
    return tuple((word[:6], word[6:]) for word in text.split())


_WUHAN = (
    "optoelectronics",
    "life-health",
    "beidou",
    "computing",
    "ai",
    "software",
    "quantum",
    "low-altitude",
)
CITIES = (
    City(
        "420100",
        "武汉市",
        "武汉",
        30,
        _WUHAN,
        _counties(
            "420102江岸区 420103江汉区 420104硚口区 420105汉阳区 420106武昌区 420107青山区 "
            "420111洪山区 420112东西湖区 420113汉南区 420114蔡甸区 420115江夏区 420116黄陂区 "
            "420117新洲区"
        ),
    ),
    City(
        "420200",
        "黄石市",
        "黄石",
        6,
        ("materials", "equipment", "optoelectronics"),
        _counties(
            "420202黄石港区 420203西塞山区 420204下陆区 420205铁山区 420222阳新县 420281大冶市"
        ),
    ),
    City(
        "420300",
        "十堰市",
        "十堰",
        6,
        ("vehicles", "equipment"),
        _counties(
            "420302茅箭区 420303张湾区 420304郧阳区 420322郧西县 420323竹山县 420324竹溪县 "
            "420325房县 420381丹江口市"
        ),
    ),
    City(
        "420500",
        "宜昌市",
        "宜昌",
        11,
        ("materials", "life-health", "environment", "computing"),
        _counties(
            "420502西陵区 420503伍家岗区 420504点军区 420505猇亭区 420506夷陵区 420525远安县 "
            "420526兴山县 420527秭归县 420528长阳土家族自治县 420529五峰土家族自治县 "
            "420581宜都市 420582当阳市 420583枝江市"
        ),
    ),
    City(
        "420600",
        "襄阳市",
        "襄阳",
        11,
        ("vehicles", "equipment", "textile", "low-altitude"),
        _counties(
            "420602襄城区 420606樊城区 420607襄州区 420624南漳县 420625谷城县 420626保康县 "
            "420682老河口市 420683枣阳市 420684宜城市"
        ),
    ),
    City(
        "420700",
        "鄂州市",
        "鄂州",
        3,
        ("optoelectronics", "materials", "low-altitude"),
        _counties("420702梁子湖区 420703华容区 420704鄂城区"),
    ),
    City(
        "420800",
        "荆门市",
        "荆门",
        5,
        ("low-altitude", "materials", "vehicles", "environment"),
        _counties("420802东宝区 420804掇刀区 420822沙洋县 420881钟祥市 420882京山市"),
    ),
    City(
        "420900",
        "孝感市",
        "孝感",
        6,
        ("optoelectronics", "textile", "equipment"),
        _counties(
            "420902孝南区 420921孝昌县 420922大悟县 420923云梦县 420981应城市 420982安陆市 "
            "420984汉川市"
        ),
    ),
    City(
        "421000",
        "荆州市",
        "荆州",
        6,
        ("appliance", "equipment", "textile", "vehicles"),
        _counties(
            "421002沙市区 421003荆州区 421022公安县 421024江陵县 421081石首市 421083洪湖市 "
            "421087松滋市 421088监利市"
        ),
    ),
    City(
        "421100",
        "黄冈市",
        "黄冈",
        5,
        ("life-health", "textile", "materials", "other"),
        _counties(
            "421102黄州区 421121团风县 421122红安县 421123罗田县 421124英山县 421125浠水县 "
            "421126蕲春县 421127黄梅县 421181麻城市 421182武穴市"
        ),
    ),
    City(
        "421200",
        "咸宁市",
        "咸宁",
        4,
        ("optoelectronics", "appliance", "textile", "materials"),
        _counties("421202咸安区 421221嘉鱼县 421222通城县 421223崇阳县 421224通山县 421281赤壁市"),
    ),
    City(
        "421300",
        "随州市",
        "随州",
        3,
        ("vehicles", "other", "equipment"),
        _counties("421303曾都区 421321随县 421381广水市"),
    ),
    City(
        "422800",
        "恩施土家族苗族自治州",
        "恩施",
        3,
        ("other", "life-health", "software", "environment"),
        _counties(
            "422801恩施市 422802利川市 422822建始县 422823巴东县 422825宣恩县 422826咸丰县 "
            "422827来凤县 422828鹤峰县"
        ),
    ),
    City(
        "429004",
        "仙桃市",
        "仙桃",
        2,
        ("textile", "life-health", "materials"),
        _counties("429004仙桃市"),
    ),
    City(
        "429005",
        "潜江市",
        "潜江",
        2,
        ("optoelectronics", "materials", "other", "textile"),
        _counties("429005潜江市"),
    ),
    City(
        "429006",
        "天门市",
        "天门",
        2,
        ("textile", "life-health", "equipment"),
        _counties("429006天门市"),
    ),
    City(
        "429021",
        "神农架林区",
        "神农架",
        1,
        ("other", "beidou", "environment", "software"),
        _counties("429021神农架林区"),
    ),
)
