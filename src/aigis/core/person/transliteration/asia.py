"""Devanagari, Japanese kana, Korean and Chinese names in the Latin letters that passports commonly give them."""

import re
from collections.abc import Iterator
from unicodedata import normalize

from anyascii import anyascii


def _table(rows: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in rows.split())


# Devanagari: a consonant has an inherent a, unless a vowel sign or a virama follows.
_CONSONANTS = _table(
    """
    क=k ख=kh ग=g घ=gh ङ=n च=ch छ=chh ज=j झ=jh ञ=n ट=t ठ=th ड=d ढ=dh ण=n त=t थ=th द=d ध=dh न=n प=p फ=ph ब=b भ=bh म=m
    य=y र=r ल=l ळ=l व=v श=sh ष=sh स=s ह=h
    """
)
_NUKTA = "\u093c"
_WITH_NUKTA = _table("क=q ख=kh ग=g ज=z ड=r ढ=rh फ=f य=y")
_SIGNS = _table("ा=a ि=i ी=i ु=u ू=u ृ=ri े=e ै=ai ो=o ौ=au ॉ=o ॅ=e") | {"्": ""}
_OTHERS = _table("अ=a आ=a इ=i ई=i उ=u ऊ=u ऋ=ri ए=e ऐ=ai ओ=o औ=au ऑ=o ऍ=e ं=n ँ=n") | {"ः": "h", "ऽ": ""}
_LABIAL = re.compile("n(?=[pbm])")


def devanagari(word: str) -> str:
    """Writes a word of Devanagari as Hindi speaks it: without the inherent a at the end of a word."""
    written, inherent = "", False
    for sign, dotted in _dotted(word.replace("सिंह", "सिंघ")):
        if sign in _CONSONANTS:
            written += "a" * inherent + (_WITH_NUKTA if dotted else _CONSONANTS).get(sign, _CONSONANTS[sign])
            inherent = True
        else:
            written += _SIGNS[sign] if sign in _SIGNS else "a" * inherent + _OTHERS.get(sign, sign)
            inherent = False
    return _LABIAL.sub("m", written)


def _dotted(word: str) -> Iterator[tuple[str, bool]]:
    """Yields the signs of a word, each with whether a dot below makes it another letter."""
    word = normalize("NFD", word)
    for sign, after in zip(word, word[1:] + " ", strict=True):
        if sign != _NUKTA:
            yield sign, after == _NUKTA


# Japanese: Hepburn as in passports, long vowels not written, n before b, m and p as m.
_KANA = _table(
    """
    ア=a イ=i ウ=u エ=e オ=o カ=ka キ=ki ク=ku ケ=ke コ=ko サ=sa シ=shi ス=su セ=se ソ=so タ=ta
    チ=chi ツ=tsu テ=te ト=to ナ=na ニ=ni ヌ=nu ネ=ne ノ=no ハ=ha ヒ=hi フ=fu ヘ=he ホ=ho マ=ma ミ=mi
    ム=mu メ=me モ=mo ヤ=ya ユ=yu ヨ=yo ラ=ra リ=ri ル=ru レ=re ロ=ro ワ=wa ヰ=i ヱ=e ヲ=o ン=n
    ガ=ga ギ=gi グ=gu ゲ=ge ゴ=go ザ=za ジ=ji ズ=zu ゼ=ze ゾ=zo ダ=da ヂ=ji ヅ=zu デ=de ド=do バ=ba
    ビ=bi ブ=bu ベ=be ボ=bo パ=pa ピ=pi プ=pu ペ=pe ポ=po ヴ=vu
    """
)
_SMALL = dict(zip("ャュョァィゥェォヮ", ("ya", "yu", "yo", "a", "i", "u", "e", "o", "wa"), strict=True))
_TO_KATAKANA = {hiragana: hiragana + 0x60 for hiragana in range(0x3041, 0x3097)}
_LONG = re.compile("o[ou]+|uu+")


def kana(word: str) -> str:
    """Writes a word of hiragana or katakana as a Japanese passport does."""
    written = ""
    doubled = False
    for sign in word.translate(_TO_KATAKANA):
        if sign == "ッ":
            doubled = True
        elif sign in _SMALL:
            written = _with_small(written, _SMALL[sign])
        elif sign in _KANA:
            sound = _KANA[sign]
            written += ("t" if sound.startswith("ch") else sound[0]) * doubled + sound
            doubled = False
        elif sign == "・":
            written += " "
    return _LABIAL.sub("m", _LONG.sub(lambda match: match.group()[0], written))


def _with_small(written: str, small: str) -> str:
    """Ki and a small ya make kya, shi and a small ya make sha, fu and a small a make fa."""
    if small[0] == "y" and written.endswith("i"):
        stem = written[:-1]
        return stem + (small[1:] if stem.endswith(("sh", "ch", "j")) else small)
    return (written[:-1] if written[-1:] in ("u", "e", "o", "i") else written) + small


# Korean: the customary spellings of the commonest family names, which come first; the rest by the official table.
_KOREAN_FAMILIES = _table(
    "김=kim 이=lee 박=park 최=choi 정=jung 강=kang 조=cho 윤=yoon 임=lim 오=oh 신=shin 권=kwon 안=ahn 유=yoo 문=moon"
)


def korean(word: str) -> str:
    """Writes a word of Korean syllables; a family name known as one is set apart from the given name after it."""
    family = _KOREAN_FAMILIES.get(word[0]) if 2 <= len(word) <= 4 else None
    return f"{family} {anyascii(word[1:])}" if family else anyascii(word)


# Chinese: a whole name begins with its family name. The commonest, which some nine in ten people bear, tell a whole
# name from a given name alone.
_FAMILIES = frozenset(
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔣"
    "蔡贾賈丁魏薛叶葉阎閻余潘杜戴夏钟鍾汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万萬段雷钱錢汤湯尹黎易常武乔喬"
    "贺賀赖賴龚龔文"
)
_DOUBLE_FAMILIES = frozenset(
    "欧阳 歐陽 司马 司馬 诸葛 諸葛 上官 夏侯 东方 東方 皇甫 尉迟 尉遲 公孙 公孫 慕容 令狐 司徒 端木".split()
)
_LONGEST_NAME = 4


def chinese(word: str) -> str:
    """Writes Chinese characters in pinyin without tones: a known family name, then the given name as one word."""
    family = 2 if word[:2] in _DOUBLE_FAMILIES else int(word[0] in _FAMILIES)
    if family and family < len(word) <= _LONGEST_NAME:
        return f"{anyascii(word[:family])} {anyascii(word[family:])}"
    return anyascii(word)
