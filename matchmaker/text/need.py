"""What of a demand's text asks for something; what a firm tells of itself asks for nothing."""

import re

_SENTENCE = re.compile(r"(?<=[。；;！!？?\n])")
# A firm introduces itself: founded, situated, large, and praised.
_INTRODUCTION = re.compile(
    r"(?:公司|我厂|本厂|企业|集团|合作社|我院|单位)[^。；;]{0,10}(?:成立|始建|创建|创立|组建|位于|坐落|地处"
    r"|占地|注册|现有(?:员工|职工|资产)|拥有|主营|主要(?:从事|生产|产品|经营)|专业(?:从事|生产)"
    r"|[是为](?:一家|一个|集|国家|省|市|专业|专注|全国|国内))"
    r"|荣获|获评|先后(?:获|荣|通过|承担)|被(?:评为|认定|授予|列为)|通过了?(?:iso|iatf|质量|环境|gmp)"
    r"|高新技术企业|专精特新|注册资[本金]|占地面积|建筑面积|年销售|年产值|总资产|固定资产"
    r"|在职员工|(?:员工|职工)\d|\d+(?:多|余)?名(?:员工|职工|技术人员|科研)|产品(?:远销|畅销|出口|覆盖)"
    r"|研发中心|工程技术研究中心|(?:拥有|取得|获得?|授权)[^。；;]{0,10}(?:专利|著作权)"
    r"|处于[^。；;]{0,8}(?:领先|先进|前列)",
    re.IGNORECASE,
)
_WISH = re.compile(
    r"需要|需求|希望|寻求|征集|亟待|亟需|急需|攻关|难题|难点|瓶颈|问题|不足|缺陷|解决|困难|想|拟|要求|指标|目标"
)


def needed(text: str) -> str:
    """Return the sentences that do not merely introduce the firm, all where no others are left."""
    # Most firms come to the point, and one look at all of it is quicker than one at each sentence.
    if not _INTRODUCTION.search(text):
        return text
    sentences = _SENTENCE.split(text)
    kept = "".join(s for s in sentences if _WISH.search(s) or not _INTRODUCTION.search(s))
    return kept if kept.strip() else text
