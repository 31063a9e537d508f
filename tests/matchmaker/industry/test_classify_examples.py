"""Texts of every industry, as people write them, must come first under it."""

import pytest

from matchmaker.industry.classify import IndustryClassifier
from matchmaker.industry.taxonomy import load_taxonomy

CLASSIFIER = IndustryClassifier(load_taxonomy())

EXAMPLES = [
    ("optoelectronics", "大功率光纤激光器泵浦合束器", "提高光纤激光输出功率", ["H01S3/067"]),
    ("optoelectronics", "硅光子芯片与光纤阵列的耦合封装", "降低光芯片耦合损耗", []),
    ("vehicles", "动力电池包液冷热管理系统", "抑制电池组热失控", ["H01M10/613"]),
    ("vehicles", "商用车线控制动系统开发", "满足智能驾驶冗余要求", []),
    ("life-health", "一种猪瘟病毒亚单位疫苗", "含有重组抗原蛋白", ["A61K39/12"]),
    ("life-health", "糖尿病足创面敷料", "促进创面愈合并抗感染", []),
    ("equipment", "数控磨床砂轮主轴热误差补偿", "提高机床磨削精度", ["B24B5/04"]),
    ("equipment", "盾构刀盘焊接机器人工作站", "实现自动焊接", []),
    ("beidou", "北斗短报文船载终端", "卫星信号弱时保证定位与通信", ["G01S19/14"]),
    ("beidou", "滑坡变形监测用GNSS接收机", "毫米级差分定位", []),
    ("computing", "数据中心分布式存储系统的负载均衡方法", "提高存储集群吞吐", ["G06F16/182"]),
    ("computing", "异构计算集群的算力调度", "多租户云计算资源池", []),
    ("ai", "基于卷积神经网络的人脸识别方法", "用注意力机制提取特征", ["G06V40/16"]),
    ("ai", "行业大语言模型与知识图谱问答", "减少生成式模型幻觉", []),
    ("software", "基于区块链的农产品溯源系统", "防止数据篡改", ["G06Q30/00"]),
    ("software", "生产管理系统软件开发", "对接工业互联网平台与移动应用", []),
    ("quantum", "诱骗态量子密钥分发系统", "量子信道误码率估计", ["H04B10/70"]),
    ("quantum", "小型化铷原子钟", "冷原子频率标准", []),
    ("textile", "涤纶织物无水染色方法", "减少印染耗水", ["D06P1/00"]),
    ("textile", "亚麻混纺针织面料抗皱整理", "保持织物手感", []),
    ("environment", "焦化废水脱氮处理装置", "厌氧反硝化去除总氮", ["C02F3/30"]),
    ("environment", "烟气脱硫废渣资源化利用", "减少固废堆存", []),
    ("appliance", "一种空调室内机导风结构", "减小噪声", ["F24F1/0011"]),
    ("appliance", "滚筒洗衣机减振", "家电静音", []),
    ("materials", "高强铝合金板材热处理工艺", "提高铝合金强度", ["C22F1/04"]),
    ("materials", "石墨烯改性环氧树脂防腐涂料", "涂层耐盐雾", []),
    ("ninth", "多旋翼无人机起落架", "无人机垂直起降", ["B64C25/00"]),
    ("ninth", "低空飞行器航迹规划", "空域管理与飞行控制", []),
    ("other", "一种折叠板凳", "便于收纳", ["A47C4/00"]),
    ("other", "水稻插秧深浅调节", "提高插秧质量", ["A01C11/02"]),
]


@pytest.mark.parametrize(("slug", "title", "body", "ipc"), EXAMPLES)
def test_text_is_put_first_under_its_industry(slug, title, body, ipc):
    assert CLASSIFIER.classify(title, body, ipc)[0].slug == slug


def test_examples_cover_every_industry():
    covered = {example[0] for example in EXAMPLES}
    assert covered == {industry.slug for industry in load_taxonomy().industries}
