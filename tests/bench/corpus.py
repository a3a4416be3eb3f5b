"""A generated archive to measure with: so many speeches of so many characters, a glossary of so many terms.

In: counts and a seed. Out: a folder with ``site.yaml``, ``speeches/`` and ``glossary/``. The sentences are made from word lists
and patterns of our own, after the grammar of the genre: 要 and a row of measures, an appraisal, a figure, a warning. Speech ``i``
and term ``j`` are the same whatever the numbers of the others, so that archives of different sizes can be compared. The same arguments
give the same bytes.

The words are many and the fixed parts short, so that two speeches seldom agree by chance in a dozen characters; but one sentence in
a hundred is a formula that all know, and three in a hundred are borrowed from a common stock, as speakers do borrow.
"""

import random
import re
from collections.abc import Iterator
from pathlib import Path

_WORDS = {
    "verb": """抓实 推进 深化 加强 完善 落实 强化 健全 优化 规范 提升 夯实 拓展 巩固 统筹 盘活 理顺 压实 细化 摸清 改进 补齐 疏通
        激活 整合 擦亮 做优 用好 管住 守住 稳住 培育 引导 带动 撬动 延伸 畅通 简化 公开 核准 盯紧 建好 管好 办实 谋划 部署 督促
        检验 汇总 更新 扭转 遏制 化解 排查 整治 清退 追回 攻克 突破 首推 试行 复制 推广""",
    "field": """水利 道路 校舍 粮库 林场 渔港 茶园 果园 牧场 仓储 冷链 电网 供水 供热 排污 河道 堤防 山塘 水库 厂区 园区 集市 街巷
        社区 村组 院落 学前 义务 职业 医疗 养老 托育 低保 救助 殡葬 文化 档案 体育 旅游 外贸 金融 税收 预算 采购 招标 审计 统计
        信访 调解 消防 应急 气象 防疫 食品 药品 矿山 工地 物流 客运 停车 环卫 绿化 节水 护林 禁渔 种子 农机 植保 畜禽 蔬菜 茶叶
        蚕桑 中药 竹编 陶瓷 纺织 家具 机械 电子 软件 科技 人才 编制 干部 党员 支部 青年 妇女 侨务 民族 宗教 民兵 双拥 退役 法律""",
    "thing": """台账 网络 队伍 机制 清单 责任 短板 服务 设施 流程 标准 监测 质量 效率 秩序 规划 方案 档次 主体 品牌 渠道 资源 数据 基础
        平台 制度 隐患 症结 链条 力量 经费 项目 工程 窗口 热线 岗位 课程 预案 协作 考评 督查 培训 宣传 引才 招商 融资 改造 确权
        流转 收储 供应 价格 安全 保障 执法 公示 评议 巡查 轮训 联席 调度 修缮 普查 归集 登记 备案""",
    "who": """各乡镇 各街道 各部门 各村组 县直机关 市直单位 驻村干部 包片领导 分管同志 班子成员 窗口人员 办案人员 村民代表 企业负责人
        一线教师 乡村医生 护林员 网格员 老党员 年轻干部 志愿者 种粮大户 合作社 审计组 督导组 工作专班 业务科室 基层站所""",
    "how": """一件一件 逐村逐户 分类分级 按月按季 有理有据 不折不扣 及早动手 循序渐进 上下联动 左右协同 从严从实 因地制宜 试点先行
        以点带面 边查边改 带着感情 对照清单 依照程序 面对面地 全过程地 一竿到底 分片包干 举一反三 立足长远 突出重点 轻重有别""",
    "folk": """群众 企业 农户 孩子 老人 基层 乡亲 商户 职工 教师 患者 旅客 果农 渔民 青年 住户 学生 司机 村组 客商 摊主 妇女 侨胞 牧民 园丁
        邻里""",
    "gain": """少跑路 看得懂 敢投资 有收益 上好学 有依靠 减负担 得实惠 有盼头 能放心 留得住 走得远 说了算 用得上 早知道 睡得稳 住得好 有活干
        吃得香 会管理 能监督 多挣钱 愿参与 享便利 有面子 提意见""",
    "fault": """抓得不紧 底数不清 进度偏慢 重头轻尾 浮在面上 停在纸上 各管一段 时紧时松 层层递减 捉襟见肘 报表太多 分工不明 说多做少 办法陈旧
        不问效果 绕着难题 见物无人 缺少实招 流于形式 欠账不少 力量分散 衔接不畅 标准不一 拖而不决 应付了事 监管乏力 更新太慢 宣传不够
        责任悬空 虎头蛇尾""",
    "time": """今年以来 上半年 一季度 入冬之后 汛期之前 这几个月 去年下半年 年初至今 三年之内 最近一段时间 春耕期间 换届以后 放眼明年 到年底前
        下一阶段 过去五年 前一段 本轮检查中 座谈会上 走访途中""",
    "mood": """初见成效 稳中有进 已有起色 逐年改观 喜忧参半 来之不易 任重道远 有口皆碑 仍有差距 值得总结 有待检验 日见好转 开局良好 势头不错
        短板犹存 大有可为 不容乐观 尚需努力 可圈可点 渐入正轨 空间很大 参差不齐 超出预期 基本达标""",
    "unit": "户 个 处 名 亩 条 件 次 家 项 座 台 份 吨",
    "adj": "扎实 稳妥 有序 主动 及时 全面 深入 具体 严肃 公正 细致 持久 高效 廉洁 开放 踏实",
    "kind": "工作 局面 环节 任务 步骤 做法 习惯 本领 作风 氛围 阵地 根基",
}  # fmt: skip
_SLOTS = {name: words.split() for name, words in _WORDS.items()} | {
    "n": "3 5 7 11 12 16 18 23 26 31 38 42 47 54 63 79 86 108 140 215 360 572 1300".split()
}
_SENTENCES = """
要{verb}{field}{thing}，{verb}{field}{thing}，让{folk}{gain}。
{time}，{who}在{field}上{how}{verb}{thing}，{field}{thing}{mood}。
{who}要{how}{verb}{thing}，切实{verb}{field}和{field}{thing}，让{folk}{gain}。
一些地方{field}{thing}{fault}，{field}{thing}跟不上，{field}{thing}{mood}。
{time}，全县{verb}{field}{thing}{n}{unit}，{verb}{field}{thing}{n}{unit}，{field}{thing}{mood}。
有的{who}{field}{thing}{fault}，有的{who}{field}{thing}{fault}，这样的{kind}要改。
{how}{verb}{field}{thing}，既要{adj}，又要让{folk}{gain}。
从{field}{thing}到{field}{thing}，从{verb}{thing}到{verb}{thing}，{field}{thing}{mood}。
请{who}用{n}天{verb}{field}{thing}，再用{n}天{verb}{field}{thing}。
{field}上的{kind}要{adj}，{field}上的{kind}要{adj}，{field}上的{kind}要{adj}。
{who}谈到，{field}{thing}办得{adj}，{field}{thing}却{fault}。
谁的{field}{thing}{fault}，就由谁{verb}{field}{thing}，并向{folk}说清楚。
""".split()
_WITH_TERMS = """
围绕“{term}”，{who}要{verb}{field}{thing}，{verb}{field}{thing}，让{folk}{gain}。
{time}，把{term}同{field}{thing}结合起来，{how}{verb}{field}{thing}。
{term}不是一句口号，{field}{thing}{fault}，{field}{thing}就会落空。
抓{term}，先要{verb}{field}{thing}；{verb}{field}{thing}，{who}不能松劲。
对照{term}的要求，{field}{thing}还差在哪里？怎样{verb}{field}{thing}，{who}要想明白。
坚持{term}，{verb}{field}{thing}，形成{adj}、{adj}、{adj}的{kind}。
落实“{term}”和“{term}”，重在{verb}{field}{thing}，难在{verb}{field}{thing}。
""".split()
_BORROWED = 4000
"""Sentences that stand in several speeches, as speakers borrow from each other."""
_SET_PASSAGES = """
路要一步一步走，事要一件一件办，说到的就要做到，定下的就要办成，不能今天一个主意、明天一个主意。
群众把这副担子交给我们，我们就要挑得起、走得稳，几年以后回头看，对得起这一方水土和这一方人。
会后请各单位用三天时间传达，用一周时间对表，用一个月时间见效，办公室负责跟踪，到期逐项销号。
花一分钱都要问一问值不值，办一件事都要想一想成不成，用一个人都要看一看行不行。
""".split()
_HEADINGS = """
{how}，{verb}{field}{thing}
{verb}{field}{thing}，{verb}{field}{thing}
以{adj}的{kind}{verb}{field}{thing}
关于{field}{thing}的几点意见
让{folk}{gain}，必须{verb}{field}{thing}
落实{term}，{verb}{field}{thing}
""".split()
_DEFINITIONS = """
对{field}{thing}提出的{n}项要求的合称，强调{verb}{field}{thing}，让{folk}{gain}。
{time}提出，指{verb}{field}{thing}、{verb}{field}{thing}，针对的是{field}{thing}{fault}。
一种{kind}，要求{who}{how}{verb}{field}{thing}。
在文件中常与{field}{thing}并提，检查时看{field}{thing}是否{adj}。
""".split()
_COUNTED = """聚焦 严守 到位 清零 联动 台阶 覆盖 转变 打通 延伸 提速 不减 在先 同步 倒逼 攻坚 见底 回访 赋能 兜底 亮牌 结对 上墙 入户 贯通 归口 扩面 提质
    减证 增绿 强村 富民 护水 治土 育苗 引智 稳链 惠企 便民 安居 修身 守纪 明账 公开 问效 督办 会诊 点题 交卷 评星 晾晒 轮值""".split()  # fmt: skip
_PAIRED = "查改 学做 讲评 治建 帮带 清欠 联保 创优 护航 提档 扩容 兴业 强基 固本 畅行 净土 育才 暖心 亮剑 登高".split()
_TWO = "民生 法治 巡察 三农 双减 河长 林长 四风 三资 六保 七查 八看 五送 网格 村务 党课 普法 信用 产权 公益".split()
_NUMERALS = "一二三四五六七八九十"
_PEOPLE = 150
_SURNAMES, _GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "建国志强伟民春华晓东海军文斌立新永平"
_PLACES = [
    name + kind
    for kind in "县市"
    for name in "清原 临泽 东屏 安浦 广岭 永汀 长垣 南桥 石浦 武坪 新渡 云岭".split()
]
_LEVELS = {"县": "county", "市": "prefecture"}
_OFFICES = ("委书记", "委副书记", "长", "纪委书记", "委组织部部长", "委宣传部部长")
_MEETINGS = "经济工作会议 党建工作会议 农村工作会议 安全生产会议 作风建设大会 项目推进会 年中分析会 老干部座谈会 教育工作会议 防汛部署会".split()
_SITE = """title: 量测用档案
subtitle: 由程序生成
description: 用来量测生成速度的档案，文字都是随机拼成的。
base_url: https://archive.example
"""


def write_archive(folder: Path, *, speeches: int, characters: int, terms: int, seed: int = 1) -> None:
    """Write an archive: ``speeches`` texts of at least ``characters`` code points each, ``terms`` entries."""
    names = term_names(terms)
    for name in ("speeches", "glossary"):
        (folder / name).mkdir(parents=True)
    (folder / "site.yaml").write_text(_SITE, "utf-8")
    for i in range(1, speeches + 1):
        year, text = speech(i, characters, names, seed)
        (folder / "speeches" / f"{year}-s{i:06d}.md").write_text(text, "utf-8")
    for j, name in enumerate(names, 1):
        (folder / "glossary" / f"t{j:05d}.md").write_text(entry(j, name, seed), "utf-8")


def term_names(number: int) -> list[str]:
    """Set phrases, each once: numeral and measure, two rows of measures, and, one in eight, a word of two characters.

    ValueError where so many cannot be made.
    """
    counted = [
        f"{numeral}{measure}{word}"
        for word in _COUNTED
        for measure in "个项大重种"
        for numeral in _NUMERALS[1:]
    ]
    rows = [f"{a}{x[0]}{b}{x[1]}" for x in _PAIRED for a in _NUMERALS for b in _NUMERALS]
    rng = random.Random("terms")
    rng.shuffle(counted)
    rng.shuffle(rows)
    longer = [
        name for pair in zip(counted, [*rows, *[""] * len(counted)], strict=False) for name in pair if name
    ]
    names: list[str] = []
    short = list(_TWO)
    following = iter(longer)
    for i in range(number):
        name = short.pop(0) if i % 8 == 0 and short else next(following, "")
        if not name:
            raise ValueError(f"{number} terms are more than can be made: {len(_TWO) + len(longer)}")
        names.append(name)
    return names


def entry(number: int, name: str, seed: int) -> str:
    """The file of a term; every fifth has an alias."""
    rng = random.Random(f"term {seed} {number}")
    body = "".join(_fill(rng, pattern, [name]) for pattern in rng.sample(_DEFINITIONS, 3))
    alias = f"aliases: [{name}行动]\n" if number % 5 == 0 else ""
    kind = rng.choice(("abbreviation", "slogan", "formula", "concept"))
    category = rng.choice(("党的建设", "经济", "农业农村", "社会治理", "生态环境", "作风"))
    return f"---\nterm: {name}\n{alias}category: {category}\nkind: {kind}\ncoined: {rng.randint(1978, 1999)}\n---\n\n{name}，{body}\n"


def speech(number: int, characters: int, names: list[str], seed: int) -> tuple[int, str]:
    """The year and the file of a speech."""
    rng = random.Random(f"speech {seed} {number}")
    year = rng.randint(2000, 2025)
    person, place, office = _speaker(int(_PEOPLE * rng.random() ** 1.5))
    meeting = rng.choice(_MEETINGS)
    joined = [f"meeting: {place}{year}年{meeting}"] if rng.random() < 0.25 else []
    head = [
        "---",
        f"title: 在{place}{year}年{meeting}上的讲话",
        f"date: {year}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
        "date_basis: stated",
        "speakers:",
        f"  - name: {person}",
        f"    office: {place}{office}",
        f"place: {place}",
        f"level: {_LEVELS[place[-1]]}",
        *joined,
        "genre: speech",
        "text_status: record",
        "---",
        "",
    ]
    return year, "\n".join(head) + "\n" + "\n\n".join(_body(rng, characters, names)) + "\n"


def _speaker(number: int) -> tuple[str, str, str]:
    """Name, place and office of one of the people; some speak often, some seldom."""
    rng = random.Random(f"speaker {number}")
    name = rng.choice(_SURNAMES) + "".join(rng.sample(_GIVEN, rng.choice((1, 2, 2))))
    return name, rng.choice(_PLACES), rng.choice(_OFFICES)


def _body(rng: random.Random, characters: int, names: list[str]) -> Iterator[str]:
    """Salutation, opening, sections with two levels of headings, a list and a quotation, closing."""
    yield "同志们："
    size = 0
    section = 0
    while size < characters:
        blocks = (
            list(_section(rng, section, names)) if section else [_paragraph(rng, names) for _ in range(2)]
        )
        for block in blocks:
            yield block
            size += len(block)
            if size >= characters:
                break
        section += 1


def _section(rng: random.Random, number: int, names: list[str]) -> Iterator[str]:
    yield f"## {_NUMERALS[(number - 1) % 10]}、{_fill(rng, rng.choice(_HEADINGS), names)}"
    yield _paragraph(rng, names)
    for part in range(rng.randint(2, 3)):
        yield f"### （{_NUMERALS[part]}）{_fill(rng, rng.choice(_HEADINGS), names)}"
        for _ in range(rng.randint(2, 3)):
            yield _paragraph(rng, names, bold=rng.random() < 0.4)
    if number % 3 == 1:
        yield "\n".join(f"{i}. {_sentence(rng, names)}" for i in range(1, 4))
    if number % 3 == 2:
        yield f"> {_sentence(rng, names)}{_sentence(rng, names)}"


def _paragraph(rng: random.Random, names: list[str], *, bold: bool = False) -> str:
    """Sentences of about 150 characters in all; ``bold`` sets the first clause as a run-in heading."""
    text = ""
    if bold:
        text = f"**{_fill(rng, '{verb}{field}{thing}', names)}。**"
    target = rng.randint(110, 190)
    while len(text) < target:
        text += _sentence(rng, names)
    return text


def _sentence(rng: random.Random, names: list[str]) -> str:
    chance = rng.random()
    if chance < 0.01:
        return rng.choice(_SET_PASSAGES)
    if chance < 0.04:
        rng = random.Random(f"borrowed {rng.randrange(_BORROWED)}")
    return _fill(rng, rng.choice(_WITH_TERMS if rng.random() < 0.2 else _SENTENCES), names)


def _fill(rng: random.Random, pattern: str, names: list[str]) -> str:
    """Put words in the places of a pattern; few terms are frequent and many are rare, as in real texts."""

    def word(slot: re.Match[str]) -> str:
        if slot[1] == "term":
            return names[int(len(names) * rng.random() ** 2.5)]
        return rng.choice(_SLOTS[slot[1]])

    return re.sub(r"\{(\w+)\}", word, pattern)
