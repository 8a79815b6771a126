"""``kaoban``: everything an operator does from a terminal. Exit 0 is done, 1 refused or failed, 2 misused."""

import typer

from app.cli.answers import ask_command
from app.cli.applicants import applicants_command
from app.cli.backups import backup_command, restore_command
from app.cli.bench import bench_command
from app.cli.doctor import doctor_command
from app.cli.eligibility import eligibility_command
from app.cli.exam import exam_app
from app.cli.keys import rekey_command
from app.cli.majors import majors_app
from app.cli.notices import notices_app
from app.cli.payments import payments_app
from app.cli.people import erase_command, person_command
from app.cli.positions import positions_app
from app.cli.rehearse import rehearse_command
from app.cli.reminders import reminders_app
from app.cli.seats import seats_app
from app.cli.serve import demo_command, migrate_command, serve_command
from app.cli.staff import staff_app
from app.cli.unreached import unreached_command
from app.cli.written_answers import answers_app

main = typer.Typer(
    name="kaoban",
    help="Kaoban takes exam candidates by the hand, from registration to the admission ticket.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
main.command("serve")(serve_command)
main.command("demo")(demo_command)
main.command("migrate")(migrate_command)
main.command("doctor")(doctor_command)
main.command("rekey")(rekey_command)
main.command("erase")(erase_command)
main.command("person")(person_command)
main.command("backup")(backup_command)
main.command("restore")(restore_command)
main.command("bench")(bench_command)
main.command("rehearse")(rehearse_command)
main.command("ask")(ask_command)
main.command("eligibility")(eligibility_command)
positions_app.command("applicants")(applicants_command)
notices_app.command("unreached")(unreached_command)
main.add_typer(positions_app, name="positions")
main.add_typer(majors_app, name="majors")
main.add_typer(answers_app, name="answers")
main.add_typer(exam_app, name="exam")
main.add_typer(payments_app, name="payments")
main.add_typer(seats_app, name="seats")
main.add_typer(reminders_app, name="reminders")
main.add_typer(notices_app, name="notices")
main.add_typer(staff_app, name="staff")
