"""Short lists in East Asian encodings are read by their country, or asked for."""

from __future__ import annotations

from io import BytesIO

import pytest

from pullahead.usecases.common.text_encoding import UnknownEncoding, detect


def encoded(name: str, encoding: str) -> BytesIO:
    return BytesIO(f"Name,Phone\n{name},+12125550132\n".encode(encoding))


def test_a_short_japanese_list_is_read_by_its_country() -> None:
    assert detect(encoded("山田太郎", "shift_jis"), "JP") == "cp932"
    assert detect(encoded("髙橋一郎", "cp932"), "JP") == "cp932"


def test_two_chinese_characters_are_asked_for_and_not_read_as_russian() -> None:
    with pytest.raises(UnknownEncoding):
        detect(encoded("张伟", "gbk"), "")
    assert detect(encoded("张伟", "gbk"), "CN") == "gb18030"
    assert detect(encoded("Иван Петров", "cp1251"), "") == "cp1251"
