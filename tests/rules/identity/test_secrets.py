"""Usernames, passwords, codes, masks, pauses and stages."""

from datetime import timedelta

import pytest

from core.model.account import PagePurpose, RegistrationStage
from core.model.decisions import Refused
from core.model.reasons import Reason
from core.rules.identity import passwords
from core.rules.identity.codes import read_code
from core.rules.identity.masking import masked_card, masked_document, masked_name, masked_phone
from core.rules.identity.passwords import judge_password, spelled
from core.rules.identity.stages import page_for, stage_of
from core.rules.identity.throttling import pause_after
from core.rules.identity.usernames import read_username, username_key


@pytest.mark.parametrize(("typed", "username"), [("zhang_san", "zhang_san"), (" Abc1 ", "Abc1"), ("ｚｈａｎｇ", "zhang")])
def test_a_username_is_letters_digits_and_underscores(typed: str, username: str):
    assert read_username(typed) == username


@pytest.mark.parametrize("typed", ["", "abc", "a" * 21, "1abc", "_abc", "张三三三", "ab cd", "ab<cd", "abcd\x00", "кот1234"])
def test_anything_else_is_no_username(typed: str):
    assert read_username(typed) == Refused(Reason.USERNAME_FORMAT)


def test_capitals_and_width_make_no_difference_between_usernames():
    assert username_key("Zhang_San") == username_key(" ｚHANG_SAN ") == "zhang_san"


@pytest.mark.parametrize("password", ["correct horse 9", "深圳考试2020加油", "é1" * 4, "a1" * 32, "😀abcdefg1"])
def test_a_good_password_is_taken(password: str):
    assert judge_password(password, "zhangsan") is None


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("abc123", Reason.PASSWORD_TOO_SHORT),
        ("深圳考试123", Reason.PASSWORD_TOO_SHORT),
        ("a1" * 32 + "x", Reason.PASSWORD_TOO_LONG),
        ("abcdefghijk", Reason.PASSWORD_TOO_SIMPLE),
        ("1234567890", Reason.PASSWORD_TOO_SIMPLE),
        ("Password1", Reason.PASSWORD_TOO_SIMPLE),
        ("WoAiNi1314", Reason.PASSWORD_TOO_SIMPLE),
        ("1qaz2wsx", Reason.PASSWORD_TOO_SIMPLE),
        ("my-ZhangSan-88", Reason.PASSWORD_LIKE_USERNAME),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(password: str, reason: Reason):
    decision = judge_password(password, "zhangsan")
    assert decision is not None
    assert decision.reason is reason


def test_every_common_password_would_pass_otherwise():
    plain = [word for word in passwords._COMMON if len(word) < passwords.SHORTEST or word.isalpha() or word.isdigit()]
    assert plain == []


def test_another_keyboard_spells_the_same_password():
    assert spelled("ｐass１") == spelled("pass1")
    assert spelled("e\u0301") == spelled("\u00e9")


@pytest.mark.parametrize(
    ("typed", "code"), [("123456", "123456"), (" １２３ ４５６ ", "123456"), ("12345", None), ("١٢٣٤٥٦", None)]
)
def test_a_code_is_six_digits(typed: str, code: str | None):
    assert read_code(typed) == code


@pytest.mark.parametrize(
    ("mask", "value", "masked"),
    [
        (masked_document, "440306198503141234", "440***********1234"),
        (masked_document, "H12345678", "H******78"),
        (masked_document, "12", "**"),
        (masked_phone, "13812345678", "138****5678"),
        (masked_name, "张三丰", "张**"),
        (masked_name, "张", "*"),
        (masked_card, "1234", "**** 1234"),
    ],
)
def test_masks_show_only_enough_to_recognise(mask, value: str, masked: str):
    assert mask(value) == masked


def test_pauses_grow_and_stay_bearable():
    pauses = [pause_after(tries) for tries in range(1, 40)]
    assert pauses[:4] == [timedelta(0)] * 4
    assert pauses[4:7] == [timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2)]
    assert pauses == sorted(pauses)
    assert pause_after(10**9) == timedelta(minutes=15)


@pytest.mark.parametrize(
    ("has_login", "has_identity", "is_verified", "stage", "page"),
    [
        (False, True, True, RegistrationStage.LOGIN_DATA, PagePurpose.REGISTER_LOGIN),
        (True, False, False, RegistrationStage.IDENTITY_DATA, PagePurpose.REGISTER_IDENTITY),
        (True, True, False, RegistrationStage.BANK_DATA, PagePurpose.REGISTER_BANK),
        (True, True, True, RegistrationStage.CODE, None),
    ],
)
def test_a_stage_is_the_first_thing_missing(has_login: bool, has_identity: bool, is_verified: bool, stage, page):
    assert stage_of(has_login=has_login, has_identity=has_identity, is_verified=is_verified) is stage
    assert page_for(stage) is page
