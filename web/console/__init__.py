"""The console of the staff, at ``/console``: server-rendered, live by server-sent events, usable by keyboard and on a phone.

How another area adds its page: one module here with ``routes(console) -> APIRouter`` (its route class is ``ConsoleRoute``), one
line in ``web.console.navigation.ENTRIES``, one in ``web.console.routes.PAGES``. A handler begins with
``visit = await console.enter(request, right, seen=Seen(subject, id))``, or ``visit, form = await console.act(request, right)`` for
a form, and ends with ``visit.page(template, …)`` or ``visit.onward(path, done)``. The template extends ``console/frame.html``; each
form in it begins with ``{{ own() }}``. Who may do what is ``core.rules.staffing``'s one table; views are audited on the way in.
"""
