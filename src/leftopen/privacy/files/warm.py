"""Makes all that is kept for the next start (see `privacy.kept`), as the build of an image may.

    python -m leftopen.privacy.files.warm

A record in each script has what is looked up in every list; its people are invented.
"""

from leftopen.privacy.detect import countries
from leftopen.privacy.files import classify
from leftopen.privacy.redact import redacted

TEXTS = (
    "Our customer Ada Lindqvist called about her order and asked for Jon Berg",
    "Клиент Анна Иванова просит перезвонить, спросить Олега Петрова",
    "客户王小明说订单没有收到，请联系李娜女士",
    "お客様の山田太郎様から電話がありました。佐藤花子さんへ連絡してください",
    "고객 김민지 씨가 주문을 취소했습니다. 박서준 님에게 연락하세요",
    "العميل محمد أحمد طلب الاتصال به",
    "ग्राहक राहुल शर्मा ने फोन किया और अनीता वर्मा को बुलाया",
    "ลูกค้าชื่อสมชาย ใจดี โทรมาแล้ว",
)


def everything() -> None:
    """Reads the texts as a table, as lines and as names, so that each list is asked."""
    rows = [{"name": f"Ada Berg {n}", "note": text, "land": "Norge", "x": n} for n, text in enumerate(TEXTS * 2)]
    classify.fields(rows, "kunder")
    for _ in classify.per_record(TEXTS):
        pass
    countries.votes(["kundenavn"], [])
    redacted("王小明病历", 64)


if __name__ == "__main__":
    everything()
