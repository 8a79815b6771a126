"""Puts the console together: staff, their desks, the pages; and the identity provider, where one is set up."""

from app.build import House
from app.clock import SystemClock
from app.settings import Settings
from core.ports import Clock, IdentityProvider
from core.services.answers import Writing
from core.services.running.office import running
from core.services.staff import Staffing, staffing
from core.services.staff.office import office
from core.services.tickets import Tickets
from core.store.engine import Store
from core.store.vault import Vault
from gateways.oidc import OpenIdProvider
from web.console.frame import Console


def console_of(house: House) -> Console:
    """The console of a house."""
    tickets, payments = house.services.tickets, house.services.payments
    return Console(
        staffing=staffing_of(house),
        tickets=tickets,
        office=office(house.store, house.clock, house.vault, house.exams, tickets, payments),
        payments=payments,
        writing=Writing(house.store, house.clock, house.exams, house.routers),
        running=running(house.store, house.clock, house.exams, house.vault),
        seating=house.seating,
        exams=house.exams,
        store=house.store,
        clock=house.clock,
        charts=house.outside.charts,
        public_url=house.settings.public_url,
        zone=lambda: house.zone,
    )


def staffing_of(house: House) -> Staffing:
    """Staff of a house."""
    provider = _provider(house.settings, house)
    return staff_keeping(house.settings, house.store, house.clock, house.vault, house.services.tickets, provider)


def staff_keeping(
    settings: Settings, store: Store, clock: Clock, vault: Vault, tickets: Tickets, provider: IdentityProvider | None = None
) -> Staffing:
    """Staff, with or without the identity provider. In the sandbox codes also go by the real clock: telephones can't be moved."""
    watches = (SystemClock(),) if settings.sandbox else ()
    return staffing(store, clock, vault, tickets.staff.release_in, provider=provider, watches=watches)


def _provider(settings: Settings, house: House) -> IdentityProvider | None:
    issuer, client_id, client_secret = settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret
    if not issuer:
        return None
    if not (client_id and client_secret):
        raise ValueError("KAOBAN_OIDC_ISSUER needs KAOBAN_OIDC_CLIENT_ID and KAOBAN_OIDC_CLIENT_SECRET")
    return OpenIdProvider(house.outside.http, issuer, client_id, client_secret, SystemClock())
