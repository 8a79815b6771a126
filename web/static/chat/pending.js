/** What the candidate sent that isn't in the journal yet: shown at the end of the chat with how far it is. */

import { ownBubble } from "./bubble.js";
import { node } from "./dom.js";
import { say } from "./words.js";

export class Pending {
  /** @param {HTMLElement} place */
  constructor(place) {
    this.place = place;
    this.rows = new Map();
  }

  /** Show something under `key`. @param {string} key @param {Node[]} inner */
  show(key, inner) {
    if (this.rows.has(key)) return;
    const row = ownBubble(inner, "");
    this.rows.set(key, row);
    this.place.append(row);
  }

  /** Say how far it is; an empty string says nothing. @param {string} key @param {string} state */
  say(key, state) {
    const row = this.rows.get(key);
    if (row === undefined) return;
    row.classList.remove("is-failed");
    row.querySelector(".choices")?.remove();
    row.querySelector(".meta").textContent = state;
  }

  /** Say that it wasn't taken and why, and offer what can be done. @param {string} key @param {string} why @param {() => void} [retry] @param {() => void} discard */
  fail(key, why, discard, retry) {
    const row = this.rows.get(key);
    if (row === undefined) return;
    this.say(key, [say("failed"), why].filter(Boolean).join(" · "));
    row.classList.add("is-failed");
    row.append(node("div", { class: "choices" }, retry ? choice("retry", retry) : null, choice("discard", discard)));
  }

  /** It is in the journal, or not wanted any more. @param {string} key */
  drop(key) {
    this.rows.get(key)?.remove();
    this.rows.delete(key);
  }

  /** Whether something is still shown under `key`. @param {string} key */
  has(key) {
    return this.rows.has(key);
  }
}

function choice(name, onPress) {
  const made = node("button", { type: "button", class: "choice" }, say(name));
  made.addEventListener("click", onPress);
  return made;
}
