"""Short lists in legacy encodings are read as they were written, or the encoding is asked for."""

from __future__ import annotations

from io import BytesIO

import pytest

from pullahead.usecases.common.text_encoding import UnknownEncoding, detect


def encoded(name: str, encoding: str) -> BytesIO:
    return BytesIO(f"Name,Phone\n{name},+12125550132\n".encode(encoding))


def test_a_short_japanese_list_is_read_by_its_country() -> None:
    assert detect(encoded("山田太郎", "shift_jis"), "JP") == "cp932"
    assert detect(encoded("山田太郎", "euc_jp"), "JP") == "euc_jp"
    assert detect(encoded("髙橋一郎", "cp932"), "JP") == "cp932"


def test_two_chinese_characters_are_asked_for_and_not_read_as_russian() -> None:
    with pytest.raises(UnknownEncoding):
        detect(encoded("张伟", "gbk"), "")
    assert detect(encoded("张伟", "gbk"), "CN") == "gb18030"
    assert detect(encoded("Иван Петров", "cp1251"), "") == "cp1251"


RUSSIAN = ("Иван Петров", "Анна Сидорова", "Щербаков Эдуард")
SPANISH = ("José Muñoz", "Ángel Gil", "María Peña")
GERMAN = ("Jürgen Müller", "Käthe Groß", "Björn Schäfer")
BRAZILIAN = ("João Conceição", "Antônio Brandão")
POLISH = ("Łukasz Wójcik", "Żaneta Gołębiowska", "Michał Świątek")
CZECH = ("Jiří Dvořák", "Božena Němcová", "Tomáš Kříž")
HUNGARIAN = ("Kovács Győző", "Szűcs Dezső", "Tóth Ágnes", "Erdős Pál", "Fekete Józsefné")
ROMANIAN = ("Ştefan Ţuţea", "Ion Mănescu", "Ioana Brâncuşi", "Gheorghe Bălan")
TURKISH = ("Ayşe Yılmaz", "Gökçe Işık", "Çağrı Şahin")
GREEK = ("Γιώργος Παπαδόπουλος", "Ελένη Νικολάου")
HEBREW = ("משה כהן", "שרה לוי")
ARABIC = ("محمد علي", "فاطمة حسن")
JAPANESE = ("山田太郎", "佐藤花子", "鈴木一郎")
CHINESE = ("张伟", "王芳", "李娜", "刘洋")
READ = [
    *[(RUSSIAN, name) for name in ("cp866", "cp1251", "koi8-r", "mac_cyrillic", "iso8859-5")],
    *[(SPANISH, name) for name in ("cp850", "mac_roman", "cp1252", "utf-16-le")],
    *[(GERMAN, name) for name in ("cp850", "mac_roman", "cp1252", "utf-16-be")],
    *[(BRAZILIAN, name) for name in ("cp850", "mac_roman", "cp1252")],
    *[(POLISH, name) for name in ("cp852", "cp1250", "iso8859-2")],
    *[(CZECH, name) for name in ("cp852", "cp1250", "iso8859-2")],
    *[(HUNGARIAN, name) for name in ("cp852", "cp1250", "iso8859-2")],
    *[(ROMANIAN, name) for name in ("cp852", "cp1250", "iso8859-2")],
    *[(TURKISH, name) for name in ("cp857", "cp1254")],
    *[(GREEK, name) for name in ("cp737", "cp1253")],
    *[(HEBREW, name) for name in ("cp862", "cp1255")],
    *[(ARABIC, name) for name in ("cp1256", "iso8859-6")],
    *[(JAPANESE, name) for name in ("cp932", "iso2022_jp")],
    (CHINESE, "gbk"),
]
HOMES = {
    POLISH: "PL",
    CZECH: "CZ",
    HUNGARIAN: "HU",
    ROMANIAN: "RO",
    RUSSIAN: "RU",
    TURKISH: "TR",
    GREEK: "GR",
    HEBREW: "IL",
}


@pytest.mark.parametrize(("names", "encoding"), READ)
def test_a_list_is_read_as_it_was_written_or_its_encoding_is_asked_for(
    names: tuple[str, ...], encoding: str
) -> None:
    for some, country, may_ask in (
        (names, "", False),
        (names, HOMES.get(names, ""), False),
        (names[:1], HOMES.get(names, "US"), True),
        (names[:2], "US", True),
    ):
        raw = "".join(["Name,Phone\n", *(f"{name},+12125550132\n" for name in some)])
        try:
            found = detect(BytesIO(raw.encode(encoding)), country)
        except UnknownEncoding:
            assert may_ask, (names, encoding, country)
            continue
        assert raw.encode(encoding).decode(found).lstrip("\ufeff") == raw


@pytest.mark.parametrize(
    "text",
    [
        "“Ring after 6” – it’s her husband’s number…",
        "„Bitte später anrufen“, sagte sie",
        "Straße 5, 2º andar, Acme® GmbH",
        "Maria\u00a0de\u00a0Souza, São Paulo",
        "Øyvind Sørensen, Åse Næss, Bjørn Ærø",
        "Camões, Simões, Antônio",
        "août, brûlé, dû, flûte, mûr",
        "Zoë, Chloë, Renée, Íñigo, Beyoncé",
    ],
)
def test_signs_of_western_texts_are_no_reason_to_ask(text: str) -> None:
    raw = f"Name,Note\nAnna,{text}\n".encode("cp1252")
    assert raw.decode(detect(BytesIO(raw), "US")) == raw.decode("cp1252")


def test_a_space_that_may_be_a_letter_is_asked_for() -> None:
    with pytest.raises(UnknownEncoding):
        detect(BytesIO("Name,Phone\nSánchez,1\n".encode("cp850")), "US")
    with pytest.raises(UnknownEncoding):
        detect(encoded("Ayşe Yılmaz", "cp1254"), "")
