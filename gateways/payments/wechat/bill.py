"""WeChat Pay's bill of a day: checked by its fingerprint and its summary before a single line of it is believed.

Every field is marked by a grave accent in front, so that tables keep long numbers; amounts are yuan, instants +08:00.
"""

import gzip
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from core.errors import Unreachable
from core.model.money import Money
from core.model.payment import BilledRefund, RefundState, Source, Success
from gateways.payments import fields
from gateways.payments.wechat.reading import LONGEST_REFUND_NUMBER, NAME, Merchant

_ZONE = ZoneInfo("Asia/Shanghai")
_MARK = "`"
_GZIP = b"\x1f\x8b"
_CHARGED, _GIVEN_BACK = "SUCCESS", "REFUND"
_AT, _APP, _MERCHANT, _TRANSACTION, _ORDER = "交易时间", "公众账号ID", "商户号", "微信订单号", "商户订单号"
_STATE, _CURRENCY, _AMOUNT, _PAID_AMOUNT = "交易状态", "货币种类", "订单金额", "应结订单金额"
_REFUND, _REFUND_AMOUNT, _REFUND_STATE = "商户退款单号", "退款金额", "退款状态"
_REFUND_STATES: Mapping[str, RefundState] = {
    "SUCCESS": RefundState.SUCCEEDED,
    "PROCESSING": RefundState.PROCESSING,
    "CHANGE": RefundState.ABNORMAL,
    "FAIL": RefundState.CLOSED,
}
_COUNT, _SUM = "总交易单数", "订单总金额"


def read_bill(file: bytes, told: Mapping[str, Any], merchant: Merchant) -> tuple[Sequence[Success], Sequence[BilledRefund]]:
    """Charges and refunds of a bill. Raises ``Unreachable`` for a file that isn't the one announced or doesn't add up."""
    file = _unpacked(file)
    _check_fingerprint(file, told)
    try:
        lines = [line for line in file.decode("utf-8-sig").splitlines() if line.strip()]
        end = next(index for index, line in enumerate(lines) if line.startswith(_COUNT))
        rows = [_row(lines[0], line) for line in lines[1:end]]
        _check_summary(_row(lines[end], lines[end + 1]), rows)
        charges = [_success(row, merchant) for row in rows if row[_STATE] == _CHARGED]
        return charges, [_refund(row) for row in rows if row[_STATE] == _GIVEN_BACK]
    except (ValueError, LookupError, StopIteration, fields.Malformed) as error:
        raise Unreachable(f"WeChat Pay's bill can't be read: {type(error).__name__} {error}") from error


def _unpacked(file: bytes) -> bytes:
    try:
        return gzip.decompress(file) if file.startswith(_GZIP) else file
    except (OSError, EOFError) as error:
        raise Unreachable("WeChat Pay's bill can't be unpacked") from error


def _check_fingerprint(file: bytes, told: Mapping[str, Any]) -> None:
    announced = told.get("hash_value")
    if told.get("hash_type") != "SHA1" or not isinstance(announced, str):
        raise Unreachable("WeChat Pay's bill comes without its fingerprint")
    found = hashlib.sha1(file, usedforsecurity=False).hexdigest()
    if not hmac.compare_digest(found.encode(), announced.lower().encode()):
        raise Unreachable("WeChat Pay's bill isn't the file that was announced")


def _row(heading: str, line: str) -> dict[str, str]:
    """Values by the name of their column; a comma inside a value isn't followed by the mark."""
    names = heading.lstrip(_MARK).split(",")
    values = line.removeprefix(_MARK).split("," + _MARK)
    return dict(zip(names, values, strict=True))


def _check_summary(summary: Mapping[str, str], rows: Sequence[Mapping[str, str]]) -> None:
    """How many lines there are, and what the charges come to."""
    charged = sum(fields.yuan(row, _amount_column(row)) for row in rows if row[_STATE] == _CHARGED)
    expected = fields.yuan(summary, _SUM if _SUM in summary else "应结订单总金额")
    if (int(summary[_COUNT]), expected) != (len(rows), charged):
        raise Unreachable("WeChat Pay's bill doesn't add up")


def _amount_column(row: Mapping[str, str]) -> str:
    return _AMOUNT if _AMOUNT in row else _PAID_AMOUNT


def _success(row: Mapping[str, str], merchant: Merchant) -> Success:
    at = datetime.fromisoformat(row[_AT]).replace(tzinfo=_ZONE)
    return Success(
        provider=NAME,
        out_trade_no=fields.number(row, _ORDER),
        transaction_id=fields.number(row, _TRANSACTION),
        amount=Money(fields.yuan(row, _amount_column(row)), row[_CURRENCY]),
        success_time=fields.instant({_AT: at.isoformat()}, _AT),
        source=Source.BILL,
        payee_is_us=(row[_MERCHANT], row[_APP]) == (merchant.mchid, merchant.appid),
    )


def _refund(row: Mapping[str, str]) -> BilledRefund:
    return BilledRefund(
        provider=NAME,
        out_refund_no=fields.number(row, _REFUND, LONGEST_REFUND_NUMBER),
        transaction_id=fields.number(row, _TRANSACTION),
        amount=Money(fields.yuan(row, _REFUND_AMOUNT), row[_CURRENCY]),
        state=_REFUND_STATES[row[_REFUND_STATE]],
    )
