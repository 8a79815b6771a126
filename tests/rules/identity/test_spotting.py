"""Personal numbers typed where none was asked for."""

import pytest

from core.rules.identity.spotting import has_secret, masked_text, without_secrets


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("440306198503070012", "440***********0012"),
        ("我是44030619850307001x，怎么办", "我是440***********001x,怎么办"),
        ("４４０３０６１９８５０３０７００１２", "440***********0012"),
        ("440306 19850307 0012", "440***********0012"),
        ("卡号6217000010000091234", "卡号6217***********1234"),
        ("6217 0000 1000 0091 234", "6217***********1234"),
    ],
)
def test_id_and_card_numbers_are_masked(typed: str, kept: str) -> None:
    assert without_secrets(typed) == kept
    assert has_secret(typed)
    assert has_secret(kept)


@pytest.mark.parametrize(
    "typed", ["99000011041002", "KB20201116A1B2C3D4E5F60718", "123456", "2020-11-16 10:00", "0755-88100099", "你好"]
)
def test_other_numbers_stay_as_they_are(typed: str) -> None:
    assert without_secrets(typed) == typed
    assert not has_secret(typed)


def test_staff_read_no_phone_and_no_mail() -> None:
    assert masked_text("打13812345678或写信到li@example.org") == "打138****5678或写信到*@example.org"
