"""A small stock of real substance, classified as the service does it."""

import numpy as np

from matchmaker.industry.classify import IndustryClassifier
from matchmaker.industry.taxonomy import load_taxonomy
from matchmaker.matching.index import MatchIndex, Recipe, build_index
from matchmaker.matching.text_scheme import FIELDS_V1
from matchmaker.matching.types import DemandDoc, PatentDoc
from matchmaker.text.need import needed
from matchmaker.text.thesaurus import bundled_thesaurus

CLASSIFIER = IndustryClassifier(load_taxonomy())
NAMES = {industry.slug: industry.name for industry in load_taxonomy().industries}


def patent(number, title, body="", *ipc):
    tags = CLASSIFIER.classify(title, body, ipc)
    return PatentDoc(number, title, body, ipc, tuple((t.slug, t.confidence) for t in tags))


def demand(number, title, body=""):
    tags = CLASSIFIER.classify(title, needed(body))
    wording = bundled_thesaurus().find(title, needed(body))
    return DemandDoc(
        number, title, body, tuple((t.slug, t.confidence) for t in tags), wording=wording
    )


def make_index(patents, demands=(), names=None, scheme=FIELDS_V1) -> MatchIndex:
    return build_index(patents, demands, names or NAMES, Recipe("rjieba", scheme))


def vectors_of(index: MatchIndex):
    """All vectors, a row a patent."""
    return index.vectors[np.arange(len(index))]


def everything(index: MatchIndex) -> np.ndarray:
    return np.ones(len(index), dtype=np.bool_)


PATENTS = [
    patent(11, "一种锂离子电池隔膜", "陶瓷涂覆隔膜，提高耐热性，防止热失控。", "H01M50/446"),
    patent(12, "锂离子电池正极材料的制备方法", "高镍三元正极，固相烧结。", "H01M4/505"),
    patent(13, "电解液添加剂", "用于锂离子电池电解液，抑制产气。", "H01M10/0567"),
    patent(14, "动力电池热管理装置", "液冷板均匀冷却电池组。", "H01M10/613"),
    patent(15, "退役锂电池拆解设备", "自动拆解电池包并分选。", "H01M10/54"),
    patent(16, "硅碳负极材料", "硅碳复合负极，循环寿命长。", "H01M4/38"),
    patent(21, "一种猪瘟疫苗", "重组抗原蛋白与佐剂制成注射剂。", "A61K39/187"),
    patent(22, "可吸收缝合线", "用于外科手术缝合的聚乳酸缝合线。", "A61L17/12"),
    patent(31, "北斗导航抗干扰天线", "自适应调零，提高卫星信号接收质量。", "G01S19/21"),
    patent(32, "船载北斗终端", "短报文通信与定位。", "G01S19/14"),
    patent(41, "轧辊裂纹激光熔覆修复方法", "对轧辊表面裂纹激光熔覆修复。", "B23K26/342"),
    patent(51, "板凳", "四条腿。"),
]
DEMANDS = [
    demand(1, "锂电池隔膜耐热性提升", "现有隔膜在热失控时收缩，需要陶瓷涂覆隔膜。"),
    demand(2, "北斗终端抗干扰", "船用北斗导航定位易受干扰。"),
    demand(3, "大型轧辊裂纹在线修复", "轧辊表面产生裂纹，希望用激光修复。"),
]
