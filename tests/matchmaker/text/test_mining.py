"""Words of one meaning, as a corpus tells them."""

import random

from matchmaker.text.mining import mine_brackets, mine_neighbours
from matchmaker.text.segment import get_segmenter

CUT = get_segmenter("rjieba").plain


def found(texts: list[str]) -> dict[tuple[str, str], int]:
    return {(p.term, p.other): p.support for p in mine_brackets(texts, CUT)}


def test_an_abbreviation_in_brackets_needs_two_texts() -> None:
    one = "一种发光二极管（LED）驱动电路"
    assert found([one]) == {}
    assert found([one, "所述发光二极管(LED)与电阻串联"]) == {("发光二极管", "led"): 2}


def test_what_a_text_says_in_so_many_words_needs_no_other() -> None:
    assert found(["将锂离子电池（以下简称锂电池）放入箱体。"]) == {("锂离子电池", "锂电池"): 1}
    assert found(["本品含聚乙烯吡咯烷酮，简称PVP。"]) == {("聚乙烯吡咯烷酮", "pvp"): 1}


def test_a_part_of_the_name_is_no_other_name() -> None:
    assert found(["一种风力发电并网系统（简称系统）。"]) == {}


def test_the_support_orders_and_an_example_says_why() -> None:
    texts = ["发光二极管（LED）"] * 3 + ["可编程控制器（PLC）"] * 2
    proposals = mine_brackets([f"{number}。{text}" for number, text in enumerate(texts)], CUT)
    assert [p.support for p in proposals] == [3, 2]
    assert proposals[0].example.endswith("发光二极管(led)")


def sentences(word: str, number: int) -> list[str]:
    """Sentences in which a word keeps the company of cylinders."""
    chance = random.Random(number)
    company = ["活塞", "导向套", "密封圈", "端盖", "行程", "压力", "推动", "伸缩"]
    return [
        f"{word}{chance.choice(company)}，{chance.choice(company)}{word}{chance.choice(company)}。"
        for _ in range(60)
    ]


def test_words_of_one_company_are_proposed() -> None:
    chance = random.Random(7)
    fields = [
        [f"{a}{b}" for a in "铜铁铝钢锌锡铅镍银金钨钼钛锰铬钒" for b in "板线管棒"],
        [f"{a}{b}" for a in "苹梨桃杏李枣橘柚柿梅莓蕉瓜菜豆麦" for b in "树园汁苗"],
    ]
    noise = [
        "".join(chance.choice(field) for _ in range(5)) + "。"
        for field in fields
        for _ in range(1_500)
    ]
    texts = [*sentences("液压缸", 1), *sentences("油缸", 2), *noise]
    words = " ".join({word for field in fields for word in field}).split()
    known = {
        *words,
        "液压缸",
        "油缸",
        "活塞",
        "导向套",
        "密封圈",
        "端盖",
        "行程",
        "压力",
        "推动",
        "伸缩",
    }
    longest = max(map(len, known))

    def cut(run: str) -> list[str]:
        cutting, parts = run, []
        while cutting:
            size = next((n for n in range(longest, 0, -1) if cutting[:n] in known), 1)
            parts.append(cutting[:size])
            cutting = cutting[size:]
        return parts

    proposals = mine_neighbours(texts, cut)
    assert ("油缸", "液压缸") in {(p.term, p.other) for p in proposals}
    assert mine_neighbours(texts, cut) == proposals


def test_a_small_corpus_proposes_nothing() -> None:
    assert mine_neighbours(["油缸漏油。"], CUT) == []
