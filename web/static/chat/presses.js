/** Presses of inline buttons: one at a time for each message, tried again when the line broke, never twice at the server. */

import { Lost, Refusal, sendPress } from "./api.js";
import { disable, enable } from "./keyboard.js";
import { say } from "./words.js";

const TRIES = [0, 800, 2500];

export class Presses {
  /**
   * @param {(sentence: string) => void} onTrouble
   * @param {(isBusy: boolean) => void} onBusy
   */
  constructor(onTrouble, onBusy) {
    this.onTrouble = onTrouble;
    this.onBusy = onBusy;
    this.last = 0;
    this.running = new Set();
  }

  /** Whether a press was made so recently that an answer to it may still come. */
  get isRecent() {
    return this.running.size > 0 || performance.now() - this.last < 30_000;
  }

  /** @param {HTMLElement} button one with `data-press` */
  async press(button) {
    const id = Number(button.closest("[data-id]").dataset.id);
    if (button.getAttribute("aria-disabled") === "true" || this.running.has(id)) return;
    const keys = button.closest(".keys");
    this.running.add(id);
    disable(keys, button);
    this.onBusy(true);
    try {
      await send(id, button.dataset.press);
    } catch (error) {
      if (!(error instanceof Lost || error instanceof Refusal)) throw error;
      this.onTrouble((error instanceof Refusal && error.message) || say("pressLost"));
    } finally {
      this.last = performance.now();
      this.running.delete(id);
      this.onBusy(false);
      enable(keys);
    }
  }
}

async function send(id, data) {
  const key = crypto.randomUUID();
  for (const [index, wait] of TRIES.entries()) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    try {
      return await sendPress(id, data, key);
    } catch (error) {
      if (!(error instanceof Lost) || index === TRIES.length - 1) throw error;
    }
  }
}
