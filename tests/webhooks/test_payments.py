"""Only what is signed, fresh and well-formed is taken; it is taken once; nothing that arrives makes a 500 (说明 二(六))."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from core.services.payments.account import ChargeLine, MoneyAccount
from core.store.engine import open_store
from core.store.queries import provider_events
from core.store.tables.payments import webhook_event
from tests.support.standard_webhooks import FOREIGN_SECRET, OLDER_SECRET, SECRET, event, paid, signature, signed
from tests.webhooks.conftest import PATH, Hook
from webhooks.bodies import LARGEST_BYTES

UNTOUCHED = MoneyAccount("awaiting_payment", "pending", (), (), (), ())


async def stored(hook: Hook) -> int:
    return await hook.store.read(lambda tx: tx.execute(sa.select(sa.func.count()).select_from(webhook_event)).scalar_one())


async def test_a_signed_success_is_taken_and_pays(hook: Hook) -> None:
    body = paid("A1", hook.clock.now())
    answer = await hook.http.post(PATH, content=body, headers=signed(body, hook.clock.now()))
    assert (answer.status_code, answer.content) == (200, b"")
    assert await hook.account() == MoneyAccount(
        "paid", "paid", (ChargeLine("sandbox", "TX1", "accepted", 10000),), (), (), ("paid",)
    )


async def test_both_secrets_hold_while_one_replaces_the_other(hook: Hook) -> None:
    body = paid("A1", hook.clock.now())
    assert await hook.post(body, signed(body, hook.clock.now(), secret=OLDER_SECRET)) == 200
    both = signed(body, hook.clock.now(), message_id="msg_2")
    foreign = signature(FOREIGN_SECRET, "msg_2", int(hook.clock.now().timestamp()), body)
    both["webhook-signature"] = f"v1a,xyz {foreign} {both['webhook-signature']}"
    assert await hook.post(body, both) == 200
    assert await stored(hook) == 2


async def test_an_id_that_comes_with_other_news_loses_neither(hook: Hook) -> None:
    bodies = [paid("A1", hook.clock.now(), transaction_id=number) for number in ("TX1", "TX2", "TX1")]
    assert [await hook.post(body, signed(body, hook.clock.now(), message_id="again")) for body in bodies] == [200] * 3
    account = await hook.account()
    assert account is not None
    assert (await stored(hook), [one.disposition for one in account.captures]) == (2, ["accepted", "duplicate"])


async def test_fifty_identical_notifications_at_once_pay_once(hook: Hook) -> None:
    body = paid("A1", hook.clock.now())
    assert set(await asyncio.gather(*(hook.post(body) for _ in range(50)))) == {200}
    account = await hook.account()
    assert account is not None
    assert (await stored(hook), len(account.captures), account.messages) == (1, 1, ("paid",))


async def test_the_same_success_under_fifty_event_ids_pays_once(hook: Hook) -> None:
    body, now = paid("A1", hook.clock.now()), hook.clock.now()
    sent = [signed(body, now, message_id=f"msg_{index}") for index in range(50)]
    workers = [asyncio.create_task(hook.payments.handle_received()) for _ in range(2)]
    await asyncio.gather(*(hook.post(body, headers) for headers in sent), *workers)
    account = await hook.account()
    assert account is not None
    assert (await stored(hook), len(account.captures), account.messages) == (50, 1, ("paid",))


def forged(hook: Hook, body: bytes) -> dict[str, dict[str, str]]:
    now = hook.clock.now()
    good = signed(body, now)
    return {
        "another secret": signed(body, now, secret=FOREIGN_SECRET),
        "another body": signed(body + b" ", now),
        "another id": {**good, "webhook-id": "msg_2"},
        "another time": {**good, "webhook-timestamp": str(int(now.timestamp()) - 1)},
        "no headers": {},
        "no id": {name: value for name, value in good.items() if name != "webhook-id"},
        "no signature": {name: value for name, value in good.items() if name != "webhook-signature"},
        "empty signature": {**good, "webhook-signature": ""},
        "another version": {**good, "webhook-signature": good["webhook-signature"].replace("v1,", "v2,")},
        "no comma": {**good, "webhook-signature": "garbage  v1"},
        "not base64": {**good, "webhook-signature": "v1,\u00ff\u00fe"},
        "time with a fraction": {**good, "webhook-timestamp": good["webhook-timestamp"] + ".5"},
        "time nan": {**good, "webhook-timestamp": "nan"},
        "time of another script": {**good, "webhook-timestamp": "\u00b2\u00b3"},
        "time without end": {**good, "webhook-timestamp": "9" * 400},
        "id with blanks": {**good, "webhook-id": "msg 1"},
        "endless id": {**good, "webhook-id": "m" * 129},
    }


async def test_what_is_not_signed_by_the_provider_changes_nothing(hook: Hook) -> None:
    body = paid("A1", hook.clock.now())
    for name, headers in forged(hook, body).items():
        encoded: Any = {key: value.encode("latin-1") for key, value in headers.items()}
        assert (name, await hook.post(body, encoded)) == (name, 401)
    assert (await stored(hook), await hook.account()) == (0, UNTOUCHED), "I11: unverified input changes nothing"


async def test_whoever_hears_that_it_was_taken_can_rely_on_it(hook: Hook, database_url: str) -> None:
    now, another = hook.clock.now(), open_store(database_url)

    async def sent_and_kept(index: int) -> bool:
        body = paid(f"B{index}", now)
        assert await hook.post(body, signed(body, now, message_id=f"msg_b{index}")) == 200
        return await another.read(lambda tx: provider_events.is_heard_of(tx, f"B{index}"))

    assert all(await asyncio.gather(*(sent_and_kept(index) for index in range(20)))), "I13: an answer means that it is committed"
    await another.close()


@pytest.mark.parametrize(("age", "status"), [(-301, 401), (-300, 200), (300, 200), (301, 401)])
async def test_age_is_judged_by_the_products_clock(hook: Hook, age: int, status: int) -> None:
    body = paid("A1", hook.clock.now())
    assert await hook.post(body, signed(body, hook.clock.now() + timedelta(seconds=age))) == status


def nonsense(hook: Hook) -> dict[str, bytes]:
    now = hook.clock.now()
    return {
        "empty": b"",
        "not JSON": b"{",
        "a list": b"[]",
        "deep": b"[" * 60_000,
        "no type": b'{"data":{}}',
        "type of a wrong type": b'{"type":7,"data":{}}',
        "no data": event("payment.succeeded", now, {}),
        "data of a wrong type": json.dumps({"type": "payment.succeeded", "data": "x"}).encode(),
        "amount as text": paid("A1", now, amount="10000"),  # type: ignore[arg-type]
        "amount with a fraction": paid("A1", now, amount=100.5),  # type: ignore[arg-type]
        "amount as a truth": paid("A1", now, amount=True),
        "negative amount": paid("A1", now, amount=-1),
        "endless amount": paid("A1", now, amount=10**30),
        "currency of a wrong form": paid("A1", now, currency="RMB元"),
        "no number": paid("", now),
        "endless number": paid("A" * 65, now),
        "number with a nought": paid("A\0", now),
        "half a character": b'{"type":"payment.succeeded","data":{"out_trade_no":"\\ud800"}}',
        "time without offset": paid("A1", now, paid_at="2020-11-16T10:00:00"),
        "time at the end of time": paid("A1", now, paid_at="9999-12-31T23:59:59-23:00"),
        "time nan": paid("A1", now, paid_at=float("nan")),
        "endless time": paid("A1", now, paid_at=1e300),
        "refund without number": event("refund.succeeded", now, {"out_trade_no": "A1"}),
        "endless type": event("x" * 65, now, {}),
    }


async def test_signed_nonsense_is_a_bad_request_and_changes_nothing(hook: Hook) -> None:
    for index, (name, body) in enumerate(nonsense(hook).items()):
        headers = signed(body, hook.clock.now(), message_id=f"msg_{index}")
        assert (name, await hook.post(body, headers)) == (name, 400)
    assert (await stored(hook), await hook.account()) == (0, UNTOUCHED)


async def test_bytes_that_are_no_text_are_refused(hook: Hook) -> None:
    assert await hook.post(b"\xff\xfe\x00") == 401


async def test_a_giant_is_turned_away_whether_it_says_its_size_or_not(hook: Hook) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(1000):
            yield b" " * 10_000

    giant = b" " * (LARGEST_BYTES + 1)
    assert await hook.post(giant) == 413
    assert (await hook.http.post(PATH, content=endless())).status_code == 413
    assert await hook.post(paid("A1", hook.clock.now())[:-1] + b" " * (LARGEST_BYTES - 1000) + b"}") == 200


async def test_a_provider_that_is_not_set_up_does_not_exist(hook: Hook) -> None:
    body = paid("A1", hook.clock.now())
    for name in ("wechat", "alipay", "stripe", "nobody"):
        assert await hook.post(body, path=f"/webhooks/payments/{name}") == 404
    assert (await hook.http.get(PATH)).status_code == 405


async def test_an_event_we_do_not_know_is_kept_and_acknowledged(hook: Hook) -> None:
    assert await hook.post(event("payout.created", hook.clock.now(), {})) == 200
    assert (await stored(hook), await hook.account()) == (1, UNTOUCHED)


async def test_a_failed_try_is_never_final(hook: Hook) -> None:
    assert await hook.post(event("payment.failed", hook.clock.now(), {"out_trade_no": "A1"})) == 200
    assert await hook.account() == UNTOUCHED


async def test_closing_and_paying_may_come_in_either_order(hook: Hook) -> None:
    now = hook.clock.now()
    closed, success = event("payment.closed", now, {"out_trade_no": "A1"}), paid("A1", now)
    assert await hook.post(closed, signed(closed, now, message_id="msg_1")) == 200
    account = await hook.account()
    assert account is not None
    assert account.attempt == "closed"
    assert await hook.post(success, signed(success, now, message_id="msg_2")) == 200
    account = await hook.account()
    assert account is not None
    assert (account.application, account.attempt) == ("paid", "paid")


async def test_money_for_an_unknown_number_is_acknowledged_and_kept(hook: Hook) -> None:
    assert await hook.post(paid("ELSEWHERE", hook.clock.now())) == 200
    account = await hook.account("ELSEWHERE")
    assert account is not None
    assert (account.captures[0].disposition, account.tickets) == ("orphan", ("orphan",))


async def test_while_the_database_is_away_the_provider_is_asked_to_send_again(hook: Hook) -> None:
    await hook.store.close()
    assert await hook.post(paid("A1", hook.clock.now())) == 503


async def test_a_flood_of_forgeries_is_slowed_down_before_it_costs_anything(hook: Hook) -> None:
    body = paid("A1", hook.clock.now())
    bad = signed(body, hook.clock.now(), secret=FOREIGN_SECRET)
    statuses = [await hook.post(body, bad) for _ in range(700)]
    assert set(statuses) == {401, 429}
    await asyncio.sleep(0.05)
    assert await hook.post(body) == 200


async def test_secrets_are_kept_out_of_the_evidence(hook: Hook) -> None:
    body = paid("A1", hook.clock.now())
    await hook.post(body, {**signed(body, hook.clock.now()), "cookie": "session=1", "authorization": "Bearer x"})
    row = await hook.store.read(lambda tx: tx.execute(webhook_event.select()).one())
    assert not {"cookie", "authorization"} & set(row.raw_headers)
    assert (row.raw_body, row.raw_headers["webhook-id"]) == (body, "msg_1")
    assert SECRET not in str(row)
