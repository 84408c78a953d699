"""How names of people look: Chinese ones by their surname, others by their shape and by common given names."""

import re
from collections.abc import Iterator
from functools import cache

from leftopen.privacy.data import toml

_HAN = re.compile(r"[\u3400-\u9fff]{2,4}")
_DOTTED = re.compile(r"[\u3400-\u9fff]{1,8}(?:[·•・．][\u3400-\u9fff]{1,8}){1,3}")
_KANA = re.compile(r"[\u3400-\u9fff\u3040-\u30ff々ー]{1,5}[ 　]?[\u3400-\u9fff\u3040-\u30ff々ー]{1,6}")
_HANGUL = re.compile(r"[\uac00-\ud7a3]{2,5}(?: [\uac00-\ud7a3]{1,4})?")
_WORD = r"[^\W\d_](?:[^\W\d_]|['’`-](?=[^\W\d_]))*\d{0,3}"
_LATIN = re.compile(rf"{_WORD}\.?(?:,? {_WORD}\.?){{0,5}}")
CUE = r"[\x{3400}-\x{9fff}][·•・．]?[\x{3400}-\x{9fff}]|[\pL\pN.,][\s\pZ\x1c-\x1f\x85]+[\pL\pN]"
"""RE2 pattern of what every text has that is `known` or in which `running` finds a name."""
_TITLES = frozenset(
    ("mr", "mrs", "ms", "miss", "dr", "prof", "sir", "herr", "frau", "sr", "sra", "don", "mme", "mlle", "jr")
)


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(toml(__package__, "person_names.toml")[key].split())


@cache
def surnames() -> frozenset[str]:
    """Chinese surnames of one character."""
    return frozenset("".join(_words("surnames")))


@cache
def _never() -> frozenset[str]:
    return frozenset("".join(_words("not_given")))


def given(word: str) -> bool:
    """True for a common given name in any case."""
    return word.casefold().strip(".,") in _words("given")


def chinese(text: str) -> bool:
    """A Chinese name: a known surname and one or two characters, or a name with a middle dot as minorities write it.

    >>> chinese("王小明"), chinese("欧阳若兰"), chinese("阿依古丽·买买提"), chinese("金额"), chinese("设备")
    (True, True, True, False, False)
    """
    if _DOTTED.fullmatch(text):
        return True
    if not _HAN.fullmatch(text):
        return False
    if text[:2] in _words("compound"):
        rest = text[2:]
    elif text[0] in surnames() and len(text) <= 3:
        rest = text[1:]
    else:
        return False
    return 1 <= len(rest) <= 2 and not any(c in _never() for c in rest)


def shaped(text: str) -> bool:
    """Could be a name in some script: few words of letters only. Says nothing against a product of the same shape.

    >>> shaped("Ada Lovelace"), shaped("O'Brien, Mary-Jane"), shaped("Иван Петров"), shaped("SKU 1200"), shaped("a@b")
    (True, True, True, False, False)
    """
    text = " ".join(text.split())
    if not 2 <= len(text) <= 60:
        return False
    if any("\u3040" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3" for c in text):
        return chinese(text) or bool(_KANA.fullmatch(text) and len(text) <= 8) or bool(_HANGUL.fullmatch(text))
    return _LATIN.fullmatch(text) is not None


def known(text: str) -> bool:
    """A name told by its words: a Chinese one, or two to five words with a common given name among them.

    >>> known("Maria Garcia Lopez"), known("Red Chair"), known("李娜")
    (True, False, True)
    """
    if chinese(text):
        return True
    words = [word for word in text.replace(",", " ").split() if word.casefold().strip(".") not in _TITLES]
    return 2 <= len(words) <= 5 and shaped(text) and any(given(word) for word in words)


_CUES = (
    "姓名|名字|联系人|收件人|收货人|寄件人|患者|病人|客户|用户|员工|同事|学生|业主|我叫|名叫|叫做|我是|本人|乘客|申请人|经理|主任|医生"
    "|老师|律师|家属|父亲|母亲|妻子|丈夫|儿子|女儿|朋友|邻居|嫌疑人|被告|原告|法人|股东|持卡人|聯絡人|姓名為|客戶|請聯絡|请联系|联系"
    "|致电|转告|通知|叫"
)
_AFTER = "先生|女士|小姐|同学|同學|老师|老師|医生|醫生|大夫|教授|律师|律師|经理|經理|主任|阿姨|叔叔|师傅|師傅"
_TELLS = r"(?:的|，|,|：|:|（|\(|\s)?(?:手机|手機|电话|電話|身份证|身份證|住址|邮箱|住在|家住|性别|出生|联系方式)"

_CUED = re.compile(rf"(?:{_CUES})(?:是|为|為|叫|：|:|\s){{0,2}}(?=(?P<name>[\u3400-\u9fff]{{2,4}}))")
_FOLLOWED = re.compile(rf"(?=(?P<name>[\u3400-\u9fff]{{2,4}}?)(?:{_AFTER}|{_TELLS}))")
_NEXT = re.compile(
    "电话|手机|身份|住|邮箱|性别|出生|在|的|是|地址|家|联系|今|昨|说|先生|女士|已|将|于|和|与|及|把|被|来|去|到|请|让|要|会|想|购|买"
    "|申请|办理|预约|電話|手機|地址|聯絡|，|,|。"
)
_CAPITAL = r"[A-ZÀ-ÖØ-ÞА-Я][\w'’-]{1,20}"
_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Herr|Frau|Sr|Sra|Mme)\.?"
    rf" (?P<name>{_CAPITAL}(?: (?:[A-Z]\.? )?{_CAPITAL}){{0,2}})"
)
_SAID = re.compile(
    r"\b(?:[Mm]y name is|[Ii] am|I'm|[Nn]ame is|[Mm]e llamo|[Ii]ch heiße|[Jj]e m'appelle)"
    rf" (?P<name>{_CAPITAL}(?: {_CAPITAL}){{1,2}})"
)
_SEVERAL = re.compile(
    rf"\b(?P<name>{_CAPITAL}(?: (?:[A-Z]\.? |(?:de|da|van|von|del|la|bin|al) ){{0,2}}{_CAPITAL}){{1,3}})"
)


def running(text: str) -> Iterator[tuple[int, int]]:
    """Names in running text: Chinese ones beside a cue, others after a title or with a common given name."""
    if not text.isascii():
        yield from _running_chinese(text)
    if text.islower():
        return
    for form in (_TITLED, _SAID):
        for match in form.finditer(text):
            yield match.span("name")
    for match in _SEVERAL.finditer(text):
        if given(match["name"].split()[0]):
            yield match.span("name")


def _running_chinese(text: str) -> Iterator[tuple[int, int]]:
    for match in _CUED.finditer(text):
        length = _length(match["name"] + text[match.end("name") : match.end("name") + 2])
        if length:
            yield match.start("name"), match.start("name") + length
    for match in _FOLLOWED.finditer(text):
        if chinese(match["name"]):
            yield match.span("name")


def _length(run: str) -> int:
    """How many characters at the start of a run are a name, the longest first; 0 for none."""
    for length in (4, 3, 2):
        if chinese(run[:length]) and not any(_NEXT.match(run, place) for place in range(2, length)):
            return length
    return 0
