"""The encoding of bytes that are text."""

import io
import random

import pytest

from leftopen.privacy.encodings import binary, encoding_of
from leftopen.privacy.files.texts import TextFile

TABLES = {
    "cp1251": "Фамилия;Имя;Телефон\nИванова;Ольга;79031234567\nПетров;Сергей;79031234568\nКузнецова;Анна;7\n",
    "koi8_r": "Фамилия;Имя;Телефон\nИванова;Ольга;79031234567\nПетров;Сергей;79031234568\n",
    "koi8_u": "Прізвище;Телефон;Адреса;Стан\nШевчук;1;вул. Лесі Українки;активний\n"
    "Бондаренко;2;вул. Франка;звільнений\n"
    "Їжакевич;3;вул. Січова;активний\n",
    "cp866": "Фамилия;Имя;Телефон\nИванова;Ольга;79031234567\nПетров;Сергей;79031234568\n",
    "cp1252": "Name;Straße;Ort\nJürgen Weiß;Hauptstraße 5;Köln\nBjörn Müller;Königsallee 9;Düsseldorf\n",
    "cp1250": "Imię;Nazwisko;Miejscowość\nMałgorzata;Wójcik;Łódź\nZbigniew;Dąbrowski;Kraków\nPaweł;Śliwa;Gdańsk\n",
    "cp1253": "Όνομα;Επώνυμο;Τηλέφωνο\nΓιώργος;Παπαδόπουλος;6912345678\nΜαρία;Νικολάου;69\n",
    "cp1254": "Adı;Soyadı;Şehir\nAyşe;Yılmaz;İstanbul\nMehmet;Öztürk;Iğdır\nGülşen;Çağlar;Muğla\n",
    "cp1255": "שם פרטי;שם משפחה;טלפון\nמשה;כהן;0501234567\nרחל;לוי;050\n",
    "cp1256": "الاسم;العنوان;الهاتف\nمحمد علي;شارع النيل القاهرة;0100\nفاطمة حسن;الاسكندرية;011\n",
    "cp932": "患者番号,氏名,フリガナ,生年月日\nP1,山本 花子,ヤマモト ハナコ,昭和60年1月25日\n",
    "euc_jp": "患者番号,氏名,フリガナ,生年月日\nP1,山本 花子,ヤマモト ハナコ,昭和60年1月25日\n",
    "cp949": "이름,전화번호,주소\n김철수,010-1234-5678,서울특별시 강남구 테헤란로 1\n이영희,010-2222-3333,부산광역시\n",
    "gb18030": "姓名,性别,身份证号,家庭住址\n王小明,男,1101,北京市朝阳区建国路1号\n李娜,女,4403,广东省深圳市\n",
    "big5": "姓名,性別,身分證字號,地址\n王小明,男,A123456789,臺北市大安區和平東路一段\n林美玲,女,B2,高雄市前鎮區\n",
    "cp874": "ชื่อ,นามสกุล,โทรศัพท์\nสมชาย,ใจดี,0812345678\nมาลี,ทองคำ,089\n",
}
WESTERN = (
    "Nombre;Apellidos;Teléfono\nJosé;Muñoz García;612345678\nMaría;Peña;634567890\nÁngel;Núñez;1\n",
    "prénom,nom\nChloé,Lefèvre\nFrançois,Hélène\nmœurs,cœur\n",
    "Nome,Endereço\nJoão,Rua São José 5\nConceição,Avenida da Liberdade\n",
    "Namn,Ort\nÅsa Öberg,Malmö\nBjörn Sjöström,Västerås\n",
)


@pytest.mark.parametrize("encoding", TABLES)
@pytest.mark.parametrize("times", [1, 30])
def test_code_pages_of_countries(encoding: str, times: int) -> None:
    text = TABLES[encoding] * times
    assert text.encode(encoding).decode(encoding_of(text.encode(encoding))) == text
    assert not binary(text.encode(encoding))


@pytest.mark.parametrize("text", WESTERN)
def test_western_europe(text: str) -> None:
    assert encoding_of(text.encode("cp1252")) == "cp1252"


FEW = {
    "cp1250": "Příjmení;Jméno;Rodné číslo\nNovák;Jiří;600101/1234\nDvořáková;Eliška;615202/1234\n",
    "cp1251": "ФИО;Адрес\nИванов Иван;ул. Ленина\n",
    "cp1253": "Επώνυμο;Όνομα\nΠαπαδόπουλος;Νίκος\n",
    "cp1254": "Adı;Soyadı;Doğum\nMehmet;Yılmaz;1\nAyşe;Şahin;2\n",
    "cp1257": "Vardas;Pavardė\nŽydrūnas;Šarūnaitis\nLaimutė;Čepaitė\n",
}


@pytest.mark.parametrize("encoding", FEW)
def test_a_line_of_names_and_two_people_are_enough(encoding: str) -> None:
    assert encoding_of(FEW[encoding].encode(encoding)) == encoding


@pytest.mark.parametrize("text", ["姓名\n王小明\n", "姓名,手机\n王小明,13800138000\n"])
def test_a_few_chinese_characters_are_enough(text: str) -> None:
    assert encoding_of(text.encode("gb18030")) == "gb18030"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
)
def test_unicode(encoding: str) -> None:
    text = "name;姓名\nAda Lovelace;王小明\n"
    source = TextFile(io.BytesIO(text.encode(encoding)))
    assert list(source.lines()) == ["name;姓名", "Ada Lovelace;王小明"]
    assert not binary(text.encode(encoding))


SELDOM = {
    "iso8859_5": "Фамилия;Имя;Телефон\nИванов;Пётр;+79161234567\nСидорова;Ольга;+79161234568\n",
    "mac_cyrillic": "Фамилия;Имя;Адрес\nИванов;Пётр;Москва, ул. Яблочкова, д. 3\nСидорова;Ольга;Тверь\n",
    "iso8859_6": "الاسم,العنوان\nمحمد علي,القاهرة شارع التحرير\nأحمد سالم,الإسكندرية\n",
    "cp850": "Vorname;Straße\nJürgen;Schloßstraße 3\nBärbel;Königsweg 4\n",
    "cp1254": "Adı;Soyadı\nGökçe;Şahin\nIşıl;Yağmur\n",
    "iso2022_jp": "氏名,住所\n山田 太郎,東京都新宿区\n",
    "hz": "姓名,住址\n王小明,北京市朝阳区\n",
}


@pytest.mark.parametrize("encoding", SELDOM)
@pytest.mark.parametrize("times", [1, 20])
def test_code_pages_that_few_write(encoding: str, times: int) -> None:
    text = SELDOM[encoding] * times
    assert text.encode(encoding).decode(encoding_of(text.encode(encoding))) == text
    assert not binary(text.encode(encoding))


EUROPE = {
    "czech": ("Dvořák;Bořivoj;účtárna\nProcházková;Žaneta;výroba\nRůžička;Řehoř;dílna\n", ("cp852", "cp1250")),
    "polish": ("Wiśniewska;Agnieszka;księgowość\nŁukasz;Dąbrowski;sprzedaż\nŻaneta;Król;Gdańsk\n", ("cp852", "cp1250")),
    "hungarian": ("Szűcs;Piroska;idő\nVörös;Bálint;bér\nJuhász;Emese;kőműves\nTóth;Ákos;Győr\n", ("cp852", "cp1250")),
    "spanish": ("García;Pérez;Córdoba\nNúñez;Ramón;Málaga\nMartín;Inés;Cádiz\nLópez;Ángel;León\n", ("cp850", "cp1252")),
    "portuguese": ("Conceição;João;opções\nMagalhães;Inês;limões\nCamões;Antônio;médico\n", ("cp850", "cp1252")),
    "french": ("Lefèvre;Hélène;août\nBéranger;Gaëlle;sûreté\nFrançois;Noël;contrôle\n", ("cp850", "cp1252")),
    "croatian": ("Željka;Kovačić;Šibenik\nĐurđica;Horvatić;Čakovec\nAnte;Šimić;Požega\n", ("cp852", "cp1250")),
    "danish": ("Kjær;Søren;smørrebrød\nSkjødt;Åse;æble\nBækgård;Jørgen;Ærø\n", ("cp850", "cp1252")),
    "estonian": ("Põldmäe;Tõnu;õpetaja\nMägi;Jüri;töö\nKõiv;Õie;müüja\n", ("cp1252",)),
}


@pytest.mark.parametrize("language", EUROPE)
def test_names_of_half_of_europe_in_the_code_pages_of_dos_and_windows(language: str) -> None:
    text, encodings = EUROPE[language]
    assert [encoding_of((text * 8).encode(encoding)) for encoding in encodings] == [*encodings]


def test_tildes_and_escapes_of_others_are_ascii() -> None:
    assert encoding_of(b"path ~{user}~ and \x1b[32mgreen\x1b[0m ~{x}") == "ascii"


def test_utf_8_with_a_few_broken_bytes_stays_utf_8() -> None:
    assert encoding_of("姓名王小明".encode() * 20 + b"\xe4\n") == "utf-8"
    assert encoding_of("姓名".encode()[:-1]) == "utf-8"


@pytest.mark.parametrize("size", [200, 3000, 70_000])
def test_random_bytes_are_binary(size: int) -> None:
    assert all(binary(random.Random(seed).randbytes(size)) for seed in range(10))


def test_logs_with_colours_and_a_hole_are_text() -> None:
    assert not binary(b"\x1b[32mINFO\x1b[0m started\n" * 20)
    assert not binary(b"10:00 started\n" * 20 + bytes(40) + b"10:05 started\n" * 20)


def test_rows_of_hive_are_text() -> None:
    assert not binary(b"Ada\x01a@b.example\x013\n" * 20)
    assert binary(b"Ada\x01\x01\x01\nBen\x01\x02\x03\x04\n" * 20)


POLISH = """Imię;Nazwisko;Płeć;Ulica
Łukasz;Dąbrowski;mężczyzna;ul. Długa
Grażyna;Wiśniewska;kobieta;ul. Świętej Anny
"""
FRENCH = "Prénom;Nom;Téléphone;Filière\nHélène;Lefèvre;0601;générale\nZoé;Gérard;0602;réseaux\n"
JAPANESE = """会員番号,お名前,生年月日,住所
1,高橋 健一,1981/05/28,東京都杉並区高円寺南
2,伊藤 美咲,1990/01/02,大阪府堺市北区
"""
SMALL = {
    "iso8859_2": POLISH,
    "cp1250": POLISH,
    "mac_roman": FRENCH,
    "cp850": FRENCH,
    "cp1252": FRENCH,
    "euc_jp": JAPANESE,
    "cp932": JAPANESE,
    "gb18030": "学生姓名,性别,监护人,班级\n刘洋,男,刘建国,三年二班\n赵敏,女,周海,四年一班\n",
    "big5": "姓名,性別,出生日期,手機,會員等級\n林志明,男,78/05/04,0912-345678,金卡\n黃淑芬,女,66/11/30,0987,普卡\n",
    "cp949": "성명,생년월일,휴대폰,주소\n김민수,1990,010,서울특별시 강남구\n이영희,1981,010,부산광역시 해운대구\n",
}


@pytest.mark.parametrize("encoding", SMALL)
def test_names_of_columns_tell_the_encoding_of_a_small_table(encoding: str) -> None:
    assert encoding_of(SMALL[encoding].encode(encoding)) == encoding


def test_czech_of_iso_8859_2_is_told_by_its_letters() -> None:
    text = "Jiří Dvořák, Křižíkova 10\nTomáš Němec, Středisko výroba\nZdeňka Černá, Bydliště Příbram\n" * 2
    assert encoding_of(text.encode("iso8859_2")) == "iso8859_2"
    assert encoding_of(text.encode("cp1250")) == "cp1250"


def test_german_of_the_macintosh() -> None:
    text = "Nachname;Vorname;Straße\n" + "Müller;Jürgen;Bäckerweg 4\nGroß;Käthe;Hauptstraße 7\n" * 10
    assert encoding_of(text.encode("mac_roman")) == "mac_roman"
    assert encoding_of(text.encode("cp1252")) == "cp1252"


def test_a_few_names_in_koi8_u() -> None:
    """A judge of languages knows no Ukrainian in it: names alone were Windows-1257."""
    rows = "".join(f"{a};{b};Київ\n" for a in ("Їжак", "Олена", "Сергій") for b in ("Шевчук", "Ґалаґан"))
    assert encoding_of(f"Ім'я;Прізвище;Місто\n{rows}".encode("koi8-u")) == "koi8_u"
    kana = "なまえ,じゅうしょ\nたなか,さっぽろ\nさとう,なごや\n" * 5
    assert encoding_of(kana.encode("euc_jp")) != "koi8_u"


@pytest.mark.parametrize(
    "text",
    [
        "なまえ,でんわ\nおかだ みちこ,03\n",
        "ナマエ,ジュウショ\nタナカ ケン,トウキョウ\n",
        "ふりがな,こども\nまつい りく,たなか\n",
    ],
)
def test_kana_alone_is_japanese(text: str) -> None:
    assert encoding_of((text * 5).encode("euc_jp")) == "euc_jp"


def test_other_pairs_of_bytes_are_not_japanese() -> None:
    assert encoding_of(("이름,전화\n김서준,서울시 강남구 역삼동\n" * 5).encode("euc_kr")) != "euc_jp"
    assert encoding_of(("姓名,地址\n王小明,北京市朝阳区\n" * 5).encode("gb2312")) != "euc_jp"
    assert encoding_of(("ชื่อ,ค่า\nคุณค้า,คคคค\n" * 5).encode("cp874")) != "euc_jp"
