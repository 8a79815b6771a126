/** Keeps a stream of the chat's events open: reads server-sent events, remembers the last one, connects again by itself. */

import { Lost, openEvents, Refusal } from "./api.js";

const LONGEST_WAIT = 30_000;
const SILENCE = 45_000;

export class Stream {
  /**
   * @param {(kind: string, body: object) => void} onEvent
   * @param {(isOnline: boolean) => void} onLine called whenever the line goes down or comes back
   */
  constructor(onEvent, onLine) {
    this.onEvent = onEvent;
    this.onLine = onLine;
    this.lastEventId = "";
    this.failures = 0;
    this.wake = () => {};
    this.isResting = false;
    this.abort = new AbortController();
    window.addEventListener("online", () => this.hurry());
    window.addEventListener("offline", () => this.restart());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.hurry());
    window.addEventListener("pageshow", (event) => event.persisted && this.restart());
  }

  /** Follow the chat from `lastEventId` on, for as long as the page lives. @param {string} lastEventId */
  async follow(lastEventId) {
    this.lastEventId = lastEventId;
    for (;;) {
      try {
        await this.listen();
      } catch (error) {
        if (!(error instanceof Lost || error instanceof Refusal || error.name === "AbortError" || error instanceof TypeError)) throw error;
      }
      this.onLine(false);
      await this.rest();
    }
  }

  /** Don't wait any longer with the next try. */
  hurry() {
    this.failures = 0;
    this.wake();
  }

  /** Something else found the line dead: see whether it is, unless that is being done already. */
  check() {
    if (!this.isResting) this.abort.abort();
  }

  /** Drop the connection and open a new one. */
  restart() {
    this.abort.abort();
    this.hurry();
  }

  async listen() {
    this.abort = new AbortController();
    const watch = new Watch(() => this.abort.abort());
    try {
      const answer = await openEvents(this.lastEventId, this.abort.signal);
      this.failures = 0;
      this.onLine(true);
      await this.read(answer.body.pipeThrough(new TextDecoderStream()).getReader(), watch);
    } finally {
      watch.stop();
    }
  }

  async read(reader, watch) {
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      watch.restart();
      const frames = (rest + value).split("\n\n");
      rest = frames.pop();
      frames.forEach((frame) => this.take(frame));
    }
  }

  take(frame) {
    const fields = {};
    for (const line of frame.split("\n")) {
      const colon = line.indexOf(":");
      if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 1).replace(/^ /, "");
    }
    if (fields.id) this.lastEventId = fields.id;
    if (fields.event) this.onEvent(fields.event, JSON.parse(fields.data));
  }

  rest() {
    const wait = Math.min(LONGEST_WAIT, 500 * 2 ** this.failures) * (0.75 + Math.random() / 2);
    this.failures += 1;
    this.isResting = true;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.wake(), wait);
      this.wake = () => {
        clearTimeout(timer);
        this.isResting = false;
        resolve();
      };
    });
  }
}

/** Calls `onSilence` when nothing was heard for too long: a phone that changed networks never hears that its line is dead. */
class Watch {
  constructor(onSilence) {
    this.onSilence = onSilence;
    this.restart();
  }

  restart() {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.onSilence, SILENCE);
  }

  stop() {
    clearTimeout(this.timer);
  }
}
