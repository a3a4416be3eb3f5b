"""Every rule that may change a text: its name, what it may write, and whether it may remove more than 40 characters at once.

The names are part of the ledger's format: editors read them, the site counts by them.
"""

import re

from generator.model import Edit, Value

LONG = 40
"""A deletion of more characters than this, white space not counted, needs a rule for furniture, duplicates or metadata."""


class Rule(Value, frozen=True):
    """``writes``: a pattern that every ``after`` of the rule matches; ``says``: what it does, for the editor."""

    name: str
    writes: str
    says: str
    long: bool = False


_MARKS = r"[\d\n#*\\\[\]^:| >_-]*"

RULES = {
    rule.name: rule
    for rule in (
        Rule("mojibake", r"[^\ud800-\udfff]*", "乱码还原", long=True),
        Rule("line-ends", r"\n*", "换行符统一"),
        Rule("invisible", "\ufffd*", "去除零宽字符与控制字符"),
        Rule("fold", r"[\u3400-\u9fff\U00020000-\U0003ffff]*", "康熙部首、兼容汉字还原为通用字形"),
        Rule("entity", "[\u00a0\u2002\u2003“”‘’—–…·×\"']*", "HTML 实体还原"),
        Rule("furniture-head", r"\n*", "去除篇首的网页文字", long=True),
        Rule("furniture-tail", r"\n*", "去除篇末的网页文字", long=True),
        Rule("furniture", r"\n*", "去除夹在文中的网页文字", long=True),
        Rule("contents-list", r"\n*", "去除网页目录", long=True),
        Rule("page-furniture", r"\n*", "去除页码与页眉", long=True),
        Rule("second-copy", r"\n*", "去除重复的全文", long=True),
        Rule("doubled-paragraph", r"\n*", "去除紧接着重复的段落", long=True),
        Rule("metadata", r"\n*", "题名、日期、讲话人等移入篇首信息", long=True),
        Rule("chunk-marker", r"", "去除切分文本的序号"),
        Rule("hard-wrap", r" ?", "接合段内硬换行"),
        Rule("indent", r"", "去除行首行末空白"),
        Rule("stray-space", r" ?", "去除字间空格"),
        Rule("spaced-digits", r"", "去除数字间空格"),
        Rule("punctuation", r"[，。；：？！（）]*", "半角标点改为全角"),
        Rule("quotes", r"[“”‘’]*", "引号成对"),
        Rule("paragraph-break", r"\n*", "分段"),
        Rule("heading", _MARKS, "标题记号"),
        Rule("run-in", r"[*]*", "段首小标题记号"),
        Rule("footnote", _MARKS, "注释记号"),
        Rule("escape", r"\\*", "避免被当作 Markdown 记号"),
        Rule("last-line", r"\n?", "文末换行"),
    )
}
_WRITES = {name: re.compile(rule.writes) for name, rule in RULES.items()}


def permitted(edit: Edit, removed: str) -> str:
    """What is wrong with an edit by the declaration of its rule; an empty string if nothing is.

    ``removed`` is ``text[edit.start:edit.end]``; white space in it does not count.
    """
    rule = RULES.get(edit.rule)
    if rule is None:
        return f"unknown rule {edit.rule!r}"
    if not _WRITES[edit.rule].fullmatch(edit.after):
        return f"rule {edit.rule!r} may not write {edit.after[:20]!r} (at {edit.start})"
    lost = len("".join(removed.split())) - len(edit.after)
    if not rule.long and lost > LONG:
        return f"rule {edit.rule!r} may not remove {lost} characters at once (at {edit.start})"
    return ""
