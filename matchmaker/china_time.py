"""The time that people here read on their clocks."""

from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
