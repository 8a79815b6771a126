"""Cases for people: the one way for the console, the staff's group and the conversations.

``tickets.reading``  queue by urgency, card, lines since, search by number, files
``tickets.staff``    claim, reply, note, transfer, close, reopen, edit, release: each answers ``Done`` or ``Refused``
``tickets.candidates`` ask for a person, say, edit, back to the assistant, rate
``tickets.troubles`` the last refusal of a chat, messages not understood
``tickets.escalating`` the recurring job; ``tickets.delivering`` for whoever sends letters
``tickets.linking``  one-time codes that tie a Telegram user to a colleague; ``tickets.topics`` the books of the staff's group
"""

from core.ports import Clock
from core.services.applications.desk import Desk
from core.services.exams import Exams
from core.services.tickets.candidate_side import CandidateSide, Heard, Opened, Standing, is_closed
from core.services.tickets.delivering import Delivering, Parcel
from core.services.tickets.escalating import Escalating
from core.services.tickets.linking import Linking
from core.services.tickets.reading import CaseView, Reading, Waiting
from core.services.tickets.setting import Setting
from core.services.tickets.staff_side import Done, StaffSide, Upload
from core.services.tickets.topics import Topics, TopicWork
from core.services.tickets.troubles import Troubles
from core.store.engine import Store
from core.store.vault import Vault

__all__ = [
    "CandidateSide",
    "CaseView",
    "Delivering",
    "Done",
    "Heard",
    "Opened",
    "Parcel",
    "Reading",
    "StaffSide",
    "Standing",
    "Tickets",
    "TopicWork",
    "Upload",
    "Waiting",
    "is_closed",
]


class Tickets:
    """All sides of the counter over one setting."""

    def __init__(self, store: Store, clock: Clock, vault: Vault, exams: Exams) -> None:
        setting = Setting(store, clock, vault, exams, Desk(exams))
        self.reading = Reading(setting)
        self.staff = StaffSide(setting)
        self.candidates = CandidateSide(setting)
        self.troubles = Troubles(setting)
        self.escalating = Escalating(setting)
        self.delivering = Delivering(setting)
        self.linking = Linking(setting)
        self.topics = Topics(setting, self.reading)
