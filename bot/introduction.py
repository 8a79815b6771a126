"""Who the bot is and what its commands do."""

from bot.channels.introduction import Introduction
from locales.words import T

INTRODUCTION = Introduction(
    commands={
        "start": T("Where I am and what comes next"),
        "next": T("The one next step"),
        "help": T("Questions, answers, whom to call"),
        "faq": T("All questions and answers"),
        "human": T("Talk to a person"),
        "reminders": T("When and where I remind you"),
        "language": T("中文 / English"),
        "cancel": T("Leave this step"),
    },
    description=T(
        "I take you by the hand from real-name registration to the printed admission ticket: the one next step, how long there is, "
        "and the clause of the notice for every refusal."
    ),
    short_description=T("Your companion through the exam registration: next step, deadlines, payment, ticket."),
)
