"""How what a message asks for is done on the command line.

Messages are read on pages, too: they say in words what to do, and here alone stands by which
command. The first words of the table that stand in a message count.
"""

import re

REMEDIES: tuple[tuple[str, str], ...] = (
    # Narrower words come first.
    ("为算法", "matchmaker index build --algorithm 算法"),
    ("先导入需求", "matchmaker import demands 文件"),
    ("先导入专利", "matchmaker import patents 文件"),
    ("建立索引", "matchmaker index build"),
    ("重建索引", "matchmaker index build"),
    ("更新索引", "matchmaker index build"),
    ("登记会面意愿", "matchmaker people wish 活动"),
    ("先生成企业名单", "matchmaker event firms 活动 --generate"),
    ("先生成名单", "matchmaker event generate 活动"),
    ("先更新名单", "matchmaker event generate 活动"),
    ("对接会请生成名单", "matchmaker event generate 活动"),
    ("先登记活动", "matchmaker event add 活动文件.toml"),
    ("先建更正版", "matchmaker list correct 活动"),
    ("可直接固定", "matchmaker list pin 活动 需求 专利"),
    ("可手工加入", "matchmaker list add 活动 需求 专利"),
    ("先邀请该单位", "matchmaker people invite 活动 --organisation 单位 --side 哪一方"),
    ("先确认参会单位", "matchmaker people confirm 活动 单位"),
    ("先确认其参会", "matchmaker people confirm 活动 单位"),
    ("请说明是哪一方", "加上 --side enterprise 或 --side institution"),
    ("先设置场地", "matchmaker timetable hall 活动"),
    ("先排日程", "matchmaker timetable plan 活动"),
    ("先重排日程", "matchmaker timetable plan 活动"),
    ("请先遴选", "matchmaker roadshow select 活动"),
    ("运行全库匹配", "matchmaker match run"),
    ("学习产业分类", "matchmaker industry train"),
    ("学习排序", "matchmaker train"),
    ("先撤回这项请求", "matchmaker improve withdraw 编号"),
    ("直接修改这件专利", "matchmaker patent edit 申请号"),
    ("”的单位。", "matchmaker org list --find 文字"),
    ("编号见自动运行的记录", "matchmaker schedule list"),
    ("的词条。请核对编号", "matchmaker words list"),
    ("的后台任务。请核对编号", "matchmaker work list"),
    ("的提醒。请核对编号", "matchmaker schedule reminders"),
    ("的推送。请核对编号", "matchmaker webhook deliveries 推送地址编号"),
    ("的推送地址。请核对编号", "matchmaker webhook list"),
    ("产业代号", "matchmaker industry list"),
    ("指定全部行的单位", "加上 --owner 单位名称"),
    ("请写明截止日", "加上 --until 日期"),
    ("撤下请写明原因", "加上 --reason 原因"),
    ("退回请写明原因", "加上 --reason 原因"),
    ("不合适的请写明原因", "加上 --reason 原因"),
    ("请去掉原因", "去掉 --reason"),
    ("请在说明中写明是什么", "加上 --note 说明"),
    ("请写明修改人", "加上 --by 姓名"),
    ("请写明经办人", "加上 --by 姓名"),
    ("请写明是谁说的", "加上 --by 姓名"),
    ("请写明答复内容", "加上 --text 答复"),
    ("谢绝请写明理由", "加上 --text 理由"),
    ("请写明希望改进什么", "加上 --point 要点"),
    ("请写明代表哪个单位", "加上 --organisation 单位"),
)

# Words of a command for which what the message names stands in, where it names one.
_NAMED = {"算法": re.compile(r"算法 (\S+)"), "活动": re.compile(r"活动 (\S+)")}


def remedy_for(message: str) -> str:
    """Return how a message's remedy is done on the command line, empty where it is none."""
    how = next((how for words, how in REMEDIES if words in message), "")
    return " ".join(_filled(word, message) for word in how.split())


def _filled(word: str, message: str) -> str:
    named = _NAMED[word].search(message) if word in _NAMED else None
    return named[1] if named else word
