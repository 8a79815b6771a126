/** The demo panel: shows the made-up world and changes it. */

import { node } from "../chat/dom.js";
import { say, settings } from "../chat/words.js";

const LOOK_EVERY = 2000;
const $ = (id) => document.getElementById(id);
const shown = {};

async function look() {
  await Promise.all([
    json("/demo/clock").then(showClock),
    json("/demo/sms").then((messages) => changed("sms", messages) && showSms(messages)),
    json("/demo/bank").then((rules) => changed("bank", rules) && showRules(rules)),
  ]);
}

function showClock({ local, running, moments }) {
  $("clock-time").textContent = told(local);
  $("clock-state").textContent = say(running ? "running" : "standing");
  $("clock-run").disabled = running;
  $("clock-stop").disabled = !running;
  if (document.activeElement !== $("clock-at") && changed("at", local.slice(0, 16))) $("clock-at").value = local.slice(0, 16);
  if (changed("moments", moments)) $("moments").replaceChildren(...(moments.length ? moments.map(moment) : [say("noMoments")]));
}

function moment({ name, at, exam }) {
  const made = node("button", { type: "button", class: "button moment", title: exam }, node("span", {}, name), node("small", {}, told(at)));
  made.addEventListener("click", () => move({ now: at }));
  return made;
}

function showSms(messages) {
  $("sms").replaceChildren(
    ...messages.map(({ phone, text, at }) =>
      node(
        "li",
        { class: "sms" },
        node("p", { class: "sms-head" }, `${say("smsFrom", { phone })} · ${new Date(at).toLocaleString(settings.lang)}`),
        node("p", { class: "sms-text" }, text),
      ),
    ),
  );
  if (messages.length === 0) $("sms").append(node("li", { class: "hint" }, say("noSms")));
}

function showRules(rules) {
  const lines = rules.map(({ answer, name, card, times }) =>
    [`${name ?? card ?? say("ruleAll")}: ${say(answer)}`, times === null ? "" : say("ruleTimes", { times: String(times) })].filter(Boolean).join(" · "),
  );
  $("rules").replaceChildren(...(lines.length ? lines : [say("noRules")]).map((line) => node("li", {}, line)));
}

/** Time has moved: what is due by now is done at once, as the running clock would have done it on the way. */
async function move(wish) {
  showClock(await post("/demo/clock", wish));
  await fetch("/demo/tick", { method: "POST" });
}

async function tellBank(wish) {
  showRules(await post("/demo/bank", wish));
}

async function post(path, body) {
  return taken(await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }));
}

async function json(path) {
  return taken(await fetch(path, { cache: "no-store" }));
}

async function taken(answer) {
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(body.message ?? "");
  return body;
}

function changed(name, value) {
  const now = JSON.stringify(value);
  const isNew = shown[name] !== now;
  shown[name] = now;
  return isNew;
}

/** 2020-11-18T15:00:00+08:00 as the exam's own clock shows it, with the day of the week. */
function told(local) {
  const [date, time] = local.split("T");
  const weekday = new Date(`${date}T12:00:00Z`).toLocaleDateString(settings.lang, { weekday: "short", timeZone: "UTC" });
  return `${date} ${weekday} ${time.slice(0, 5)}`;
}

function attempt(work) {
  return async (event) => {
    event.preventDefault();
    try {
      await work(event);
    } catch (error) {
      const made = node("p", { class: "toast" }, error.message || say("trouble"));
      $("toasts").append(made);
      setTimeout(() => made.remove(), 5000);
    }
  };
}

$("clock-run").addEventListener("click", attempt(() => move({ run: true })));
$("clock-stop").addEventListener("click", attempt(() => move({ run: false })));
$("clock-form").addEventListener("submit", attempt(() => move({ now: $("clock-at").value })));
$("bank-forget").addEventListener("click", attempt(() => tellBank({ forget: true })));
$("bank-form").addEventListener(
  "submit",
  attempt((event) => {
    const { answer, name, times } = Object.fromEntries(new FormData(event.target));
    return tellBank({ answer, ...(name && { name }), ...(times && { times: Number(times) }) });
  }),
);

for (;;) {
  if (document.visibilityState === "visible") await look().catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
}
