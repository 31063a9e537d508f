"""What an abstract says for people in a hurry: the problem, the way, the gain and the use.

Nothing is made up: every passage is the abstract's own, cut at the ends of clauses and sentences.
Abstracts follow the drafting rules (专利审查指南, part II, chapter 2, 2.4): the field, the problem,
the gist of the solution and its main use. The words below are those that they are written with.
"""

import re

# Marks at which a long text may be cut, the better ones first.
_ENDS = ("。！？!?", "；;", "，,、")
CUT_MARK = "……"
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]?")
_CLAUSE = re.compile(r"[^，,]+")
_PROBLEM = re.compile(
    r"(?:解决|克服|针对|避免|消除|防止|改变)了?(?P<what>[^。；;]{2,90}?的?"
    r"(?:问题|缺陷|不足|现状|难题|缺点|困难|弊端|弊病|情况|现象|局限|瓶颈))"
)
_AIM = re.compile(r"(?:目的是|目的在于|旨在|为了)(?P<what>[^。；;，,]{4,90})")
_KNOWN_ART = re.compile(r"^(?:现有技术中?的?|目前的?|传统的?|上述)(?:存在的?)?")
_GAIN = re.compile(
    r"提高|提升(?!模型|树|机)|降低|减少|减轻|减小|缩短|增强|增大|改善|节约|节省|延长|避免|省去|达到|可达|高达|达\d"
    r"|降至|升至|优于|有益效果|优点|方便|简便|简单|成本低|寿命长|效果好|保证了|实现了"
)
_TOLD_GAIN = re.compile(r"(?:有益效果|优点|优势|好处)(?:是|在于|为|有)?[:：]?[，,]?")
# What follows these was found by trial, or comes of the solution.
_PROVEN = re.compile(
    r"(?:试验|实验|测试|检验|应用|运行|实施)?(?:结果)?(?:表明|显示|证明)[，,]"
    r"|(?:与|同|相比于?)现有技术(?:相比)?[，,]|通过上述设计[，,]|提出[，,]"
    r"|(?:解决|克服|防止|避免|消除)了[^。；;]{2,90}?(?:问题|缺陷|不足|现状|情况)[，,]"
)
# Sentences of figures that say how to do it, not what it is good for.
_DETAIL = re.compile(r"^(?:优选|进一步|具体|其中|更优|更进一步|可选)")
_WAY = re.compile(
    r"包括|包含|由[^。]{2,}(?:组成|构成)|该(?:方法|装置|系统|材料|结构|设备)|步骤|采用"
)
_USE = re.compile(r"(?:可?广泛)?(?:可?适用|可?应用|可用)(?:于|在)(?P<what>[^。；;]{2,60})")


def problem_of(abstract: str) -> str:
    """Return which problem an abstract says it solves, without a full stop; empty where none."""
    found = _PROBLEM.search(abstract) or _AIM.search(abstract)
    return "" if found is None else _KNOWN_ART.sub("", found["what"].strip())


def gain_of(abstract: str, longest: int) -> str:
    """Return what an abstract says is better than before; empty where it says nothing of it."""
    kept: list[str] = []
    while_doing: list[str] = []
    for sentence in _sentences(abstract):
        told = _TOLD_GAIN.search(sentence) or _PROVEN.search(sentence)
        if told is not None and len(sentence) - told.end() > 1:
            kept.append(_closed(sentence[told.end() :]))
        elif not _DETAIL.match(sentence):
            # A sentence of how it is done tells of gains only where no other one does.
            gained = _gaining_clauses(_PROBLEM.sub("", sentence))
            (while_doing if _WAY.search(sentence) else kept).append(gained)
    return cut_at_end("".join(kept) or "".join(while_doing), longest)


def way_of(abstract: str, longest: int) -> str:
    """Return the first sentence that says how it is done; empty where none does."""
    for sentence in _sentences(abstract):
        if _WAY.search(sentence) and not _DETAIL.match(sentence):
            return cut_at_end(_closed(sentence), longest)
    return ""


def use_of(abstract: str) -> str:
    """Return where an abstract says that it can be used, without a full stop."""
    found = _USE.search(abstract)
    return "" if found is None else found["what"].strip()


def cut_at_end(text: str, longest: int) -> str:
    """Return the text, or its beginning up to the end of a sentence, else of a clause.

    Where not even a clause ends in the second half, it is cut anywhere, and says so by dots, as it
    does where a clause ends it.
    """
    if len(text) <= longest:
        return text
    room = text[: longest - len(CUT_MARK)]
    for marks in _ENDS:
        end = max(room.rfind(mark) for mark in marks)
        if end >= len(room) // 2:
            return room[: end + 1] if marks == _ENDS[0] else room[:end] + CUT_MARK
    return room + CUT_MARK


def _sentences(text: str) -> list[str]:
    found = (match[0].strip() for match in _SENTENCE.finditer(text))
    return [sentence for sentence in found if sentence]


def _gaining_clauses(sentence: str) -> str:
    """Return the clauses from the first that tells of a gain on."""
    clauses = [clause.strip() for clause in _CLAUSE.findall(sentence)]
    told = [place for place, clause in enumerate(clauses) if _GAIN.search(clause)]
    return _closed("，".join(clauses[told[0] :])) if told else ""


def _closed(sentence: str) -> str:
    return sentence.strip().rstrip("。；;") + "。"
