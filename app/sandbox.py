"""The sandbox world on this very server: twins of the outside world behind real HTTP, and the demo panel. Refused in production."""

from dataclasses import dataclass
from io import BytesIO

from fastapi import FastAPI
from PIL import Image

from app.build import House
from app.console import staffing_of
from app.outside import SANDBOX_KEY, face_secrets, sms_secrets
from app.providers import sandbox_pay_secrets
from app.ticks import tick_once
from core.services.made_up import Rehearsal
from core.services.payments import Histories
from gateways.sandbox.bank import SandboxBank, sandbox_bank
from gateways.sandbox.clock import MovableClock
from gateways.sandbox.face import SandboxFace, sandbox_face
from gateways.sandbox.pay import Courier, SandboxPay, sandbox_pay
from gateways.sandbox.sms import SandboxPhones, reporter, sandbox_sms
from web.demo.payments import payment_routes
from web.demo.people import people_routes
from web.demo.routes import routes as panel_routes
from web.demo.staff import staff_routes

_PHOTO_SIZE = (295, 413)


@dataclass(slots=True)
class SandboxWorld:
    """What lives beside the house as long as the sandbox is on."""

    bank: SandboxBank
    phones: SandboxPhones
    pay: SandboxPay
    courier: Courier
    house: House

    async def tick(self) -> None:
        """Deliver what the sandbox gateway owes, then run every due job once, now."""
        await self.courier.deliver_due()
        await tick_once(self.house)

    def close(self) -> None:
        """Close the gateway's books."""
        self.pay.close_books()


def mount_sandbox(app: FastAPI, house: House) -> SandboxWorld:
    """Mount bank, carrier, payment gateway and panel. Raises ``TypeError`` where the clock can't be moved."""
    settings, clock = house.settings, house.clock
    if not isinstance(clock, MovableClock):
        raise TypeError("the sandbox needs a clock that can be moved")
    secrets = sandbox_pay_secrets(settings)
    pay = SandboxPay(clock, settings.sandbox_state / "pay.db")
    world = SandboxWorld(SandboxBank(), SandboxPhones(), pay, Courier(pay, house.outside.http, secrets, clock), house)
    key = settings.bank_key or SANDBOX_KEY
    app.mount("/sandbox/bank", sandbox_bank(world.bank, key=key, clock=clock))
    report = reporter(house.outside.http, sms_secrets(settings)[0], clock)
    app.mount("/sandbox/sms", sandbox_sms(world.phones, key=settings.sms_key or SANDBOX_KEY, clock=clock, report=report))
    face, face_key = SandboxFace(house.outside.http, face_secrets(settings)[0], clock), settings.face_key or SANDBOX_KEY
    app.mount("/sandbox/face", sandbox_face(face, key=face_key, clock=clock, address=f"{settings.public_url}/sandbox/face"))
    address = f"{settings.public_url}/sandbox/pay"
    app.mount("/sandbox/pay", sandbox_pay(pay, key=secrets[0], clock=clock, address=address, zone=lambda: house.zone))
    app.include_router(panel_routes(house.store, house.exams, clock, world.phones, world.bank))
    app.include_router(people_routes(world.tick, _rehearsal(house)))
    app.include_router(staff_routes(staffing_of(house).keeping))
    histories = Histories(house.store, clock, house.vault, house.services.payments)
    app.include_router(payment_routes(histories, clock, lambda: house.zone))
    return world


def _rehearsal(house: House) -> Rehearsal:
    payments, photo = house.services.payments, _placeholder_photo()
    return Rehearsal(house.store, house.clock, house.vault, house.exams, house.web_chats, payments, photo)


def _placeholder_photo() -> bytes:
    """A plain grey picture for candidates whom nobody photographed."""
    buffer = BytesIO()
    Image.new("RGB", _PHOTO_SIZE, (214, 219, 225)).save(buffer, "JPEG")
    return buffer.getvalue()
