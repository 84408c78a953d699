"""Cards in a text."""

from leftopen.privacy.fields import Fields, path_of
from leftopen.privacy.unwrap.vcard import _PROPERTIES, value

CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Berg;Zoë\r\nFN:Zoë Berg\r\nTEL;TYPE=CELL:+44 7700 900{}\r\nEND:VCARD\r\n"


def test_cards_that_a_text_holds() -> None:
    one = {"family_name": "Berg", "given_name": "Zoë", "full_name": "Zoë Berg", "telephone": ["+44 7700 900123"]}
    assert value(CARD.format(123)) == [one]
    assert len(value(CARD.format(123) * 2)) == 2
    assert value("BEGIN:VCARD\nEND:VCARD") is None
    assert value("BEGINNING of a letter") is None


def test_a_card_without_end_is_bounded() -> None:
    (card,) = value("BEGIN:VCARD\n" + "".join(f"X{n}:1\n" for n in range(_PROPERTIES + 9)))
    assert len(card) == _PROPERTIES


def test_fields_of_cards_in_a_column() -> None:
    fields = Fields()
    for number in range(100, 130):
        fields.take({"id": number, "card_data": CARD.format(number)})
    told = {path_of(judged.column.node): {v.bit for v in judged.verdicts if v.claimed} for judged in fields.judge()}
    assert told["card_data[].telephone[]"]
    assert told["card_data[].full_name"]
    assert not told["id"]
