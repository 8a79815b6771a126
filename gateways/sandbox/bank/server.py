"""The sandbox bank's side of the contract in ``gateways.bank``."""

import asyncio

from fastapi import FastAPI, HTTPException, Request

from core.ports import Clock
from gateways.sandbox.bank.desk import BankMood, KeyUsedOtherwise, SandboxBank
from gateways.sandbox.signatures import verified

_FIELDS = ("bank", "card_number", "name", "document_type", "document_number", "phone")


def sandbox_bank(state: SandboxBank, *, key: str, clock: Clock) -> FastAPI:
    """The app to mount at ``/sandbox/bank``; ``key`` is the one that requests are signed with."""
    app = FastAPI(openapi_url=None)

    @app.post("/v1/checks")
    async def check(request: Request) -> dict[str, str]:
        asked = await verified(request, key, clock)
        if not all(isinstance(asked.values.get(field), str) for field in _FIELDS):
            raise HTTPException(400, "fields")
        try:
            mood = state.judge(asked.idempotency_key, asked.digest, asked.values["name"], asked.values["card_number"])
        except KeyUsedOtherwise:
            raise HTTPException(409, "idempotency key") from None
        return {"answer": await _in_time(state, mood)}

    return app


async def _in_time(state: SandboxBank, mood: BankMood) -> str:
    if mood is BankMood.UNREACHABLE:
        raise HTTPException(503, "unreachable")
    if mood is BankMood.SLOW:
        await asyncio.sleep(state.slow_seconds)
        return BankMood.MATCH.value
    return mood.value
