"""Invented people: common surnames and given names, phones that cannot ring."""

from sample.dice import Dice

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程"
    "苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚"
    "邵万钱严覃武戴莫孔向汤"
)
_FIRST = "志文建国晓海春明永立德宇子天思雨佳俊伟少新红丽秀玉淑家成继光景学正宏世振云雪静婉若"
_SECOND = "华强军平杰辉峰磊涛斌鹏飞勇超波刚亮毅林凯敏静娟芳燕玲霞慧洁莹颖婷宁远航博涵轩然琪瑶"
_TITLES = ("经理", "主任", "工程师", "部长", "总监")


def full_name(dice: Dice) -> str:
    surname = dice.pick(SURNAMES)
    if dice.chance(0.25):
        return surname + dice.pick(_SECOND)
    return surname + dice.pick(_FIRST) + dice.pick(_SECOND)


def inventors(dice: Dice) -> str:
    names: list[str] = []
    wanted = dice.between(2, 6)
    while len(names) < wanted:
        name = full_name(dice)
        if name not in names:
            names.append(name)
    return "; ".join(names)


def office_contact(office: str, dice: Dice) -> str:
    return f"{office} {dice.pick(SURNAMES)}老师"


def office_phone(dice: Dice) -> str:
    return f"027-0000{dice.below(10_000):04d}"


def firm_contact(dice: Dice) -> str:
    if dice.chance(0.3):
        return dice.pick(SURNAMES) + dice.pick(_TITLES)
    return full_name(dice)


def mobile_phone(dice: Dice) -> str:
    return f"{dice.pick(('138', '139', '135', '150', '186'))}-0000-{dice.below(10_000):04d}"
