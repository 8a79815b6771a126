"""Passwords of accounts (指南 二(一)1): long enough, mixed, not the username, not what everybody takes."""

import unicodedata

from core.model.decisions import Refused
from core.model.reasons import Reason
from core.rules.identity.usernames import username_key

SHORTEST = 8
LONGEST = 64

# Mixed and long enough, and yet among the first that anybody tries.
_COMMON_WORDS = """
11111111a 111111aa 123456789a 12345678a 1234567a 123456aa 123456abc 123456asd 123456qq 123456qwe 12345abc 12345abcde
12345qwert 1234abcd 1234qwer 123abc123 123qweasd 123qweasdzxc 1314520a 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qaz2wsx3edc 1qazxsw2
5201314a 5201314abc 520520abc 666666aa 888888aa a0000000 a1111111 a11111111 a1234567 a12345678 a123456789 a1314520 a1b2c3d4
a5201314 a6666666 a88888888 aa123456 aa12345678 aa123456789 aaa123456 aaaa1111 abc12345 abc123456 abc1234567 abc123456789
abc123456abc abc123abc abcd1234 abcd12345 abcde12345 admin123 admin1234 admin123456 admin888 aini1314 as123456 asd12345
asd123456 asd123asd asdf1234 asdfgh123 baseball1 beijing2008 china123 china1234 computer1 dragon123 football1 gongwuyuan1
gongwuyuan123 gwy12345 gwy123456 iloveyou1 iloveyou520 internet1 kaoshi123 kaoshi2020 l1234567 letmein1 li123456 liu12345
love1314 love5201314 monkey123 p@ssw0rd p@ssw0rd1 p@ssword1 pass1234 passw0rd passw0rd1 password1 password12 password123
password1234 princess1 q1234567 q12345678 q123456789 q1w2e3r4 q1w2e3r4t5 qaz12345 qaz123456 qazwsx123 qq123456 qq1234567
qq123456789 qwe12345 qwe123456 qwe123qwe qwer1234 qwert123 qwert12345 qwerty12 qwerty123 qwerty1234 qwertyuiop1 root1234
s1234567 shenzhen1 shenzhen123 sunshine1 test1234 test123456 user1234 w1234567 wang1234 welcome1 welcome123 woaini123
woaini1314 woaini520 woaini5201314 woaini521 x1234567 z1234567 z12345678 zhang123 zhangwei1 zxc12345 zxc123456 zxcv1234
zxcvbnm1 zxcvbnm123 zz123456
"""
_COMMON = frozenset(_COMMON_WORDS.split())


def spelled(password: str) -> str:
    """The password as it is hashed: NFKC, so that another keyboard spells the same one the same way."""
    return unicodedata.normalize("NFKC", password)


def judge_password(password: str, username: str) -> Refused | None:
    """Why the password can't be taken, or ``None``. Lengths are counted in characters (code points), not in bytes."""
    plain = spelled(password)
    folded = plain.casefold()
    if len(plain) < SHORTEST:
        return Refused(Reason.PASSWORD_TOO_SHORT, about=(str(SHORTEST),))
    if len(plain) > LONGEST:
        return Refused(Reason.PASSWORD_TOO_LONG, about=(str(LONGEST),))
    if username and username_key(username) in folded:
        return Refused(Reason.PASSWORD_LIKE_USERNAME)
    if not (any(map(str.isalpha, plain)) and any(map(str.isdigit, plain))) or folded in _COMMON:
        return Refused(Reason.PASSWORD_TOO_SIMPLE)
    return None
