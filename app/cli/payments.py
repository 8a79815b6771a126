"""``kaoban payments``: what is recorded about an order number; bills read against the books, and whether they balance."""

import asyncio
import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.cli.exam import opened
from app.cli.reconciling import reconcile_command, report_command
from core.services.payments import MoneyAccount
from core.services.payments.account import account_of
from core.store.engine import StoreUnavailable
from locales.words import T, Words, known_locale, words_in

payments_app = typer.Typer(help="Payments: an order, the providers' bills, the balance.", no_args_is_help=True)
payments_app.command("reconcile")(reconcile_command)
payments_app.command("report")(report_command)

Number = Annotated[str, typer.Argument(metavar="OUT_TRADE_NO", help="The order number, as a candidate or a provider names it.")]
AsJson = Annotated[bool, typer.Option("--json", help="For machines.")]
Language = Annotated[str, typer.Option(envvar="LANG", help="Language of what is said.")]


@payments_app.callback()
def payments_command() -> None:
    """Payments: an order, the providers' bills, the balance."""


@payments_app.command("show")
def show_command(out_trade_no: Number, as_json: AsJson = False, language: Language = "") -> None:
    """Show verdict, order, charges, refunds, tickets and what the candidate was told."""
    words = words_in(known_locale(language))
    try:
        account = asyncio.run(_account(out_trade_no))
    except StoreUnavailable as error:
        Console(stderr=True).print(words(T("The database can't be reached. Nothing was changed.")))
        raise typer.Exit(1) from error
    if account is None:
        Console(stderr=True).print(Text(words(T("Nobody ever named the order {number}."), number=out_trade_no)))
        raise typer.Exit(1)
    if as_json:
        print(json.dumps(account.as_json(), ensure_ascii=False))
    else:
        Console().print(_table(account, words))


async def _account(out_trade_no: str) -> MoneyAccount | None:
    async with opened() as (store, _):
        return await store.read(lambda tx: account_of(tx, out_trade_no))


def _table(account: MoneyAccount, words: Words) -> Table:
    table = Table(show_header=False)
    for label, values in (
        (T("Application"), [account.application or "–"]),
        (T("Order"), [account.attempt or "–"]),
        (T("Charges"), [f"{one.provider} {one.transaction_id} {one.disposition} {one.amount}" for one in account.captures]),
        (T("Refunds"), [f"{one.out_refund_no} {one.state} {one.amount}" for one in account.refunds]),
        (T("Tickets"), account.tickets),
        (T("Messages"), account.messages),
    ):
        table.add_row(words(label), Text("\n".join(values)))
    return table
