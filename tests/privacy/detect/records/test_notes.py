"""What notes tell of somebody."""

import pytest

from tests.privacy.told import claimed

NAMED = ["Anna Berg", "Omar Haddad", "Li Wei", "Maria Garcia", "John Smith", "Olga Ivanova", "Peter Weber", "Ada King"]
PEOPLE = {"full_name": NAMED, "email": [f"member{n}@mail.example" for n in range(8)]}
THINGS = {"sku": [f"SKU-{n:04}" for n in range(8)], "stock": [str(n) for n in range(8)]}
TOLD = {
    "special.religion": (
        [
            "cattolica praticante, niente riunioni la domenica",
            "è musulmano e fa il ramadan",
            "testimone di Geova, no sangue",
        ],
        ["katholiek gedoopt, gaat niet meer", "is moslim en bidt 's middags", "jehova's getuige, geen transfusie"],
        ["hun katolikus, vasárnap nem hívható", "református lelkész a férje", "muszlim, pénteken nem jön"],
        ["свидетель Иеговы, от крови откажется", "принял ислам год назад", "соблюдает Рамадан, не звонить днём"],
        ["Jehovas vittne, firar inte jul", "har konverterat till islam", "är muslim och ber vid lunch"],
        ["カトリック教徒で日曜は礼拝", "イスラム教徒なので豚肉不可", "仏教徒、精進料理を希望"],
        ["الأخ مسلم ملتزم جدا", "الأسرة مسيحية وتذهب يوم الأحد", "هو يهودي ولا يعمل السبت"],
    ),
    "special.sex_life": (
        [
            "ist lesbisch, Eltern wissen es nicht",
            "lebt offen homosexuell mit Partner",
            "bisexuell, bittet um Diskretion",
        ],
        ["es lesbiana y vive con su pareja", "homosexual, teme al jefe", "se declara bisexual ante el grupo"],
    ),
    "criminal.record": (
        ["ma wyrok w zawieszeniu, kara w zawieszeniu do maja", "karany za rozbój w młodości", "skazany za paserstwo"],
        ["on probation since last May", "convicted as a minor, no visits", "two suspended sentences already"],
        ["byl ve vězení dva roky", "odsouzen v Plzni, dluží nájem", "probační úředník volá vždy v pondělí"],
        ["υφ' όρον απόλυση από τον Μάιο", "αποφυλακίστηκε πέρυσι το φθινόπωρο", "καταδικάστηκε σε δύο χρόνια"],
        ["mãn hạn tù tháng trước, chưa có việc", "đang hưởng án treo ba năm", "có tiền án trộm xe máy"],
        ["cumple libertad condicional hasta mayo", "reincidente, hurto en tienda", "condenado a pena suspendida"],
    ),
    "special.union": (
        [
            "ist Gewerkschafter seit dem Streik",
            "zahlt den Gewerkschaftsbeitrag selbst",
            "Vertrauensmann der Gewerkschaft",
        ],
        ["состоит, член профсоюза давно", "профсоюзный активист на заводе", "был председатель профкома цеха"],
        ["è iscritta al sindacato da anni", "delegato sindacale in fabbrica", "paga la quota sindacale ogni mese"],
        ["労働組合の活動に熱心です", "去年から組合費を払っている", "労組役員を二年つとめた"],
    ),
    "special.ethnicity": (
        ["family is Tajik, came in 2014", "Pashtun elder, speaks for all", "Hazara, afraid of the neighbours"],
        ["familia quechua de Puno", "mapuche, vive en Temuco", "es aymara y habla poco"],
    ),
    "special.politics": (
        [
            "campaigns for the Liberal Democrats",
            "was in the communist party",
            "votes for the Green Party",
            "a socialist councillor",
        ],
    ),
}
PLAIN = {
    "names and streets": [
        "Christian rings back on Monday",
        "lives in Orthodox Street, bell broken",
        "wants the Buddha statue in white",
        "paid by transfer, thanks",
        "moved, new address below",
        "asked for a discount of ten",
    ],
    "losses": [
        "card stolen in Rome, blocked",
        "reports a fraud on the account",
        "burglary in the cellar, insured",
        "new limit set as asked",
        "bicycle theft, police told",
        "refund on its way to him",
    ],
    "answers": [
        "ninguna novedad hoy",
        "sin cambios en la cuenta",
        "ninguna respuesta aún",
        "llamar el lunes",
        "ha pagado ya todo",
    ],
    "unions of other kinds": [
        "credit union sent the form",
        "the European Union label is off",
        "Union Street 4, second floor",
        "asks for the union jack mug",
        "western union transfer arrived",
        "student on leave until May",
    ],
    "dishes and places": [
        "wants the Roma pizza without onions",
        "books Thai for eight again",
        "asks for Turkish coffee",
        "punjabi curry, extra hot",
        "flies to Basque country in May",
        "no reply to the last letter",
    ],
    "works": ["labour costs too high", "green paint for the door", "asks for a pirate costume", "new boiler on Friday"],
}


def beside(notes: list[str], company: dict[str, list[str]], count: int = 40) -> set[str]:
    columns = {"nr": [str(4100 + 7 * n) for n in range(count)]} | company
    rows = [{name: each[n % len(each)] for name, each in columns.items()} for n in range(count)]
    return claimed([row | {"fld": f"{notes[n % len(notes)]} ({n})"} for n, row in enumerate(rows)])["fld"]


@pytest.mark.parametrize(("label", "notes"), [(label, notes) for label, sets in TOLD.items() for notes in sets])
def test_notes_on_somebody_tell_what_most_of_them_say(label: str, notes: list[str]) -> None:
    assert label in beside(notes, PEOPLE)
    assert label not in beside(notes, THINGS)


@pytest.mark.parametrize("notes", PLAIN.values(), ids=PLAIN)
def test_names_goods_losses_and_answers_tell_nothing_special(notes: list[str]) -> None:
    assert not any(label.startswith(("special.", "criminal.")) for label in beside(notes, PEOPLE))


SELDOM = [
    "asztmás, inhalátort hord",
    "cukorbeteg, inzulint kap",
    "depresszió miatt otthon",
    "magas vérnyomás, gyógyszert szed",
]
OFTEN = ["hétfőn visszahív minket", "új címet adott meg ma", "a számla kétszer ment el", "délután kéri a csomagot"]


def test_illness_in_one_note_of_ten_is_told_of_somebody_and_the_same_one_again_is_not() -> None:
    notes = [SELDOM[n // 10 % 4] if n % 10 == 3 else OFTEN[n % 4] for n in range(40)]
    assert "special.health" in beside(notes, PEOPLE)
    assert "special.health" not in beside(notes, THINGS)
    assert "special.health" not in beside([SELDOM[0] if n % 10 == 3 else OFTEN[n % 4] for n in range(40)], PEOPLE)


def test_one_word_again_and_again_tells_nothing() -> None:
    assert "special.religion" not in beside(["the catholic school, third floor", "catholic school, ring twice"], PEOPLE)


def test_the_name_of_a_field_that_tells_something_else_is_believed() -> None:
    notes = TOLD["special.religion"][0]
    rows = [{"full_name": NAMED[n % 8], "email": f"m{n}@mail.example", "book_title": notes[n % 3]} for n in range(24)]
    assert "special.religion" not in claimed(rows)["book_title"]


def test_a_field_without_any_value_has_no_notes() -> None:
    assert (
        claimed([{"name": "Ada Lovelace", "email": f"ada{n}@mail.example", "code": None} for n in range(9)])["code"]
        == set()
    )


SENTENCES = {
    "ar": ["خرج من السجن في مارس الماضي", "عليه حكم مع وقف التنفيذ لسنتين", "له سوابق جنائية كثيرة قديمة"],
    "cs": ["má záznam v rejstříku trestů", "dostal podmíněný trest za podvod", "loni ve výkon trestu nastoupil"],
    "hi": ["वह पिछले साल जेल से रिहा हुआ", "उस पर घरेलू हिंसा का मामला", "मादक पदार्थ तस्करी में पकड़ा गया"],
    "ja": ["昨年三月まで服役していた", "前科ありと本人から聞いた", "飲酒運転で罰金を払った"],
    "nl": [
        "heeft een strafblad sinds kort",
        "kreeg een gevangenisstraf van een jaar",
        "rijden onder invloed, rijbewijs kwijt",
    ],
    "tr": ["mart ayında cezaevinden çıktı", "hırsızlıktan hüküm giydi geçen yıl", "adli sicil kaydı var, dikkat"],
    "vi": ["có tiền án về tội trộm cắp", "anh ta bị kết án hai năm", "lái xe khi say rượu hồi tháng năm"],
}


@pytest.mark.parametrize("language", SENTENCES)
def test_sentences_and_arrests_are_told_in_many_languages(language: str) -> None:
    assert "criminal.record" in beside(SENTENCES[language], PEOPLE)
    assert "criminal.record" not in beside(SENTENCES[language], THINGS)


def test_a_french_remark_is_no_make_of_anything() -> None:
    notes = [
        "vit avec son compagnon, homosexuel",
        "lesbienne, en couple depuis peu",
        "bisexuelle, reste discrète là-dessus",
    ]
    rows = [{"nom": NAMED[n % 8], "email": f"m{n}@mail.example", "remarque": f"{notes[n % 3]} {n}"} for n in range(24)]
    assert "special.sex_life" in claimed(rows)["remarque"]


def test_notes_are_said_of_whom_a_word_for_somebody_calls_by_full_names() -> None:
    said = TOLD["criminal.record"][0] * 3
    rows = [{"pacjent": name, "zapis": note} for name, note in zip(NAMED, said, strict=False)]
    assert claimed(rows[:3] + [{**row, "zapis": f"{row['zapis']}, {at}"} for at, row in enumerate(rows[3:])])[
        "zapis"
    ] == {"criminal.record"}
    machines = [{"maszyna": f"M-{at}", "zapis": row["zapis"]} for at, row in enumerate(rows)]
    assert not claimed(machines)["zapis"]
