"""Names of fields with Korean, Japanese, Indian and Chinese words in Latin letters."""

import pytest

from leftopen.privacy.detect import transcribed
from leftopen.privacy.detect.concepts import ends_known, phrase, read, tells
from leftopen.privacy.detect.units import lettered
from leftopen.privacy.detect.wordbook import index
from leftopen.privacy.memo import forget_all

READER = transcribed.Reader(index)
SAID = (
    ("chongpa", "special.religion"),
    ("chindan_myong", "special.health"),
    ("jindanmyeong_cd", "special.health"),
    ("nodong_chohap", "special.union"),
    ("chongchi_songhyang", "special.politics"),
    ("jeongchi_seonghyang_gubun", "special.politics"),
    ("yujeonja_geomsa", "special.genetic"),
    ("cust_jumindeungnokbeonho", "id.kr.rrn"),
    ("kiousho", "special.health"),
    ("kiousyou_joukyou", "special.health"),
    ("shozoku_seitou", "special.politics"),
    ("arerugii_umu", "special.health"),
    ("arerugi_jouhou", "special.health"),
    ("bodaizi", "special.religion"),
    ("taiho_reki", "criminal.record"),
    ("idensi_kensa_kekka", "special.genetic"),
    ("funin_chiryou", "special.fertility"),
    ("kokyaku_juusyo", "contact.address"),
    ("raajneetik_dal", "special.politics"),
    ("garbhavasthaa", "special.fertility"),
    ("anuvaanshik_pareekshan", "special.genetic"),
    ("weifa_jilu", "criminal.record"),
    ("fanzuileixing", "criminal.record"),
    ("zongjiaopaibie", "special.religion"),
    ("jingshenbing_shi", "special.health"),
    ("yichuan_jiance", "special.genetic"),
    ("canjileibie", "special.health"),
    ("biyun_cuoshi", "special.fertility"),
    ("suoshugonghui", "special.union"),
    ("xing_quxiang", "special.sex_life"),
    ("shengwen_moban", "biometric.voice"),
    ("hunyuzhuangkuang", "special.fertility"),
)
TECHNICAL = """
action adapter address_space agenda alarm algorithm altitude anchor annex area archive array asset author balance
banner barcode baseline basin batch beacon binary bitmap blueprint bonus border branch broker bucket budget buffer
bundle button cabin cache calendar camera canal candidate canvas capacity carrier cargo casino catalog ceiling
channel charge chimney cinema circuit cluster code column comment commit company compass config connector contract
cookie corridor country coupon courier currency cursor customer_tier cycle daemon dashboard data deadline debit
default delta demand density depot device digit discount disk domain dosage_form download draft driver_version
duration economy edition elevation engine entity episode error event exchange export factor feature filename filter
firmware flavor flag floor folder forecast format formula frame frequency freight fuel gallery gateway genome_build
genre gradient grade grid hangar harbor header height_px host humidity import index ingest input instance interval
inventory invoice item journal kernel keyword kiosk label lane latency layer ledger level license_key limit locale
lookup machine margin marina market matrix memory menu meter metric mineral minimum mission model module mount
nation_code network node notice number_of_seats object office offset operator option order origin output package
panel parking parser partition path payload peak percent phase pipeline pixel planet platform pointer port preview
price priority process product profile_version project protocol proxy quality quantity query queue quota radius
range rank rate ratio record reference region release remark render report request reserve resource result retail
revenue revision route safari samba sample saturation savanna scale schema scope score season section segment sensor
sequence server session_count shard shipment signal simulation site size snapshot sonata source span speed stack
stage state station status stock storage stream studio subtotal summary supply surface switch symbol system table
target tariff task template tempo tenant terminal texture threshold thumbnail ticket tile timeout title token_count
tonnage topic tornado total tower trace traffic transit trend tsunami turbine type unit update upload uptime urban
usage value vector_length vendor version video view volume voltage voucher wagon warehouse weight_kg wheel width
window workflow yield zone
"""
PLAIN = """
sangtae gonggeup surang sunbeon sangpummyeong gagyeok deungnok_ilja sujeong_ilsi changgo jaego danga habgye bigo
chulgo_il ipgo_il jijeom_kodeu maechul hoesa_myeong pumjil jejo_il
joutai jotai zyoutai shouhinmei kakaku suuryou hizuke touroku_bi koushin_nichiji bikou zaiko souko tanka goukei
shiten_mei uriage kaisha_mei hinshitsu seizou_bi chuumon_bangou hensou_kubun
sthiti matra mulya tithi kramank vastu_ka_naam utpad_ka_naam bhandar kul_rashi tippani pariman obostha mulyo tarikh
kromik ponno moolya dinank varsh mahina
shangpin_mingcheng kucunshuliang gongyingshang chanpin_xinghao danjia shengchan_riqi zhibaoqi jiage leibie caizhi yanse
shebei_bianhao gujian_banben dianya cangku_mingcheng wuliubianhao dingdan_zhuangtai fahuo_shijian xiangmu_jindu yusuan
hetong_jine baoxiudan_hao gongsi_mingcheng yezhu_danwei zhuceziben shuili_gongcheng tongjiniandu
"""


@pytest.mark.parametrize(("name", "concept"), SAID)
def test_names_in_latin_letters_are_read(name: str, concept: str) -> None:
    assert concept in {hint.concept for hint in read(name) if hint.strength >= 0.9 and not hint.weak}


@pytest.mark.parametrize("name", TECHNICAL.split())
def test_words_of_machines_and_trade_are_none_of_them(name: str) -> None:
    parts = lettered(name)
    assert [part for part in READER.told(parts) if not part.isascii()] == []


@pytest.mark.parametrize("name", PLAIN.split())
def test_what_is_of_nobody_tells_nothing_of_anybody(name: str) -> None:
    sure = {hint.concept for hint in read(name) if tells(hint.concept) and not hint.weak and hint.strength >= 0.6}
    assert {concept for concept in sure if not concept.startswith("finance.")} == set()


def test_a_short_one_tells_nothing_beside_words_of_other_languages() -> None:
    assert [hint.weak for hint in read("chimun")] == [False]
    assert all(
        hint.weak for name in ("simon", "mammal", "maroon", "kalam") for hint in read(name) if tells(hint.concept)
    )
    assert READER.told(["raqam", "talab"]) == ["raqam", "talab"]
    assert "biometric.fingerprint" in {hint.concept for hint in read("chimun_code")}
    assert "biometric.fingerprint" in {hint.concept for hint in read("chimun_jeongbo")}
    assert "biometric.fingerprint" not in {hint.concept for hint in read("chimun_salad")}
    assert transcribed.keys("주소", ["주소"]) == []
    assert transcribed.keys("refresh токен", ["refresh", "токен"]) == []


def test_chinese_words_that_are_spelt_as_others_are_a_doubt() -> None:
    told = [hint for name in ("tongji", "faming_mingcheng", "shihua") for hint in read(name) if tells(hint.concept)]
    assert told
    assert all(hint.weak for hint in told)


def test_short_chinese_words_tell_something_behind_others() -> None:
    assert READER.told(["heibai", "shi"]) == ["heibai", "shi"]
    assert READER.told(["shoushu", "shi"]) == ["SHOUSHU拼", "SHI音"]
    assert READER.told(["shoushuxinxi"]) == ["SHOUSHU拼", "XINXI拼"]
    assert READER.told(["shoushuxyz"]) == ["shoushuxyz"]
    assert READER.told(["huaiyunmingcheng", "xyz"]) == ["huaiyun", "MINGCHENG拼", "xyz"]


def test_words_that_are_spelt_alike_are_a_doubt() -> None:
    told = [hint for hint in read("neram_") if hint.concept == "criminal.record"]
    assert told
    assert all(hint.weak for hint in told)


def test_a_short_one_that_may_be_anything_is_a_doubt() -> None:
    keys = transcribed.keys("指紋", ["指", "紋"], transcribed.Spoken({"指紋": "しもん"}))
    assert [transcribed.doubted(key) for key in keys] == [False, True]
    assert READER.told(["shimon9", "simon"])[1] == "simon"
    assert [transcribed.doubted(part) for part in READER.told(["simon"])] == [True]


def test_a_word_of_another_language_stays_one() -> None:
    assert READER.told(["image", "seito"]) == ["image", "seito"]
    assert READER.told(["x"] * 9) == ["x"] * 9


def test_names_of_several_words_are_shown_and_forgotten() -> None:
    assert phrase("shozoku_seitou")
    assert not phrase("simon")
    assert ends_known("member_zyuusyo")
    forget_all()
    assert READER.told(["jongpa"]) != ["jongpa"]
