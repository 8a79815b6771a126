"""The use cases a dialog may call, handed to every handler and getter by name."""

from dataclasses import dataclass

from core.ports import Charts, ComparisonPainter
from core.services.accounts import Accounts, Pages
from core.services.accounts.faces import Faces
from core.services.answers import Answers
from core.services.applicants import Applicants
from core.services.applications import Choosing, Entering, Filling, Journey
from core.services.chats import Chats
from core.services.comparing import Comparing
from core.services.favourites import Favourites
from core.services.filtering import Filtering
from core.services.matching import Matching
from core.services.payments import Payments
from core.services.positions import Positions
from core.services.printing import Printing
from core.services.reminders import Reminders
from core.services.tickets import Tickets


@dataclass(frozen=True, slots=True)
class Services:
    """Built once, handed down. ``public_url`` is where a candidate's browser finds us, without a closing slash."""

    chats: Chats
    accounts: Accounts
    pages: Pages
    journey: Journey
    entering: Entering
    filling: Filling
    choosing: Choosing
    positions: Positions
    matching: Matching
    filtering: Filtering
    comparing: Comparing
    favourites: Favourites
    applicants: Applicants
    payments: Payments
    printing: Printing
    answers: Answers
    faces: Faces
    reminders: Reminders
    tickets: Tickets
    charts: Charts
    painter: ComparisonPainter
    public_url: str
    max_upload_mb: int = 10
