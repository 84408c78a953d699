"""Names of wares and dwellings, which are called as people are."""

from typing import Any

import pytest

from leftopen.privacy.detect.wares import of_wares
from tests.privacy.told import claimed

WARES = {
    "es": ["Camisa Santiago", "Zapato Victoria", "Bolso Carmen", "Falda Lola", "Vestido Sofía", "Chaqueta Marcos"],
    "de": ["Lampe Anna", "Sofa Karin", "Stuhl Emil", "Regal Martin", "Kommode Britta", "Sessel Viktor"],
    "vi": ["Căn hộ Hoàng Anh", "Biệt thự Phú Mỹ", "Chung cư Minh Khai", "Căn hộ Lê Thánh Tôn", "Nhà phố Trần Phú"],
    "ja": ["花子ワンピース", "太郎ジャケット", "美咲スカート", "健一デスク", "陽子チェア"],
}
PEOPLE = [
    "Rosa Zapatero", "Ada Lampert", "Emil Stuhlmann", "Lê Thị Áo", "Kim Sofia", "Jim Rice", "Nora Bell", "Otto Mantel",
    "Ivo Rock", "Lena Bock",
]  # fmt: skip


@pytest.mark.parametrize("language", WARES)
def test_names_behind_a_word_for_a_ware(language: str) -> None:
    assert of_wares(WARES[language])


def test_people_that_are_called_as_wares_are() -> None:
    assert not of_wares(PEOPLE)


def records(**columns: list[Any]) -> list[dict[str, Any]]:
    return [{name: values[n % len(values)] for name, values in columns.items()} for n in range(18)]


def test_a_catalogue_is_of_nobody() -> None:
    found = claimed(
        records(
            sku=[f"RX-{n}" for n in range(18)],
            nombre=[*WARES["es"], "Cinturón Diego", "Pantalón Nico", "Abrigo Inés"],
            genero=["hombre", "mujer", "unisex"],
            talla=["S", "M", "L"],
            precio=[19.9, 24.5, 30.0],
        )
    )
    assert not found["nombre"] | found["genero"]


def test_who_bought_it_is_somebody() -> None:
    found = claimed(
        records(
            articulo=WARES["es"],
            nombre=[
                "Rocío Tapia",
                "Iván Mora",
                "Elsa Gil",
                "Jairo Pinzón",
                "Nuria Vidal",
                "Gonzalo Rubio",
                "Marisol Prado",
                "Emilio Cano",
            ],
            genero=["hombre", "mujer"],
            telefono=["612345678", "623456789", "634567891"],
        )
    )
    assert found["nombre"] == {"person.name"}
    assert found["genero"] == {"person.gender"}
