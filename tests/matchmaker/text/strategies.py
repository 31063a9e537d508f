"""Texts as they stand in sheets: Chinese prose with Latin words, figures and full width."""

from hypothesis import strategies as st

WORDS = (
    "锂离子电池",
    "正极材料",
    "激光器",
    "北斗导航",
    "轧辊",
    "裂纹",
    "修复",
    "一种",
    "的",
    "本发明",
    "技术需求",
    "方法",
    "装置",
    "OLED",
    "LED芯片",
    "ＧＰＳ",
    "gps",
    "LiFePO4",
    "200℃",
    "3.5mm",
    "5G",
    "，",
    "。",
    " ",
    "\n",
)
# Few characters, so that two texts share runs of every shape by chance.
few_characters = st.text(alphabet="电池材料激光修", max_size=24)
prose = st.lists(st.sampled_from(WORDS), max_size=14).map("".join)
han_texts = st.one_of(few_characters, prose, st.text(max_size=30))
