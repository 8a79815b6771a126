/** What is said beside the conversation: short notes, alerts that want to be read, the state of the line, and who is writing. */

import { node } from "./dom.js";
import { say } from "./words.js";

const TOAST_MILLISECONDS = 5000;
const TYPING_AFTER = 350;
const TYPING_LASTS = 6000;

/** A note that goes away by itself. @param {string} sentence */
export function toast(sentence) {
  const made = node("p", { class: "toast" }, sentence);
  document.getElementById("toasts").append(made);
  setTimeout(() => made.remove(), Math.max(TOAST_MILLISECONDS, sentence.length * 120));
}

/** A note that stays until it was read. @param {string} sentence */
export function alert(sentence) {
  const dialog = document.getElementById("alert");
  dialog.querySelector("p").textContent = sentence;
  if (!dialog.open) dialog.showModal();
}

/** The state of the line, in the header. */
export class Line {
  constructor() {
    this.status = document.getElementById("status");
    this.line = document.getElementById("line");
    window.addEventListener("offline", () => this.tell(false));
  }

  /** @param {boolean} isOnline */
  tell(isOnline) {
    this.status.dataset.state = isOnline ? "online" : "offline";
    this.status.textContent = say(isOnline ? "online" : "reconnecting");
    if (isOnline) {
      clearTimeout(this.timer);
      this.timer = undefined;
      this.line.hidden = true;
    } else this.timer ??= setTimeout(() => this.warn(), 1200);
  }

  warn() {
    this.line.textContent = say("offline");
    this.line.hidden = false;
  }
}

/** The three dots: while something the candidate did is being handled, or while the bot says that it is at work. */
export class Typing {
  /** @param {() => void} onShown */
  constructor(onShown) {
    this.dots = document.getElementById("typing");
    this.onShown = onShown;
    this.waiting = 0;
  }

  /** Something began (true) or ended (false). @param {boolean} isBusy */
  busy(isBusy) {
    this.waiting += isBusy ? 1 : -1;
    if (this.waiting > 0 && isBusy) this.begin(TYPING_AFTER);
    else if (this.waiting <= 0) this.end();
  }

  /** The bot says that it is at work. */
  announced() {
    this.begin(0);
    clearTimeout(this.lasting);
    this.lasting = setTimeout(() => this.waiting <= 0 && this.end(), TYPING_LASTS);
  }

  /** The bot has spoken. */
  end() {
    clearTimeout(this.timer);
    clearTimeout(this.lasting);
    this.dots.hidden = true;
  }

  begin(after) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.dots.hidden = false;
      this.onShown();
    }, after);
  }
}
