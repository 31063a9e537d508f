"""The Chinese names of what a program may be given."""

from collections.abc import Mapping

from matchmaker.access.permissions import Permission

SCOPE_LABELS: Mapping[Permission, str] = {
    Permission.PATENT_READ: "查看专利",
    Permission.PATENT_WRITE: "修改专利",
    Permission.OPEN_LICENCE_READ: "查看开放许可",
    Permission.PRODUCT_READ: "查看专利产品",
    Permission.DEMAND_READ: "查看需求",
    Permission.DEMAND_WRITE: "修改需求",
    Permission.ORGANISATION_READ: "查看单位",
    Permission.IMPORT: "导入文件",
    Permission.RECOMMEND_PATENTS: "为需求推荐专利",
    Permission.RECOMMEND_DEMANDS: "为专利推荐需求",
    Permission.FEEDBACK_READ: "查看评价",
    Permission.EVENT_READ: "查看活动",
    Permission.LIST_READ: "查看名单",
    Permission.TIMETABLE_READ: "查看日程",
    Permission.OUTCOME_READ: "查看会面结果",
    Permission.OUTCOME_WRITE: "记录会面结果",
    Permission.LEDGER_READ: "查看台账",
    Permission.LEDGER_WRITE: "登记台账",
    Permission.EXCHANGE: "导出平台交换表与数据包",
    Permission.PUBLIC_SERVICE_READ: "查看政策库和培训的管理页",
    Permission.PUBLIC_SERVICE_WRITE: "维护政策库和培训课程",
    Permission.SCHEDULE_READ: "查看自动运行",
    Permission.RULES_READ: "查看规则",
    Permission.WORK_READ: "查看后台任务",
}
