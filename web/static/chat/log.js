/** The conversation on the page: every message that stands in the chat, in order, with a line for each new day. */

import { bubble } from "./bubble.js";
import { node } from "./dom.js";
import { settings } from "./words.js";

const day = new Intl.DateTimeFormat(settings.lang, { month: "long", day: "numeric", weekday: "short" });

export class Log {
  /** @param {HTMLElement} place the element with role=log */
  constructor(place) {
    this.place = place;
    this.rows = new Map();
  }

  /** Show these messages and nothing else. @param {object[]} messages */
  load(messages) {
    this.place.setAttribute("aria-busy", "true");
    this.rows.clear();
    this.place.replaceChildren();
    messages.forEach((message) => this.insert(message));
    this.redate();
    this.place.setAttribute("aria-busy", "false");
  }

  /** Add a message, or put it in the place of the one with its id; returns its node. @param {object} message */
  put(message) {
    const before = this.rows.get(message.message_id);
    if (before === undefined) {
      this.insert(message);
      this.redate();
    } else if (JSON.stringify(before.message) !== JSON.stringify(message)) {
      this.replace(before, message);
    }
    return this.rows.get(message.message_id).row;
  }

  /** Take a message away. @param {number} id */
  remove(id) {
    const found = this.rows.get(id);
    if (found === undefined) return;
    found.row.remove();
    this.rows.delete(id);
    this.redate();
  }

  /** The messages in order. @returns {object[]} */
  messages() {
    return this.inOrder().map(({ message }) => message);
  }

  /** Whether this is the last message. @param {number} id */
  isLast(id) {
    return this.inOrder().at(-1)?.message.message_id === id;
  }

  insert(message) {
    const row = bubble(message);
    const next = this.inOrder().find((one) => one.message.message_id > message.message_id);
    this.place.insertBefore(row, next ? (next.divider ?? next.row) : null);
    this.rows.set(message.message_id, { message, row, divider: null });
  }

  /** Keeps the keyboard's user where they were: on the buttons of the message that was just edited. */
  replace(before, message) {
    const hadFocus = before.row.contains(document.activeElement);
    const row = bubble(message);
    row.classList.add("is-edited");
    before.row.replaceWith(row);
    Object.assign(before, { message, row });
    if (hadFocus) (row.querySelector("[data-press], .key") ?? row).focus({ preventScroll: true });
  }

  redate() {
    let last = "";
    for (const one of this.inOrder()) {
      const today = day.format(new Date((one.message.date ?? 0) * 1000));
      const needed = today !== last;
      last = today;
      if (needed === (one.divider !== null)) continue;
      one.divider?.remove();
      one.divider = needed ? node("p", { class: "day" }, today) : null;
      if (needed) this.place.insertBefore(one.divider, one.row);
    }
  }

  inOrder() {
    return [...this.rows.values()].sort((a, b) => a.message.message_id - b.message.message_id);
  }
}

