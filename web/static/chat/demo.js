/** The demo's telephone beside the chat: short messages of the made-up world, and what time it is there. */

import { node } from "./dom.js";
import { say, settings } from "./words.js";

const LOOK_EVERY = 3000;
const CODE = /(?<!\d)\d{4,8}(?!\d)/;
const NOTE_MILLISECONDS = 15_000;

export class Demo {
  /** @param {(code: string) => void} onCode the candidate wants this code in the message field */
  constructor(onCode) {
    this.onCode = onCode;
    this.drawer = document.getElementById("demo-drawer");
    this.button = document.getElementById("demo-button");
    this.count = document.getElementById("demo-count");
    this.seen = null;
    this.fresh = 0;
    this.button.addEventListener("click", () => this.toggle(this.drawer.hidden));
    document.getElementById("demo-close").addEventListener("click", () => this.toggle(false));
    this.drawer.addEventListener("keydown", (event) => event.key === "Escape" && this.toggle(false));
    this.watch();
  }

  toggle(isOpen) {
    this.drawer.hidden = !isOpen;
    document.body.classList.toggle("has-drawer", isOpen);
    this.button.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) this.open();
    (isOpen ? document.getElementById("demo-close") : this.button).focus();
  }

  open() {
    this.tell(0);
    document.querySelectorAll(".sms-note").forEach((note) => note.remove());
    this.look().catch(() => {});
  }

  async watch() {
    for (;;) {
      if (document.visibilityState === "visible") await this.look().catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
    }
  }

  async look() {
    const messages = await json("/demo/sms");
    const ids = messages.map((one) => `${one.at}|${one.phone}|${one.text}`);
    const before = this.seen ?? new Set(ids);
    if (this.seen === null || ids.some((id) => !before.has(id))) this.draw(messages);
    messages.filter((_, index) => !before.has(ids[index])).reverse().forEach((one) => this.arrived(one));
    this.seen = new Set(ids);
    if (!this.drawer.hidden) this.clock(await json("/demo/clock"));
  }

  draw(messages) {
    const list = document.getElementById("demo-sms");
    list.replaceChildren(...messages.slice(0, 12).map((one) => this.item(one)));
    if (messages.length === 0) list.append(node("li", { class: "hint" }, say("noSms")));
  }

  item(message) {
    const at = new Date(message.at).toLocaleString(settings.lang, { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });
    return node(
      "li",
      { class: "sms" },
      node("p", { class: "sms-head" }, `${say("smsFrom", { phone: message.phone })} · ${at}`),
      node("p", { class: "sms-text" }, message.text),
      this.codeButton(message.text),
    );
  }

  codeButton(text) {
    const code = CODE.exec(text)?.[0];
    if (code === undefined) return null;
    const made = node("button", { type: "button", class: "choice" }, say("useCode", { code }));
    made.addEventListener("click", () => {
      if (!this.drawer.hidden && window.innerWidth < 900) this.toggle(false);
      this.onCode(code);
    });
    return made;
  }

  arrived(message) {
    if (this.drawer.hidden) this.tell(this.fresh + 1);
    const note = node("div", { class: "sms sms-note" });
    note.append(...this.item(message).childNodes);
    note.querySelector("button")?.addEventListener("click", () => note.remove());
    document.getElementById("toasts").append(note);
    setTimeout(() => note.remove(), NOTE_MILLISECONDS);
  }

  tell(fresh) {
    this.fresh = fresh;
    this.count.textContent = String(fresh);
    this.count.hidden = fresh === 0;
  }

  clock({ local, running }) {
    const told = local.replace("T", " ").slice(0, 16);
    document.getElementById("demo-clock").textContent = `${say("demoTime", { time: told })} ${running ? "" : say("demoStopped")}`;
  }
}

async function json(path) {
  const answer = await fetch(path, { cache: "no-store" });
  if (!answer.ok) throw new Error(path);
  return answer.json();
}
