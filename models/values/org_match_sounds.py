"""Characters that are taken for one another: they sound alike, or they look alike."""

from bisect import bisect_right
from functools import cache

# The common characters of GB 2312 stand there in the order of their readings (pinyin without
# tones); these are the first of each reading.
_FIRST_OF_READING = (
    "啊埃鞍肮凹芭白斑邦苞杯奔崩逼鞭标鳖彬兵玻捕擦猜餐苍操厕层插拆搀昌超车郴撑吃充抽初揣川疮吹春戳疵聪凑粗蹿摧村磋搭呆耽当刀德蹬堤颠碉跌丁丢东兜督端堆墩掇蛾恩而发藩坊"
    "菲芬丰佛否夫噶该干冈篙哥给根耕工钩辜刮乖棺光瑰辊锅哈骸酣夯壕呵嘿痕哼轰喉呼花槐欢荒灰荤豁击嘉歼僵蕉揭巾荆炯揪鞠捐撅均喀开刊康考坷肯坑空抠枯夸块宽匡亏坤括垃莱蓝琅"
    "捞勒雷棱厘俩联粮撩列琳玲溜龙楼芦驴峦掠抡萝妈埋瞒芒猫么玫门萌眯棉苗蔑民明谬摸谋拇拿氖南囊挠呢馁嫩能妮蔫娘鸟捏您柠牛脓奴女暖虐挪哦欧啪拍攀乓抛呸喷砰坯篇飘撇拼乒坡"
    "扑期掐牵枪橇切钦青琼秋趋圈缺裙然瓤饶惹壬扔日戎揉茹软蕊闰若撒腮三桑搔瑟森僧莎筛珊墒梢奢砷声师收蔬刷摔栓霜谁吮说斯松搜苏酸虽孙蓑塌胎坍汤掏特藤梯天挑贴厅通偷凸湍推"
    "吞拖挖歪豌汪威瘟嗡挝巫昔瞎掀相萧楔薪星兄休墟轩靴勋压焉殃邀椰一茵英哟拥幽迂鸳曰耘匝栽咱赃遭责贼怎增扎摘瞻樟招遮珍蒸芝中舟珠抓拽专桩椎谆捉兹鬃邹租钻嘴尊昨"
)
# Groups of characters that differ by a stroke or in one component.
_LOOK_ALIKE = (
    "未末",
    "己已巳",
    "土士",
    "日曰",
    "人入八",
    "大太犬",
    "天夭",
    "干千于",
    "田由甲申",
    "木本术",
    "技枝",
    "院完",
    "料科",
    "理埋",
    "拔拨",
    "侯候",
    "汉汊",
    "洋详样",
    "折拆析",
    "免兔",
    "乌鸟",
    "今令",
    "王玉主",
    "刀力",
    "九丸",
    "儿几",
    "厂广",
    "北化",
    "白自",
    "目且",
    "风凤",
    "东车",
    "治冶",
    "洽恰",
    "泊舶",
    "母毋",
    "戊戌戍",
    "钓钩",
    "侠峡狭",
    "陪倍培",
    "捡检",
    "纺防",
    "织炽识",
    "晴睛",
    "情清请",
    "抡抢",
    "沦沧",
    "仑仓",
    "历厉",
    "竞竟",
    "圆园",
    "徽微",
    "密蜜",
    "辨辩瓣",
    "粱梁",
    "籍藉",
    "衷哀",
    "宇字",
    "专传",
    "永水",
    "住往",
    "设没",
    "计汁",
    "问间",
)


def are_alike(first: str, second: str) -> bool:
    """Whether one of two characters is easily written for the other."""
    reading = _reading(first)
    if reading and reading == _reading(second):
        return True
    return any(first in group and second in group for group in _LOOK_ALIKE)


def _reading(character: str) -> int:
    """Return the number of a common character's reading, 0 for any other character."""
    code = _code(character)
    # The common characters end before this code; behind it they stand by their radicals.
    return bisect_right(_beginnings(), code) if code < b"\xd8" else 0


@cache
def _beginnings() -> tuple[bytes, ...]:
    return tuple(map(_code, _FIRST_OF_READING))


def _code(character: str) -> bytes:
    """Return the code in GB 2312; an empty text, which sorts first, where there is none."""
    try:
        return character.encode("gb2312")
    except UnicodeEncodeError:
        return b""
