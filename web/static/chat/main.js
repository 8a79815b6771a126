/** Brings the chat page to life: opens or resumes the chat, follows its events, and hands on what the candidate does. */

import { fetchMessages, listenForLanguage, Lost, openSession, Refusal } from "./api.js";
import { Composer } from "./composer.js";
import { Demo } from "./demo.js";
import { replyKeys, standingReplyKeyboard } from "./keyboard.js";
import { Log } from "./log.js";
import { setUpMenu } from "./menu.js";
import { alert, Line, toast, Typing } from "./notices.js";
import { Outbox } from "./outbox.js";
import { Pending } from "./pending.js";
import { Presses } from "./presses.js";
import { Scroller } from "./scroller.js";
import { Stream } from "./stream.js";
import { Uploads } from "./uploads.js";
import { settings } from "./words.js";

const $ = (id) => document.getElementById(id);

const log = new Log($("log"));
const scroller = new Scroller($("scroller"), $("jump"));
const line = new Line();
const typing = new Typing(() => scroller.isFollowing && scroller.hold());
const busy = (isBusy) => typing.busy(isBusy);
const pending = new Pending($("pending"));
const outbox = new Outbox(pending, busy, () => stream.check());
const uploads = new Uploads(pending, busy);
const presses = new Presses(toast, busy);
const composer = new Composer(send, (kind, file) => {
  uploads.add(kind, file);
  scroller.toEnd();
});
const stream = new Stream(happened, (isOnline) => {
  line.tell(isOnline);
  if (isOnline) outbox.hurry();
});
let hiddenKeyboard = null;

async function begin() {
  const chatId = await patiently(openSession);
  const { messages, lastEventId } = await patiently(fetchMessages);
  log.load(messages);
  showReplyKeyboard();
  scroller.toEnd();
  document.body.classList.add("is-ready");
  if (messages.length === 0 && outbox.isEmpty) outbox.add("/start", `start-${chatId}`);
  stream.follow(lastEventId);
}

/** Try until it works; meanwhile the header says that the line is down. */
async function patiently(attempt) {
  for (let failures = 0; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Lost || error instanceof Refusal)) throw error;
      line.tell(false);
      await new Promise((resolve) => setTimeout(resolve, Math.min(15_000, 1000 * 2 ** failures)));
    }
  }
}

function happened(kind, body) {
  switch (kind) {
    case "message":
    case "edit":
      return stands(body);
    case "delete":
      (body.message_ids ?? [body.message_id]).forEach((id) => log.remove(id));
      return showReplyKeyboard();
    case "answer":
      return answered(body);
    case "typing":
      return presses.isRecent || !outbox.isEmpty ? typing.announced() : undefined;
    default:
      return undefined;
  }
}

function stands(message) {
  const isOwn = message.from?.is_bot === false;
  if (isOwn) arrived(message);
  else typing.end();
  const wasFollowing = scroller.isFollowing;
  const row = log.put(message);
  showReplyKeyboard();
  if (wasFollowing && log.isLast(message.message_id)) scroller.show(row);
}

function arrived(message) {
  if (message.photo) uploads.arrived("photo");
  else if (message.document) uploads.arrived("document");
  else outbox.arrived(message.text ?? "");
}

/** The bot's answer to a press. One that comes when no press is on its way is old: it was seen before the line broke. */
function answered({ text, show_alert: isAlert, url }) {
  if (!presses.isRecent) return;
  if (url && new URL(url, location.origin).origin === location.origin) location.assign(url);
  else if (text) (isAlert ? alert : toast)(text);
}

function send(text) {
  scroller.toEnd();
  outbox.add(text);
}

function showReplyKeyboard() {
  const place = $("reply-keyboard");
  const keyboard = standingReplyKeyboard(log.messages());
  const label = JSON.stringify(keyboard);
  place.hidden = keyboard === null || label === hiddenKeyboard;
  place.replaceChildren(...(place.hidden ? [] : replyKeys(keyboard.rows)));
  place.dataset.once = keyboard?.isOnce ? label : "";
}

$("log").addEventListener("click", (event) => {
  const target = event.target.closest("[data-press], [data-command], [data-spoiler]");
  if (target === null) return;
  if (target.dataset.press !== undefined) {
    scroller.follow();
    presses.press(target);
  } else if (target.dataset.command !== undefined) send(target.dataset.command);
  else target.removeAttribute("data-spoiler");
});

$("reply-keyboard").addEventListener("click", (event) => {
  const target = event.target.closest("[data-say]");
  if (target === null) return;
  hiddenKeyboard = $("reply-keyboard").dataset.once || null;
  send(target.dataset.say);
  showReplyKeyboard();
});

setUpMenu($("menu-button"), $("menu"), (item) => {
  if (item.dataset.choose) composer.choose(item.dataset.choose);
  else send(item.dataset.command);
});

/** The bot is asked to change the language; the page follows once the chat speaks it. */
$("language").addEventListener("change", (event) => {
  send(`/language ${event.target.value}`);
  event.target.value = settings.locale;
});

listenForLanguage((locale) => {
  if (locale !== settings.locale) location.replace(`/?lang=${locale}`);
});

/** On an iPhone the keyboard covers the page instead of shrinking it; the page takes the height that is left. */
window.visualViewport?.addEventListener("resize", () => {
  document.documentElement.style.setProperty("--visible", `${window.visualViewport.height}px`);
  window.scrollTo(0, 0);
});

if (location.search) history.replaceState(null, "", "/");
if (settings.sandbox) new Demo((code) => composer.fill(code));
begin();
