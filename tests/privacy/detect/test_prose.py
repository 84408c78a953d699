"""Personal values in prose."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.privacy.detect.checksum import luhn
from leftopen.privacy.detect.prose import amid, hits, prose
from tests.privacy.told import claimed, in_text


def test_names_before_values_make_them_surer() -> None:
    alone = hits("see 4111111111111111 there")[0].confidence
    named = hits("card number 4111111111111111 there")[0].confidence
    assert named > alone


def test_names_of_other_things_drop_weak_ones() -> None:
    assert in_text("tracking number 4111111111111111") == []
    assert in_text("serial no 536-22-8145") == []


def test_the_longest_of_overlapping_hits_stays() -> None:
    assert in_text("号码11010519491231002X") == [("id.cn.resident", "11010519491231002X")]


def test_pairs_are_read_as_fields() -> None:
    assert in_text("Religion: Islam, Gender: F") == [("special.religion", "Islam"), ("person.gender", "F")]
    assert in_text("民族：回族，性别：女") == [("special.ethnicity", "回族"), ("person.gender", "女")]
    assert in_text("Version: 12, Status: ok") == []


def test_a_sentence_ends_what_was_said_before() -> None:
    assert in_text("My order number is unknown. 4111111111111111") == [("finance.card", "4111111111111111")]


@pytest.mark.parametrize(
    ("text", "is_prose"),
    [
        ("He said that it rains", True),
        ("我今天去北京看朋友，晚上回来", True),
        ("12 345 678 901", False),
        ("one-word", False),
        ("唐雪莉反映门禁失灵", True),
        ("井上真央様より入電", True),
        ("한지민님 예약 변경", True),
        ("唐雪莉反映门禁", False),
        ("a b c d e f", False),
        ("é à ô ù ë ï", False),
    ],
)
def test_prose(text: str, is_prose: bool) -> None:
    assert prose(text) is is_prose


@settings(deadline=None)
@given(st.text(st.characters(), max_size=300))
def test_any_text_gives_ordered_hits_inside_it(text: str) -> None:
    found = hits(text)
    assert all(0 <= hit.start < hit.end <= len(text) for hit in found)
    assert all(one.end <= two.start for one, two in pairwise(found))


def test_a_number_after_the_word_that_calls_it() -> None:
    assert in_text("her Aadhaar number 2345 3982 5972 was noted") == [("id.in.aadhaar", "2345 3982 5972")]
    assert in_text("request 110bcd25-a55d-453a-8046-1297901ea002 is done") == []


@pytest.mark.parametrize(
    ("text", "label", "value"),
    [
        ("Das Passwort lautet Falcon24! und die Anmeldung ging", "credential.password", "Falcon24!"),
        ("password: monkey_33 did not work", "credential.password", "monkey_33"),
        ("パスワードはlisbon#98です。", "credential.password", "lisbon#98"),
        ("Mój PESEL to 86011075406, dziękuję", "id.pl.pesel", "86011075406"),
        ("マイナンバーは8506 0602 5843です。", "id.jp.mynumber", "8506 0602 5843"),
        ("O meu NIF é 241450659, obrigado", "id.pt.nif", "241450659"),
        ("tel. 693-766-820, dziękuję", "contact.phone", "693-766-820"),
        ("позвоните мне 8 (952) 797-09-91 завтра", "contact.phone", "8 (952) 797-09-91"),
        ("mi chiami al 3356776773 per l'ordine", "contact.phone", "3356776773"),
        ("order 2620218 never arrived, my mobile: 07522 002387 after six", "contact.phone", "07522 002387"),
    ],
)
def test_values_right_behind_a_verb_or_a_particle(text: str, label: str, value: str) -> None:
    assert (label, value) in in_text(text)


@pytest.mark.parametrize("text", ["charge {} for freight", "card {}", "paid with {}", "refund {} today", "charge: {}"])
def test_a_card_in_a_note_is_claimed_and_a_number_of_an_order_is_not(text: str) -> None:
    cards = [f"453914880343{n:04}" for n in range(9999) if luhn(f"453914880343{n:04}")][:20]
    assert claimed([{"note": text.format(card)} for card in cards])["note"] == {"finance.card"}
    others = [f"453914880343{n:04}" for n in range(400, 440)]
    assert claimed([{"note": text.format(other)} for other in others])["note"] == set()
    assert claimed([{"note": f"order {card}"} for card in cards])["note"] == set()


@pytest.mark.parametrize(
    "text",
    [
        "password: did not work, reset it",
        "the password is SHA256 hashed and salted",
        "password reset 2024-05-01 by the desk",
        "Passwort lautet nach der Richtlinie mindestens 12 Zeichen",
        "Versie 3.4.1.12 staat klaar",
        "バージョン3.2.1.0は公開済み",
        "orders 4539148803436467, 4111111111111111",
    ],
)
def test_what_follows_such_a_word_and_is_nothing(text: str) -> None:
    assert in_text(text) == []


def test_a_line_of_a_log_is_read_with_few_words() -> None:
    assert prose('1710000000.12 [0 192.0.2.1:57271] "SETEX" "otp:+491749905622" "300"')
    assert not prose("SETEX otp:+491749905622")


def test_figures_of_other_scripts_and_of_full_width() -> None:
    assert in_text("ＴＥＬ：０９０－１２３４－５６７８まで") == [("contact.phone", "０９０－１２３４－５６７８")]
    assert in_text("رقمي هو ٠٥٠١٢٣٤٥٦٧ اتصل بي") == [("contact.phone", "٠٥٠١٢٣٤٥٦٧")]
    assert in_text("Zadzwoń: 601-220-334 po szóstej") == [("contact.phone", "601-220-334")]


def test_initials_end_no_sentence() -> None:
    assert [each for _, each in in_text("T.C. kimlik no 10000000146, dosya 2024/11.")] == ["10000000146"]


@pytest.mark.parametrize(
    ("texts", "label"),
    [
        (
            [
                "唐雪莉反映门禁失灵",
                "请通知何志刚来取件",
                "高晓燕申请停车位",
                "退费给罗建平已到账",
                "梁美华家暖气不热",
                "宋志明要求换锁芯",
            ],
            "person.name",
        ),
        (
            [
                "井上真央様より入電",
                "松本大輔さん来店済み",
                "木村由美様へ発送済み",
                "清水健太さん鍵返却",
                "林直子様の件で確認",
            ],
            "person.name",
        ),
        (
            [
                "한지민님 예약 변경",
                "오민수님 전화 요청",
                "서준호님 환불 완료",
                "윤서연님 배송 문의",
                "임지훈님께 연락함",
            ],
            "person.name",
        ),
        (
            ["患者哮喘发作入院", "确诊糖尿病三年余", "高血压患者需随访", "肺炎住院治疗五天", "诊断乙肝定期复查"],
            "special.health",
        ),
    ],
)
def test_short_notes_in_scripts_without_spaces_are_read(texts: list[str], label: str) -> None:
    assert label in claimed({"说明": text, "序号": at} for at, text in enumerate(texts * 2))["说明"]


@pytest.mark.parametrize(
    "texts",
    [
        [
            "陶瓷保温马克杯大号",
            "加绒男士冲锋衣外套",
            "静音机械键盘白色",
            "便携式榨汁杯充电款",
            "实木儿童书桌可升降",
            "云南普洱茶饼礼盒",
        ],
        [
            "方正科技园三号楼",
            "江滨建设路便民店",
            "黄金时代购物中心",
            "金水湾花园南门口",
            "高新区孵化器大楼",
            "马连洼地铁站西口",
        ],
        ["森永堂のどら焼き", "小林窯の湯呑み茶碗", "高橋木工の踏み台", "折り畳み式の自転車", "抹茶味の生チョコ"],
        ["국내산 참기름 세트", "접이식 캠핑 의자", "무선 마우스 검정색", "스테인리스 냄비 대"],
        ["订单支付超时已关闭", "传感器离线等待重连", "温度过高自动停机", "备件到货安排更换", "固件升级完成重启"],
    ],
)
def test_short_names_of_wares_and_places_are_no_notes(texts: list[str]) -> None:
    assert claimed({"说明": text, "序号": at} for at, text in enumerate(texts * 2))["说明"] == set()


def test_a_short_text_that_is_mostly_one_value_is_no_note_about_it() -> None:
    text = "朝阳区建国路八十号"
    (hit,) = hits(text)
    assert not amid(text, hit)
    assert amid("唐雪莉反映门禁失灵", hits("唐雪莉反映门禁失灵")[0])
