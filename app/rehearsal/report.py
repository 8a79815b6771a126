"""The report of a rehearsal: a page of its own with charts inside, nothing to load from anywhere."""

import statistics
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup, escape

from app.rehearsal.gathering import Stage
from app.rehearsal.invariants import Held
from app.rehearsal.people import ACTS, Act, Nature, Person
from app.rehearsal.running import Diary
from core.model.charts import Chart, ChartKind, Series
from core.model.exam import WindowName
from core.ports import Charts

_MOST_HOURS = 72
_STORIES = 12
_STYLE = """
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
body { max-width: 64rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 }
td, th { border-bottom: 1px solid #8886; padding: .35rem .5rem; text-align: left; overflow-wrap: anywhere }
.ok { color: #18794e } .no { color: #c62a2f; font-weight: 600 } small { opacity: .75 }
figure { margin: 1.5rem 0 } svg { max-width: 100%; height: auto }
"""


def lost(people: Sequence[Person]) -> Counter[str]:
    """Who isn't paid in the end, and why."""
    why: Counter[str] = Counter()
    for person in people:
        if Act.PAY not in person.done:
            why[reason(person)] += 1
    return why


def reason(person: Person) -> str:
    """Why this candidate didn't get to the end."""
    if person.nature is Nature.GIVES_UP and person.act is person.gives_up_before:
        return f"gave up by their own choice before: {person.gives_up_before}"
    if person.refused_late:
        return f"came too late to {person.act}"
    if person.refused:
        return f"refused at {person.act}: {person.refused}"
    if person.dawdles():
        return f"{_told(person)}, didn't {person.act}"
    return f"was under way to {person.act} when the time was over"


def _told(person: Person) -> str:
    if person.reminded:
        return "was reminded"
    return "blocked the bot, for staff to call" if person.blocks else "wasn't reached on the page"


async def page(on: Stage, people: Sequence[Person], diary: Diary, held: Sequence[Held], charts: Charts, *, compress: int) -> str:
    """The report as HTML."""
    pictures = [await _figure(charts, chart) for chart in _charts(on, people, diary)]
    title = escape(on.exam.title.in_("en"))
    parts = (
        f"<h1>Rehearsal: {title}</h1>",
        _summary(people, diary, held, compress),
        f"<h2>Did every invariant hold?</h2>{_invariants(held)}",
        *pictures,
        f"<h2>Who was lost, and why</h2>{_rows(lost(people))}",
        f"<h2>What was refused</h2>{_rows(diary.outcomes)}",
        f"<h2>Some stories</h2>{_stories(on, people)}",
        _how(),
    )
    head = f"<!doctype html><html lang='en'><meta charset='utf-8'><title>Rehearsal: {title}</title><style>{_STYLE}</style>"
    return head + "\n".join(str(part) for part in parts)


def _summary(people: Sequence[Person], diary: Diary, held: Sequence[Held], compress: int) -> Markup:
    acts = sum(sum(one.values()) for one in diary.acts.values())
    paid = sum(Act.PAY in person.done for person in people)
    saved = sum(bool(person.reminded) and Act.PAY in person.done and person.nature is not Nature.STEADY for person in people)
    every = [one for many in diary.latencies.values() for one in many]
    verdict = "<span class=ok>passed</span>" if all(one.holds for one in held) else "<span class=no>failed</span>"
    speed = acts / max(diary.seconds, 0.01)
    return Markup(  # noqa: S704 - figures only
        f"<p><b>{verdict}</b> · {len(people):,} candidates, {acts:,} acts in {diary.seconds:,.0f} s ({speed:,.0f}/s), "
        f"{diary.beats:,} beats of {compress} s; {paid:,} paid in the end, {saved:,} of them after a reminder of what they "
        f"had forgotten. An act took {_p(every, 50):.1f} ms at p50 and {_p(every, 99):.0f} ms at p99, up to 32 at once.</p>"
    )


def _invariants(held: Sequence[Held]) -> Markup:
    rows = []
    for one in held:
        mark = "<td class=ok>✓</td>" if one.holds else "<td class=no>✗</td>"
        cells = (one.name, f"{one.checked:,}", f"{one.broken:,}", "; ".join(one.examples))
        rows.append(f"<tr>{mark}{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>")
    head = "<tr><th></th><th>invariant</th><th>checked</th><th>broken</th><th></th></tr>"
    return Markup(f"<table>{head}{''.join(rows)}</table>")  # noqa: S704 - escaped above


def _rows(counts: Counter[str]) -> Markup:
    rows = "".join(f"<tr><td>{escape(name)}</td><td>{count:,}</td></tr>" for name, count in counts.most_common())
    return Markup(f"<table>{rows or '<tr><td>nobody</td></tr>'}</table>")  # noqa: S704 - escaped above


def _stories(on: Stage, people: Sequence[Person]) -> Markup:
    """Those who were lost although they were reminded, and those whom a reminder saved."""
    reminded = [person for person in people if person.reminded]
    missed = [person for person in reminded if Act.PAY not in person.done][: _STORIES // 2]
    saved = [person for person in reminded if Act.PAY in person.done and person.nature is not Nature.STEADY][: _STORIES // 2]
    rows = "".join(f"<tr><td>{person.number}</td><td>{escape(_story(on, person))}</td></tr>" for person in [*missed, *saved])
    return Markup(f"<table>{rows}</table>")  # noqa: S704 - escaped above


def _story(on: Stage, person: Person) -> str:
    told = [(at, f"{act.value} ✓") for act, at in person.done.items()] + [(at, f"⏰ {rule}") for rule, at in person.reminded]
    line = " → ".join(f"{at.astimezone(on.exam.tz):%m-%d %H:%M} {what}" for at, what in sorted(told))
    return line if Act.PAY in person.done else f"{line} → {reason(person)}"


def _charts(on: Stage, people: Sequence[Person], diary: Diary) -> list[Chart]:
    hours = _hours(on, diary)
    labels = tuple(f"{hour:%d %H}h" for hour in hours)
    rules = sorted({rule for counts in diary.reminders.values() for rule in counts})
    acts = tuple(Series(act.value, tuple(float(diary.acts[hour][act.value]) for hour in hours)) for act in ACTS)
    speed = tuple(Series(f"p{share}", tuple(_p(diary.latencies[hour], share) or None for hour in hours)) for share in (50, 99))
    told = Counter(rule for counts in diary.reminders.values() for rule in counts.elements())
    funnel = Series("candidates", tuple(float(sum(act in person.done for person in people)) for act in ACTS))
    made = [
        Chart("Load by hour", labels, acts, ChartKind.LINES, "acts", "The rush of the last evening and of the last hour"),
        Chart("Latency by hour", labels, speed, ChartKind.LINES, "ms", "Of acts, up to 32 at once"),
        Chart("How far they got", tuple(act.value for act in ACTS), (funnel,), ChartKind.BARS, "candidates"),
    ]
    if rules:
        series = Series("reminders", tuple(float(told[rule]) for rule in rules))
        made.append(Chart("Who was reminded of what", tuple(rules), (series,), ChartKind.BARS, "reminders that arrived"))
        by_hour = sorted(diary.reminders)[-_MOST_HOURS:]
        when = Series("reminders", tuple(float(sum(diary.reminders[hour].values())) for hour in by_hour))
        made.append(
            Chart("When reminders arrived", tuple(f"{hour:%d %H}h" for hour in by_hour), (when,), ChartKind.LINES, "reminders")
        )
    return made


def _hours(on: Stage, diary: Diary) -> list[datetime]:
    """The hours around the end of registration, where the rush is; all of them where they aren't too many."""
    closes = on.exam.window(WindowName.REGISTRATION).closes_at
    hours = sorted(diary.acts)
    near = [hour for hour in hours if closes and abs((closes - hour).total_seconds()) < _MOST_HOURS * 1800]
    return (near if len(hours) > _MOST_HOURS and near else hours) or [on.clock.now()]


async def _figure(charts: Charts, chart: Chart) -> Markup:
    svg = (await charts.draw(chart, form="svg")).decode()
    return Markup(f"<figure>{svg[svg.index('<svg') :]}</figure>")  # noqa: S704 - drawn here


def _how() -> Markup:
    return Markup(
        "<p><small>How: made-up accounts call the use cases that the dialogs call (agreements, form, position, confirmation, "
        "cashier); payments go through the real books with a provider that is played; reminders are planned by the real statement "
        "and sent by the real outbox, to the real page or a Telegram that is played. Time is compressed in beats: what belongs to "
        "one beat happens at once. Not rehearsed: the windows themselves, the look of photos, the carrier's text messages, "
        "Telegram's own limits (see kaoban bench reminders).</small></p>"
    )


def _p(values: Sequence[float], share: int) -> float:
    """A percentile in milliseconds."""
    if not values:
        return 0.0
    if share == 50:
        return statistics.median(values) * 1000
    return sorted(values)[min(len(values) - 1, len(values) * share // 100)] * 1000
