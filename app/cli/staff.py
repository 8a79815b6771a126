"""``kaoban staff``: who may work at the console. Passwords and authenticators are told once and kept nowhere in the clear."""

import asyncio
import io
import json
from collections.abc import Awaitable, Callable
from typing import Annotated, NoReturn, TypeVar

import segno
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.cli.serve import operator_settings
from app.clock import SystemClock
from app.console import staff_keeping
from core.errors import Conflict, KaobanError, NotFound
from core.model.staff import Issued, Role, Staff
from core.services.exams import Exams
from core.services.staff import Keeping
from core.services.tickets import Tickets
from core.store.engine import open_store
from core.store.migrate import migrate
from core.store.vault import Vault

staff_app = typer.Typer(help="Staff of the console: add, list, change roles, close, reset.", no_args_is_help=True)
Result = TypeVar("Result")

_ACTOR = "operator"
Login = Annotated[str, typer.Argument(metavar="LOGIN", help="The login, as the list shows it.")]
Roles = Annotated[list[Role], typer.Option("--role", help="May be given several times.")]
AsJson = Annotated[bool, typer.Option("--json", help="For machines.")]


@staff_app.command("add")
def add_command(
    name: Annotated[str, typer.Argument(help="The name colleagues and candidates see.")],
    role: Roles,
    login: Annotated[str, typer.Option(help="Made from the name where it isn't given.")] = "",
    as_json: AsJson = False,
) -> None:
    """Make an account: its login, a one-time password, and an authenticator to scan. All of it is told once."""
    _tell(_ran(lambda keeping: keeping.add(name, set(role), login=login, actor=_ACTOR)), as_json=as_json)


@staff_app.command("list")
def list_command(as_json: AsJson = False) -> None:
    """List everybody."""
    found = _ran(lambda keeping: keeping.all())
    if as_json:
        print(json.dumps([_listed(one) for one in found], ensure_ascii=False))
        return
    table = Table("Login", "Name", "Roles", "Identity provider", "Closed")
    for one in found:
        closed = one.disabled_at.isoformat(timespec="minutes") if one.disabled_at else ""
        table.add_row(*map(Text, (one.login, one.name, ", ".join(sorted(one.roles)), one.oidc_subject or "", closed)))
    Console().print(table)


@staff_app.command("disable")
def disable_command(login: Login) -> None:
    """Close an account: its log-ins end at once, its cases go back to the queue."""
    _ran(lambda keeping: keeping.disable(login, actor=_ACTOR))
    _say(f"{login} is closed; its cases are back in the queue.")


@staff_app.command("reset")
def reset_command(login: Login, as_json: AsJson = False) -> None:
    """A new one-time password and a new authenticator; a closed account stands again."""
    _tell(_ran(lambda keeping: keeping.reset(login, actor=_ACTOR)), as_json=as_json)


@staff_app.command("roles")
def roles_command(login: Login, role: Roles) -> None:
    """Give other roles in place of the ones there were; log-ins end."""
    _ran(lambda keeping: keeping.set_roles(login, set(role), actor=_ACTOR))
    _say(f"{login} is now: {', '.join(sorted(role))}.")


@staff_app.command("tie")
def tie_command(login: Login, subject: Annotated[str, typer.Argument(help="The subject; empty unties.")]) -> None:
    """Tie an account to an identity at the identity provider."""
    _ran(lambda keeping: keeping.tie(login, subject or None, actor=_ACTOR))
    _say(f"{login} may log in at the identity provider." if subject else f"{login} is untied.")


def _ran(use: Callable[[Keeping], Awaitable[Result]]) -> Result:
    """What ``use`` answers; a refusal is one sentence and exit 1."""
    try:
        return asyncio.run(_with_keeping(use))
    except NotFound as error:
        _fail("There is no such login; see: kaoban staff list", error)
    except Conflict as error:
        _fail(str(error), error)
    except KaobanError as error:
        _fail("The database can't be reached. Nothing was changed.", error)


async def _with_keeping(use: Callable[[Keeping], Awaitable[Result]]) -> Result:
    settings, clock = operator_settings(), SystemClock()
    await asyncio.to_thread(migrate, settings.database_url)
    store, vault = open_store(settings.database_url), Vault(settings.secret(), old=settings.secret_keys_old)
    try:
        tickets = Tickets(store, clock, vault, Exams(store, clock))
        return await use(staff_keeping(settings, store, clock, vault, tickets).keeping)
    finally:
        await store.close()


def _tell(issued: Issued, *, as_json: bool) -> None:
    if as_json:
        told = {"login": issued.login, "password": issued.password, "totp_secret": issued.totp_secret, "totp_uri": issued.totp_uri}
        print(json.dumps(told))
        return
    for label, value in (("Login", issued.login), ("One-time password", issued.password), ("Authenticator", issued.totp_secret)):
        _say(f"{label + ':':20} {value}")
    _say(issued.totp_uri)
    drawn = io.StringIO()
    segno.make(issued.totp_uri, error="l").terminal(drawn, compact=True)
    print(drawn.getvalue())
    _say("This is shown once. Scan the code with an authenticator, log in at /console, and choose a password of your own.")


def _listed(one: Staff) -> dict[str, object]:
    closed = one.disabled_at.isoformat() if one.disabled_at else None
    return {"login": one.login, "name": one.name, "roles": sorted(one.roles), "oidc": one.oidc_subject, "disabled_at": closed}


def _say(line: str) -> None:
    Console(soft_wrap=True, highlight=False).print(Text(line))


def _fail(sentence: str, error: Exception) -> NoReturn:
    Console(stderr=True, highlight=False).print(Text(sentence, "red"))
    raise typer.Exit(1) from error
