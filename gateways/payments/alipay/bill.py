"""Alipay's bill of a day: a zip of tables in GBK, remarks in front and behind, tabulators inside the fields."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence

from core.errors import Unreachable
from core.model.money import Money
from core.model.payment import BilledRefund, RefundState, Source, Success
from gateways.payments import fields
from gateways.payments.alipay.reading import CURRENCY, NAME, instant_of

_LARGEST_BYTES = 256 * 1024 * 1024
_CHARGE, _GIVEN_BACK = "交易", "退款"
_REFUND = "退款批次号/请求号"
_TRADE, _ORDER, _KIND, _DONE = "支付宝交易号", "商户订单号", "业务类型", "完成时间"
_AMOUNT = ("订单金额（元）", "订单金额(元)")
_SUMMARY = "汇总"
_COUNT = "交易合计"


def read_bill(archive: bytes) -> tuple[Sequence[Success], Sequence[BilledRefund]]:
    """Charges and refunds of a bill. Raises ``Unreachable`` for a file that can't be read or doesn't add up."""
    try:
        tables = [_table(text) for text in _details(archive)]
        return [one for table in tables for one in table[0]], [one for table in tables for one in table[1]]
    except (zipfile.BadZipFile, ValueError, LookupError, StopIteration, RuntimeError, fields.Malformed, csv.Error) as error:
        raise Unreachable(f"Alipay's bill can't be read: {type(error).__name__} {error}") from error


def _details(archive: bytes) -> list[str]:
    """The tables of single trades; the summaries lie beside them."""
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        if sum(entry.file_size for entry in packed.infolist()) > _LARGEST_BYTES:
            raise ValueError("too large")
        return [packed.read(entry).decode("gb18030") for entry in packed.infolist() if _SUMMARY not in _name(entry)]


def _name(entry: zipfile.ZipInfo) -> str:
    """A name in GBK that doesn't say so."""
    is_utf8 = bool(entry.flag_bits & 0x800)
    return entry.filename if is_utf8 else entry.filename.encode("cp437", "replace").decode("gb18030", "replace")


def _table(text: str) -> tuple[list[Success], list[BilledRefund]]:
    lines = text.splitlines()
    rows = [[cell.strip() for cell in row] for row in csv.reader(line for line in lines if line and not line.startswith("#"))]
    heading = next(row for row in rows if _TRADE in row)
    found = [dict(zip(heading, row, strict=False)) for row in rows[rows.index(heading) + 1 :] if len(row) >= len(heading) - 1]
    charges = [_success(row) for row in found if row[_KIND] == _CHARGE]
    announced = [line for line in lines if line.startswith(f"#{_COUNT}")]
    if announced and _counted(announced[0]) != len(charges):
        raise ValueError("it doesn't add up")
    return charges, [_refund(row) for row in found if row[_KIND] == _GIVEN_BACK]


def _counted(line: str) -> int:
    return int("".join(character for character in line.split("笔", maxsplit=1)[0] if character.isdigit()))


def _success(row: Mapping[str, str]) -> Success:
    return Success(
        provider=NAME,
        out_trade_no=fields.number(row, _ORDER),
        transaction_id=fields.number(row, _TRADE),
        amount=_amount(row),
        success_time=instant_of(row, _DONE),
        source=Source.BILL,
    )


def _refund(row: Mapping[str, str]) -> BilledRefund:
    """Money that went back; a refund without a number of its own goes by the order's."""
    return BilledRefund(
        provider=NAME,
        out_refund_no=fields.number(row, _REFUND if row[_REFUND] else _ORDER),
        transaction_id=fields.number(row, _TRADE),
        amount=_amount(row),
        state=RefundState.SUCCEEDED,
    )


def _amount(row: Mapping[str, str]) -> Money:
    """What came, or what went back: that stands with a minus."""
    column = next(name for name in _AMOUNT if name in row)
    return Money(fields.yuan({column: row[column].removeprefix("-")}, column), CURRENCY)
