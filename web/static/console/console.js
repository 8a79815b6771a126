// The console's small script: what has changed is fetched anew, keys lead where the mouse would, a form is sent once.
// Everything works without it; it only saves reloading. Pages come escaped from our own server; nothing else is ever parsed.

const trusted = window.trustedTypes?.createPolicy("console", { createHTML: (page) => page }) ?? { createHTML: (page) => page };
const REST = 400;

const live = document.querySelector("#live[data-events]");
if (live) watch(live, document.querySelector("[data-live-state]"));
if (matchMedia("(max-width: 59.99rem)").matches) for (const one of document.querySelectorAll("details[data-folds]")) one.open = false;
document.addEventListener("keydown", onKey);
document.addEventListener("submit", onSubmit);
document.addEventListener("change", onReady);
document.querySelector("details.console-keys kbd")?.closest("summary")?.setAttribute("aria-keyshortcuts", "?");

function watch(box, state) {
  let seen = null;
  let fetching = false;
  let again = false;

  async function renew() {
    if (fetching) {
      again = true;
      return;
    }
    fetching = true;
    try {
      const answer = await fetch(box.dataset.live, { headers: { Accept: "text/html" }, redirect: "error" });
      if (answer.ok) replace(box, await answer.text());
    } catch {
      // The line is down: the stream says so and brings the next word.
    }
    await new Promise((done) => setTimeout(done, REST));
    fetching = false;
    if (again) {
      again = false;
      renew();
    }
  }

  function say(words) {
    if (!state) return;
    state.textContent = words ?? "";
    state.hidden = !words;
  }

  const stream = new EventSource(box.dataset.events);
  stream.addEventListener("open", () => say(null));
  stream.addEventListener("error", () => say(state?.dataset.offline));
  stream.addEventListener("changed", (event) => {
    const { mark } = JSON.parse(event.data);
    // The first word tells how it stands now: the page may have been made a moment before, so it is fetched once more then too.
    if (mark !== seen) renew();
    seen = mark;
  });
  stream.addEventListener("ended", () => {
    stream.close();
    say(state?.dataset.ended);
  });
  setInterval(() => document.visibilityState === "visible" && renew(), 60_000);
}

function replace(box, page) {
  const template = document.createElement("template");
  template.innerHTML = trusted.createHTML(page);
  for (const fresh of template.content.querySelectorAll("[data-part]")) {
    const old = box.querySelector(`[data-part="${fresh.dataset.part}"]`);
    if (old && !isBeingWritten(old) && old.innerHTML !== fresh.innerHTML) exchange(old, fresh);
  }
}

function isBeingWritten(part) {
  return part.querySelector("details[open] textarea") || part.contains(document.activeElement?.closest("textarea") ?? null);
}

function exchange(old, fresh) {
  const chosen = document.activeElement?.closest("[data-case]")?.dataset.case;
  const key = old.contains(document.activeElement) && document.activeElement.dataset.key;
  const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 8;
  old.replaceChildren(...fresh.childNodes);
  if (chosen) old.querySelector(`[data-case="${CSS.escape(chosen)}"]`)?.focus();
  if (key) old.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
  if (atEnd && old.dataset.part === "talk") old.lastElementChild?.scrollIntoView({ block: "nearest" });
}

let waitsForPlace = false;

function onKey(event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.target.closest?.("form[data-sends]")?.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, textarea, select, [contenteditable]")) {
    if (event.key === "Escape") event.target.blur?.();
    return;
  }
  if (waitsForPlace) {
    waitsForPlace = false;
    const place = document.querySelector(`a[data-key="${CSS.escape(event.key)}"]`);
    if (place) place.click();
    return;
  }
  const act = KEYS[event.key];
  if (act?.()) event.preventDefault();
}

const KEYS = {
  g: () => (waitsForPlace = true),
  "/": () => focus("[data-search]"),
  "?": () => {
    const keys = document.querySelector(".console-keys");
    if (keys) keys.open = !keys.open;
    return keys;
  },
  j: () => step(1),
  k: () => step(-1),
  c: () => press('button[data-key="c"]'),
  r: () => focus('textarea[data-key="r"]'),
  n: () => focus('textarea[data-key="n"]'),
};

function focus(selector) {
  const found = document.querySelector(selector);
  found?.focus();
  found?.scrollIntoView({ block: "center" });
  return found;
}

function press(selector) {
  const found = document.querySelector(selector);
  found?.click();
  return found;
}

function step(by) {
  const rows = [...document.querySelectorAll("a[data-case]")];
  if (!rows.length) return false;
  const here = rows.indexOf(document.activeElement);
  const next = here < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(here + by, 0), rows.length - 1);
  rows[next].focus();
  rows[next].scrollIntoView({ block: "nearest" });
  return true;
}

function onSubmit(event) {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
  setTimeout(() => delete form.dataset.sent, 5000);
}

function onReady(event) {
  const select = event.target;
  if (!select.dataset?.ready || !select.value) return;
  const text = document.getElementById(select.dataset.ready);
  text.value = text.value.trim() ? `${text.value.trimEnd()}\n${select.value}` : select.value;
  select.value = "";
  text.focus();
}
