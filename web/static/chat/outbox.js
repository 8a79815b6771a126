/** Typed messages on their way: kept in the browser until the server took them, sent in order, each under one key. */

import { Lost, Refusal, sendText } from "./api.js";
import { words } from "./bubble.js";
import { say } from "./words.js";

const SHELF = "kaoban.outbox";
const LONGEST_WAIT = 30_000;
const SHOWN_AFTER = 15_000;

export class Outbox {
  /**
   * @param {import("./pending.js").Pending} pending where they are shown
   * @param {(isBusy: boolean) => void} onBusy while the bot is handling one
   * @param {() => void} onLost when the line turned out to be dead
   */
  constructor(pending, onBusy, onLost) {
    this.pending = pending;
    this.onBusy = onBusy;
    this.onLost = onLost;
    this.items = read();
    this.delivered = [];
    this.isSending = false;
    this.failures = 0;
    this.items.forEach((item) => this.show(item));
  }

  /** Whether nothing is on its way. */
  get isEmpty() {
    return this.items.length === 0;
  }

  /** Send a message after those before it. @param {string} text @param {string} [key] */
  add(text, key = crypto.randomUUID()) {
    const item = { key, text };
    this.items.push(item);
    write(this.items);
    this.show(item);
    this.flush();
  }

  /** Try now: the line is back. */
  hurry() {
    this.failures = 0;
    clearTimeout(this.timer);
    this.flush();
  }

  /** One of the candidate's own messages appeared in the journal. @param {string} text */
  arrived(text) {
    const isSame = (item) => this.pending.has(item.key) && item.text.trim() === text.trim();
    const item = this.delivered.find(isSame) ?? this.items.find(isSame);
    if (item) this.pending.drop(item.key);
  }

  async flush() {
    if (this.isSending) return;
    this.isSending = true;
    clearTimeout(this.timer);
    while (this.items.length > 0 && (await this.send(this.items[0])));
    this.isSending = false;
  }

  /** @returns {Promise<boolean>} whether the next one may go */
  async send(item) {
    this.pending.say(item.key, say("sending"));
    this.onBusy(true);
    try {
      await sendText(item.text, item.key);
      this.failures = 0;
      this.deliver(item);
      return true;
    } catch (error) {
      return this.keep(item, error);
    } finally {
      this.onBusy(false);
    }
  }

  deliver(item) {
    this.take(item);
    this.pending.say(item.key, "");
    this.delivered.push(item);
    setTimeout(() => {
      this.delivered.splice(this.delivered.indexOf(item), 1);
      this.pending.drop(item.key);
    }, SHOWN_AFTER);
  }

  keep(item, error) {
    if (error instanceof Refusal && !error.isPassing) {
      this.take(item);
      this.pending.fail(item.key, error.message, () => this.pending.drop(item.key));
      return true;
    }
    if (!(error instanceof Lost || error instanceof Refusal)) throw error;
    this.pending.say(item.key, say("waiting"));
    this.timer = setTimeout(() => this.flush(), Math.min(LONGEST_WAIT, 1000 * 2 ** this.failures));
    this.failures += 1;
    if (error instanceof Lost) this.onLost();
    return false;
  }

  take(item) {
    this.items = this.items.filter((one) => one !== item);
    write(this.items);
  }

  show(item) {
    if (item.text.startsWith("/")) return;
    this.pending.show(item.key, [words(item.text)]);
    this.pending.say(item.key, say("waiting"));
  }
}

function read() {
  try {
    return JSON.parse(localStorage.getItem(SHELF) ?? "[]").filter(({ key, text }) => typeof key === "string" && typeof text === "string");
  } catch {
    return [];
  }
}

function write(items) {
  try {
    localStorage.setItem(SHELF, JSON.stringify(items));
  } catch {
    // A browser that keeps nothing still sends; only a reload in the middle would lose the words.
  }
}
