"""The campaign file of the world that the matrix is asked in."""

EVENTS = """
name = "测试活动"

[[event]]
slug = "docking"
name = "武汉都市圈对接会"
kind = "provincial_docking"
date = 2024-06-18
city = "武汉"
area = "wuhan"
institution_share = 1.0

[[event]]
slug = "wuhan"
name = "武汉对接会"
kind = "local_docking"
date = 2024-06-20
city = "武汉"
institution_share = 1.0

[[event]]
slug = "roadshow"
name = "十堰路演"
kind = "roadshow"
date = 2024-06-27
city = "420300"
institution_share = 1.0

[[event]]
slug = "wuhan-show"
name = "武汉路演"
kind = "roadshow"
date = 2024-06-28
city = "武汉"
institution_share = 1.0

[[event]]
slug = "wuhan-chain"
name = "武汉投融资路演"
kind = "finance_roadshow"
date = 2024-07-18
city = "武汉"
chain = "laser"

[[event]]
slug = "shiyan-chain"
name = "十堰投融资路演"
kind = "finance_roadshow"
date = 2024-08-22
city = "420300"
chain = "vehicles"
"""
