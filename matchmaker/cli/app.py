"""All commands in one place."""

import typer

from matchmaker.cli.lazy import Entry, LazyGroup

# The first line of each command's own help, said here so that listing loads nothing.
COMMANDS = {
    "init": Entry("matchmaker.cli.init", "init", "建立或升级数据库，载入产业与片区；可重复运行。"),
    "import": Entry(
        "matchmaker.cli.import_",
        "app",
        "导入专利、需求、成果、往年数据、专利产品或白名单（.xlsx、.csv、.docx、.jsonl）。",
    ),
    "index": Entry("matchmaker.cli.index", "app", "检索索引。"),
    "patent": Entry("matchmaker.cli.patent", "app", "单件专利：查看来源与沿革，人工修改。"),
    "listing": Entry(
        "matchmaker.cli.listing",
        "app",
        "专利挂牌：代单位申报、审核、退回，到期前续期，撤下。",
    ),
    "open-licence": Entry(
        "matchmaker.cli.open_licence",
        "app",
        "专利开放许可：核对条件，列出登记情况，导出声明资料。",
    ),
    "product": Entry(
        "matchmaker.cli.product",
        "app",
        "专利产品：列出、核对、登记备案和认定，导出备案资料和空的调查表。",
    ),
    "rank": Entry("matchmaker.cli.rank", "rank", "为一项或一批需求推荐专利，并说明理由。"),
    "match": Entry(
        "matchmaker.cli.match", "app", "全部需求与全部专利的匹配：运行、查看结果；中断后接着做。"
    ),
    "why": Entry(
        "matchmaker.cli.why",
        "why",
        "说明一件专利为何没有推荐给一项需求：被哪条规则挡下，或排第几、差在哪里。",
    ),
    "demands-for": Entry(
        "matchmaker.cli.demands_for", "demands_for", "为一件专利找最合适的企业需求，并说明理由。"
    ),
    "firms-for": Entry(
        "matchmaker.cli.firms_for",
        "firms_for",
        "为一个单位的全部专利找最合适的企业，每家企业一行。",
    ),
    "similar": Entry(
        "matchmaker.cli.similar",
        "similar",
        "查找与一件专利相近的专利，便于打包推介。",
    ),
    "event": Entry("matchmaker.cli.event", "app", "活动与候选名单。"),
    "list": Entry("matchmaker.cli.list_", "app", "候选名单的人工调整、版本、复核与锁定。"),
    "people": Entry("matchmaker.cli.people", "app", "参会单位：邀请、确认、意愿与签到。"),
    "timetable": Entry(
        "matchmaker.cli.timetable", "app", "1:1 洽谈日程：场地、排期、调整、发布与导出。"
    ),
    "outcome": Entry("matchmaker.cli.outcome", "app", "会面结果：记录、更正、查询，并供排序学习。"),
    "ledger": Entry(
        "matchmaker.cli.ledger", "app", "台账：登记的活动与合同，以及合同计入哪个市州的规则。"
    ),
    "exchange": Entry(
        "matchmaker.cli.exchange",
        "app",
        "与其他平台交换：各平台的栏目、平台交换表、供程序读取的数据包。",
    ),
    "white-list": Entry(
        "matchmaker.cli.white_list", "app", "知识产权金融白名单：批次、企业，导出。"
    ),
    "submission": Entry(
        "matchmaker.cli.submission",
        "app",
        "市州报送：活动方案与活动总结的进度、备案、退回，汇总校核。",
    ),
    "case": Entry("matchmaker.cli.case", "app", "典型案例：列出、查看评分排名、导出排名与汇编。"),
    "feedback": Entry(
        "matchmaker.cli.feedback",
        "app",
        "供需双方对推荐配对的意见：记录、查询、汇总，并供排序学习。",
    ),
    "improve": Entry(
        "matchmaker.cli.improve",
        "app",
        "改进请求：企业请权利人补充或改进专利材料，答复后可再推介一次。",
    ),
    "schedule": Entry(
        "matchmaker.cli.schedule", "app", "按日程自动生成名单、更新索引和提醒：运行、查看、重做。"
    ),
    "work": Entry(
        "matchmaker.cli.work",
        "app",
        "后台任务（导入、名单、匹配、备份等）：查看进度、取消、处理。",
    ),
    "roadshow": Entry("matchmaker.cli.roadshow", "app", "路演：遴选专利、评审打分、项目单页。"),
    "chain": Entry("matchmaker.cli.chain", "app", "产业链：各环节的供需与缺口，重新归入。"),
    "industry": Entry(
        "matchmaker.cli.industry", "app", "产业：分类模型的学习与评测，人工纠正，重新归类。"
    ),
    "words": Entry(
        "matchmaker.cli.words", "app", "用词：同义说法的挖掘、采用与否决，下次匹配即生效。"
    ),
    "org": Entry("matchmaker.cli.org", "app", "单位：名称归一、疑似重复与合并。"),
    "account": Entry(
        "matchmaker.cli.account",
        "app",
        "账号：建立、审核注册、角色、停用与重置密码；建立第一个管理员从这里开始。",
    ),
    "token": Entry("matchmaker.cli.token", "app", "程序令牌：让其他系统调用接口，限定范围与期限。"),
    "webhook": Entry(
        "matchmaker.cli.webhook",
        "app",
        "事件推送：把名单发布、收到请求、成交登记通知其他系统；批准地址后才发送。",
    ),
    "audit": Entry("matchmaker.cli.audit", "app", "审计日志：查询、核对是否被改动、归档。"),
    "privacy": Entry(
        "matchmaker.cli.privacy",
        "app",
        "个人信息：申请与答复、副本、更正、删除、查看记录、到期清理，定向需求的指定单位。",
    ),
    "evaluate": Entry(
        "matchmaker.cli.evaluate",
        "evaluate",
        "在人工评判的配对上衡量算法；只用这两个文件，不需要数据库。",
    ),
    "train": Entry(
        "matchmaker.cli.train", "train", "从人工评判中学习排序；不优于现有算法则不采用。"
    ),
    "backup": Entry(
        "matchmaker.cli.backup", "app", "备份全部数据到一个文件，服务不必停；核对备份。"
    ),
    "restore": Entry("matchmaker.cli.backup", "restore", "把备份恢复到空数据库。"),
    "serve": Entry("matchmaker.cli.serve", "serve", "启动网页与接口。"),
    "demo": Entry(
        "matchmaker.cli.demo",
        "demo",
        "载入自带的虚构样例，生成全部活动的名单并导出；可重复运行。",
    ),
}


class Commands(LazyGroup):
    """The commands of matchmaker."""

    entries = COMMANDS


app = typer.Typer(
    name="matchmaker",
    cls=Commands,
    help="专利供需匹配：导入专利与需求，生成对接会与路演候选名单。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def _matchmaker() -> None:
    """Make a group of the app, though none of its commands is loaded yet."""
