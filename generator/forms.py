"""Words in which OpenCC errs, with their right traditional form.

OpenCC takes, from left to right, the longest phrase that it knows; it does not know the plain words of speeches and takes a rare
phrase across their border instead (抓好干部: 好干; 指明了: 明了; 我国历史: 国历). ``CERTAIN`` words are set before OpenCC sees the
text, the leftmost and longest of them first; the longer ones among them hold what only looks like a shorter one (若干部门). ``LIKELY``
ones are phrases among OpenCC's own.

A word is ``简=繁`` in Taiwan's forms, or without a form where OpenCC is right once the word stands alone. Forms are those of the
Ministry of Education's 重編國語辭典修訂本; where it has two, OpenCC's.
"""

_FIRST = """
发展 发放 发扬 发挥 发明 发动 发布 发言 发达 发票 发改 发起 发掘 发行 发电 发射 发表 发送 发育
历史 历程 历来 历届 历次 历任 历代 历经 历尽 历年 农历年 阴历年 旧历年 公历年 阳历年 日历年
制度 制造 制约 制品 制裁 制订 制定 制止 复制品 机制造成 体制造成 限制造成 抑制造成 控制造价=控制造價 编制造册=編制造冊
干部=幹部 若干部=若干部 骨干部=骨幹部 干涉 干预 干扰 干警 干群 干流=幹流 干支流=幹支流 干支线=幹支線 一干两支=一幹兩支
一干多支=一幹多支
扎实=紮實 布局=佈局 斗争 斗志 斗米=斗米 斗谷=斗穀 占人口=佔人口 人口占=人口佔 背着手=背著手 朱红=朱紅
系统 系列 联系统一 联系统筹 联系统战 关系统一 关系统筹 关系列=關係列 联系列=聯繫列
注重 注意 注入
征程 征途 征求 征收 征集 征地 征信
国家 具有 具备 困难 困境 困惑 面向 面对 面临 致力 致富 采取 采用 采购 采集 采访 采纳 采摘 违背 舍不得 云南 里程 向应用=向應用 向应急=向應急
理念 信念 观念 概念 纪念 持之以恒 资金链=資金鏈 产业链 供应链 创新链 人才链 信息链 卷上册=卷上冊 卷下册=卷下冊 杆秤=桿秤
"""
"""Words that begin with a character of several forms; a rare phrase may end with it."""

_LAST = """
组织里=組織裡 文本里=文本裡 制里=制裡 合同里=合同裡 表格里=表格裡 渠道里=渠道裡 街道里=街道裡 管道里=管道裡 通道里=通道裡 报道里=報道裡
精神里=精神裡 眼神里=眼神裡 亲戚里=親戚裡 总数里=總數裡 人数里=人數裡 东西里=東西裡 平日里=平日裡
节日里=節日裡 往日里=往日裡 假日里=假日裡 州里=州裡 港里=港裡 卡里=卡裡 屯里=屯裡 里党=裡黨 春天里=春天裡
天后=天後 天后宫 妈祖天后 解封后=解封後 密封后=密封後 查封后=查封後
是只=是只 这只会=這只會 这只能=這只能 这只是=這只是 这只有=這只有 这只要=這只要 这只不过=這只不過 那只能=那只能 那只会=那只會 那只是=那只是
那只有=那只有 没有只=沒有只 还有只=還有只 只有只=只有只 别只=別只 最多只=最多只 顶多只=頂多只 至多只=至多只
"""
"""Words that end with one: 里 for 裡, 后 for 後, and the adverb 只, of which a rare phrase makes a measure word."""

_PARTICLES = """
个中=個中 个中原因=箇中原因 个中缘由=箇中緣由 个中滋味=箇中滋味 个中三昧=箇中三昧 个中道理=箇中道理 个中奥妙=箇中奧妙 个中甘苦=箇中甘苦
个中情由=箇中情由 个中翘楚=箇中翹楚 个中究竟=箇中究竟 个中玄机=箇中玄機 个中奥秘=箇中奧祕 个中曲折=箇中曲折 个中艰辛=箇中艱辛
明了=明了 简单明了=簡單明瞭 简明了=簡明瞭 简洁明了=簡潔明瞭 清楚明了=清楚明瞭 清晰明了=清晰明瞭 浅显明了=淺顯明瞭 直观明了=直觀明瞭
通俗明了=通俗明瞭 明了于=明瞭於 不明了=不明瞭 更加明了=更加明瞭 十分明了=十分明瞭 易于明了=易於明瞭
了解=瞭解 了解决=了解決 了解放=了解放 了解除=了解除 了解释=了解釋 了解剖=了解剖 了解散=了解散 了解答=了解答 了解体=了解體 了解读=了解讀
了解困=了解困 了解难=了解難 了解约=了解約 了解围=了解圍 了解渴=了解渴 了解聘=了解聘 了解码=了解碼 不了解决=不了解決
并为=並為 合并为=合併為 归并为=歸併為 兼并为=兼併為 撤并为=撤併為 整并为=整併為 并为一=併為一 并发挥=並發揮 并发展=並發展 并发布=並發佈 并发出=並發出 并发表=並發表 并发扬=並發揚 并发放=並發放
并发动=並發動 合并发=合併發
结合并=結合並 联合并=聯合並 整合并=整合並 综合并=綜合並 符合并=符合並 配合并=配合並 融合并=融合並 适合并=適合並 聚合并=聚合並 复合并=複合並
联合并购=聯合併購 整合并购=整合併購 融合并购=融合併購
不准=不准 不准确=不準確 不准备=不準備 不准时=不準時 拿不准=拿不準 数不准=數不準 秤不准=秤不準 称不准=稱不準 对不准=對不準 看不准=看不準
瞄不准=瞄不準 说不准=說不準 算不准=算不準 量不准=量不準 摸不准=摸不準 抓不准=抓不準 吃不准=吃不準 测不准=測不準 掌握不准=掌握不準 把握不准=把握不準
底数不准=底數不準 数据不准=數據不準 情况不准=情況不準 信息不准=信息不準 账目不准=賬目不準 定位不准=定位不準 认识不准=認識不準 找不准=找不準 名单不准=名單不準 打不准=打不準 不准的=不準的
要松=要鬆 要松树=要松樹 要松木=要松木 现冲=現沖 这出戏=這齣戲 那出戏=那齣戲 每出戏=每齣戲 整出戏=整齣戲
能并的=能併的 该并的=該併的 应并的=應併的 并的并=併的併 并掉=併掉
旱地干=旱地乾 渠干了=渠乾了 河干了=河乾了 井干了=井乾了 塘干了=塘乾了 田干了=田乾了 水干了=水乾了
余秋里=余秋里 姓于=姓于 姓余=姓余 姓钟=姓鍾 姓涂=姓涂 姓游=姓游 百姓于=百姓於 百姓余=百姓餘 百姓游=百姓遊
干的=幹的 晒干的 晾干的 烘干的 吹干的 风干的 擦干的 烤干的 阴干的 饼干的 包干的 笋干的 菜干的 鱼干的 肉干的 若干的=若干的 相干的=相干的 枯干的
打松=打鬆 不能松=不能鬆 不可松=不可鬆 松了一口气=鬆了一口氣 向往=嚮往 方向往=方向往 巡回=巡迴 回归=回歸
"""
"""Verbs and what follows them; what only looks like them."""

_SINGLE = "娘=娘 岩=岩"
"""Characters with one form in use: 孃 and 巖 are variants."""

CERTAIN: tuple[str, ...] = tuple("\n".join((_FIRST, _LAST, _PARTICLES, _SINGLE)).split())
"""Words that are set before all phrases of OpenCC."""

_TITLES = """
书记 县长 市长 省长 州长 区长 镇长 乡长 村长 局长 厅长 处长 科长 部长 主任 主席 院长 校长 所长 站长 队长 组长 会长 支书 常委 政委
董事长 秘书长 检察长 总经理 同志 教授 老师 医生 师傅 先生 女士 大娘 大爷 大伯 大妈 大姐 大哥
""".split()
SURNAMES = {"于": "于", "余": "余", "钟": "鍾", "涂": "涂", "游": "游"}
"""Surnames whose character, alone, is another word: their form."""

LIKELY: tuple[str, ...] = (
    *"签=簽 钟=鐘 范=范 岳=岳 郁=郁".split(),
    *(f"{name}{title}={form}" for name, form in SURNAMES.items() for title in _TITLES),
)
"""Characters that stand alone mostly in this sense (签责任书, 岳书记); a surname before an office: its form, then the rest as it is."""
