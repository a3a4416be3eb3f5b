"""Site furniture: what a web page, an app or a document store wrote around a speech.

In: the text. Out: edits that remove it. It is known by its form (short lines that are no sentences, the words of menus and
buttons, addresses, counts, times of upload), never by the name of a site.
"""

import re
from collections.abc import Iterator

from generator.ingest.lines import HAN, Line, filled, squeezed, stops
from generator.model import Edit, Note

_LABELS = (
    "打开.{0,8}(?:APP|App|app|客户端)|APP内打开|下载APP|客户端下载|小贴士|长按识别|扫码|相关阅读|相关报道|相关新闻|相关文档|相关链接|相关推荐|相关文章|延伸阅读|推荐阅读|"
    "热门推荐|热门文章|猜你喜欢|为您推荐|条评论|最热评论|最新评论|热门评论|全部评论|发表评论|我要评论|加载更多|分享到|分享至|分享[：:]|复制链接|朋友圈|"
    "新浪微博|点赞|加入收藏|打印本页|打印本文|关闭窗口|关闭本页|返回顶部|返回首页|返回列表|上一篇|下一篇|上一页|下一页|上一条|下一条|责任编辑|责编|"
    "编辑[：:]|校对[：:]|审核[：:]|本文来源|来源[：:]|來源[：:]|文章来源|稿件来源|信息来源|发布时间|发表时间|发布日期|更新时间|更新日期|浏览次数|浏览量|阅读次数|"
    "阅读量|点击次数|点击量|点击[：:]|访问量|字号[：:]|字体[：:]|【字体|【字号|当前位置|您的位置|您所在的位置|您现在的位置|首页 *[>›»＞|]|网站地图|网站首页|"
    "联系我们|关于我们|版权所有|版权声明|免责声明|备案号|ICP备|公网安备|Copyright|©|珍藏版|典藏版|文库|免费下载|点击下载|立即下载|下载文档|本文档|会员免费|"
    "VIP|积分|取自.{0,4}http|分类[：:]|隐私政策|手机版视图|编辑链接|跳转至|跳到导航|template '|展开全文|查看全文|查看更多|阅读全文|阅读原文|举报|登录|注册|"
    "订阅|关注我们|关注公众号|微信公众号|声明[：:]|侵权|广告|文件下载|附件下载|选择语言|无障碍|发件人|收件人|发送时间|抄送[：:]|主题[：:]|原始邮件|转发邮件|"
    "发自我的|限制\\d+内|https?://|www\\.|^\\d+步|^[•·▪●■◆]\\s|往期(?:推荐|回顾|精选|内容)|喜欢此内容的人还喜欢|"
    "^(?:来源|編輯|编辑|校对|审核|供稿|撰稿|摄影|排版|图文|监制|策划|统筹|初审|复审|终审|值班)\\s*[|｜丨/]"
)
"""Words that show a line to be furniture if it is no sentence."""
_SENTENCES = (
    '由(?:会员|(?:用户|网友)[“"]).{0,24}?(?:分享|上传)|可在线阅读|下载后可(?:任意|自行)?编辑|本(?:范文|文档|模板|资料)[^。]{0,8}仅供|本文仅代表|仅代表作者|'
    "不代表本(?:平台|网|站|公众号)|网站上搜索|平台上搜索|网上搜索|来说两句|说点什么|加载中|正在加载|参与.{0,4}点击查看|点击右上角|浏览器(?:中)?打开|扫一扫|二维码|页面最后修订|最后编辑于|"
    "最后修订于|知识共享|署名.相同方式|公有领域|著作权法|维基文库|Public domain|自由的.{0,8}库|仅供收件人|本网站|本站(?:全部|文字|声明|转载)|在线阅读.{0,6}更多|"
    "更多相关|点击查看更多|点击图片|精彩评论"
)
"""Words that show even a sentence to be furniture."""
_LABEL = re.compile(_LABELS)
_SENTENCE = re.compile(_SENTENCES)
_CONTROL = (
    "下载|打印|全屏|收藏|关闭|返回|分享|评论|点赞|转发|字号|字体|加大|还原|减小|默认|超大|大号|中号|小号|大|中|小|微信|微博|QQ空间|QQ|打印本页|关闭窗口|"
    "返回顶部|复制链接|分享到|我要纠错|纠错|语音播报|播放|暂停|扫一扫|登录|注册|首页|搜索|导航|目录|表情|回复|举报|上一篇|下一篇|编辑|查看源代码|更多|展开|收起|false|true|×|A\\+|A-|T"
)
_ONLY_CONTROLS = re.compile(
    rf"[\s|｜/\\>›»、,，:：【】\[\]()（）·•\-—]*(?:(?:{_CONTROL})[\s|｜/\\>›»、,，:：【】\[\]()（）·•\-—]*)+"
)
_BUTTON = re.compile(r"打印|收藏|分享|字号|字体|返回|关闭|下载|点赞|全屏")
_SENTENCE_LENGTH = 30
"""Characters of the first sentence, before which a page's head may stand."""
_STAMP = re.compile(
    r"(?:20|19)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:[\sT]+\d{1,2}[:：时]\d{1,2}(?:[:：分]\d{1,2}秒?)?分?)?"
)
_CLOCK = re.compile(r"\d[:：时]\d")
_BRACKETS = re.compile(r"[\s【】\[\]〖〗|｜><›»×✕]+")
_SYMBOLS = re.compile(r"[\s▲△▼▽◆◇★☆●◎※→←↑↓⇩⇧⬇⬆➤►▶◄◀♦♢]+")
_END = re.compile(r"(?:[\W_]|THE)*END[\W_]*", re.I)
_BYLINE = re.compile(
    rf"(?:原创[\s丨|｜]+)?(?:(?!\S*(?:礼堂|会堂|会场|会议室|宾馆))[^\s：:，。]{{2,16}}\s+){{0,3}}{_STAMP.pattern}(?:\s+(?:发布于\s*)?[{HAN}]{{2,8}})?"
    rf"|原创[\s丨|｜]+(?P<account>[^\s：:，。]{{2,16}})(?:\s+(?P=account))?"
)
"""What an account's page writes below a title: its name, perhaps twice, the time of upload, the province."""
_PHOTO = re.compile(
    r"(?:记者|記者|通讯员|摄影|资料)[^。，]{0,14}[摄攝]影?[。）)]*$|[（(](?:资料|资料照片|[^（()）]{2,6}摄)[）)]$"
)
_CAPTION = re.compile(r"记者.{1,12}摄[。）)]?$|^[^，。]{2,20}作(?:政府)?工作报告。$|^图为.{2,40}$")
_SECTION_EDIT = re.compile(r"[ \t]*[\[［【](?:编辑|編輯|edit)[\]］】][ \t]*$", re.M)
_LICENCE = re.compile(r"^(?:本作品|本頁面|本页面|此作品|本文件|本模板)")
_LAW = re.compile(r"公有领域|公有領域|著作权|著作權|维基|維基|知识共享|Public domain")


def is_furniture(text: str) -> bool:
    """Whether a line shows by itself that it belongs to a page and not to a speech."""
    if len(text) <= 30 and _ONLY_CONTROLS.fullmatch(text):
        return True
    if _BRACKETS.fullmatch(text) or _SYMBOLS.fullmatch(text) or _END.fullmatch(text):
        return True
    if _CAPTION.search(text) or is_photo(text) or (len(text) <= 60 and _is_byline(text)):
        return True
    if _SENTENCE.search(text):
        return len(text) <= 60 or len(_SENTENCE.findall(text)) >= 2
    return len(text) <= 80 and not stops(text) and bool(_LABEL.search(text))


def _is_byline(text: str) -> bool:
    """The time of upload to the minute, alone or behind an account's name; 原创 and an account's name."""
    found = _BYLINE.fullmatch(text)
    return found is not None and bool(
        found["account"] or re.search(r"\d[:：]\d", text) or (_CLOCK.search(text) and _STAMP.fullmatch(text))
    )


def is_photo(text: str) -> bool:
    """Whether a short line is the caption of a photograph: it ends with who took it."""
    return len(text) <= 60 and bool(_PHOTO.search(text))


def is_label(text: str) -> bool:
    """A short line that is no sentence: a button, a heading, a name."""
    return len(text) <= 40 and not stops(text)


# ---------------------------------------------------------------------------------------------------------- controls


def controls(view: str) -> Iterator[Edit]:
    """Buttons and captions of photographs between the paragraphs, and a wiki's ``[编辑]`` behind a heading. The opening is read elsewhere."""
    for found in _SECTION_EDIT.finditer(view):
        yield Edit("furniture", found.start(), found.end(), "")
    lines = filled(view)
    body = next(
        (i for i, line in enumerate(lines) if len(line.text) >= _SENTENCE_LENGTH and stops(line.text)),
        len(lines),
    )
    for line in lines[body:]:
        if is_photo(line.text) or (
            len(line.text) <= 40
            and _ONLY_CONTROLS.fullmatch(line.text)
            and len(_BUTTON.findall(line.text)) >= 2
        ):
            yield Edit("furniture", line.start, line.end, "")


def contents_list(view: str) -> Iterator[Edit]:
    """A page's own table of contents: 目录, then lines that come again as headings."""
    lines = filled(view)
    for i, line in enumerate(lines):
        if squeezed(line.text) not in ("目录", "目次", "目錄"):
            continue
        later = {squeezed(other.text.split("[")[0]) for other in lines[i + 1 :]}
        last = i
        for j in range(i + 1, min(i + 80, len(lines))):
            numbered = re.match(r"[\d.]+\s+(.+?)[\s.…·]*\d*$", lines[j].text)
            entry = (
                squeezed(numbered[1]) if numbered else squeezed(re.sub(r"[\s.…·]+\d+$", "", lines[j].text))
            )
            again = sum(squeezed(other.text.split("[")[0]) == entry for other in lines[j + 1 :])
            if not (again or (numbered and entry in later) or (numbered and len(entry) <= 4)):
                break
            last = j
        if last > i + 1:
            yield Edit("contents-list", line.start, lines[last].end, "")
        return


# -------------------------------------------------------------------------------------------------------------- tail

_CLOSING = re.compile(
    rf"^(?:谢谢|謝謝|[（(][{HAN}]{{1,12}}[）)]$|[（(]?[12一二][\d〇○零一二三四五六七八九]{{3}}\s*年|[〔\[［(（【]\d{{1,3}}[〕\]］)）】]|[①-⑳]|注[：:释])"
)


def tail(view: str) -> Iterator[Edit]:
    """What follows the end of a speech: going up from the last line, labels and furniture, as far as the highest furniture."""
    lines = filled(view)
    top = len(lines)
    licence = _licence_start(lines)
    opening = squeezed(view[: min(1500, len(view) // 3)])
    for i in range(len(lines) - 1, -1, -1):
        text = lines[i].text
        if is_furniture(text) or i >= licence:
            top = i
        elif i > len(lines) // 2 and len(text) >= 12 and squeezed(text) in opening:
            continue  # a preview of the text for sharing
        elif not is_label(text) or _CLOSING.match(text):
            break
    if top < len(lines) and (top or not lines):
        yield Edit("furniture-tail", lines[top - 1].end if top else 0, len(view), "\n" if top else "")


_BEHIND = 15
"""Lines behind the last sentence that are looked at."""


def after_end(view: str) -> Iterator[Note]:
    """Short lines behind the last sentence that are no thanks, date, note or signature: they stay, and are reported."""
    lines = filled(view)
    end = next(
        (
            i
            for i in range(len(lines) - 1, max(len(lines) - _BEHIND, 0) - 1, -1)
            if not is_label(lines[i].text)
        ),
        None,
    )
    if end is None or end + 1 >= len(lines) or len(lines) < 3:
        return
    behind = [line for line in lines[end + 1 :] if not _CLOSING.match(line.text)]
    if len(behind) >= 3 or any(len(line.text) > 12 for line in behind):
        first = behind[0]
        yield Note(
            "after-end",
            first.start,
            first.end,
            f"篇末从这里起有{len(behind)}行来历不明，已保留在正文里，请核对",
        )


def _licence_start(lines: list[Line]) -> int:
    """The line from which on everything is a licence: it names the work and the law, and stands near the end."""
    for i in range(max(0, len(lines) - 80), len(lines)):
        if i and _LICENCE.match(lines[i].text) and any(_LAW.search(line.text) for line in lines[i:]):
            return i
    return len(lines)


def stamps(text: str) -> list[str]:
    """Times of upload in a removed passage, as they stand there."""
    return [found[0] for found in _STAMP.finditer(text)]
