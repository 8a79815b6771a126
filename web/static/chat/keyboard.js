/** The buttons under a message, and those of a reply keyboard. */

import { link, node } from "./dom.js";

const STYLES = { primary: "key-primary", success: "key-success", danger: "key-danger" };

/**
 * The inline keyboard of a message; buttons carry `data-press` with what is sent back.
 * @param {{inline_keyboard?: object[][]} | undefined} markup
 * @returns {HTMLElement | null}
 */
export function inlineKeyboard(markup) {
  const rows = markup?.inline_keyboard ?? [];
  if (rows.length === 0) return null;
  return node("div", { class: "keys", role: "group" }, ...rows.map((row) => node("div", { class: "keys-row" }, ...row.map(key))));
}

/**
 * Which reply keyboard stands in the chat: the one of the last message that brought or took one.
 * @param {object[]} messages in order
 * @returns {{rows: object[][], isOnce: boolean, placeholder: string} | null}
 */
export function standingReplyKeyboard(messages) {
  const last = messages.findLast((message) => message.reply_markup?.keyboard || message.reply_markup?.remove_keyboard);
  const markup = last?.reply_markup;
  if (!markup?.keyboard) return null;
  return { rows: markup.keyboard, isOnce: Boolean(markup.one_time_keyboard), placeholder: markup.input_field_placeholder ?? "" };
}

/**
 * The buttons of a reply keyboard; `data-say` holds the label to send back byte for byte.
 * @param {object[][]} rows @returns {HTMLElement[]}
 */
export function replyKeys(rows) {
  return rows.map((row) => node("div", { class: "keys-row" }, ...row.map(replyKey)));
}

function replyKey(button) {
  const label = typeof button === "string" ? button : button.text;
  return node("button", { type: "button", class: "key", "data-say": label }, label);
}

function key(button) {
  const look = ["key", STYLES[button.style] ?? ""].join(" ").trim();
  const target = button.url ?? button.web_app?.url ?? button.login_url?.url;
  if (target !== undefined) return pageKey(button.text, target, look);
  const dead = button.callback_data === undefined || button.disabled;
  return node(
    "button",
    { type: "button", class: look, "data-press": button.callback_data, "aria-disabled": dead ? "true" : null },
    node("span", {}, button.text),
  );
}

function pageKey(text, target, look) {
  const made = link(target) ?? node("span");
  made.className = `${look} key-page`;
  made.append(node("span", {}, text));
  return made;
}

/**
 * Disable a keyboard while a press is under way, and show which button was pressed.
 * @param {HTMLElement} keys @param {HTMLElement} pressed
 */
export function disable(keys, pressed) {
  for (const button of keys.querySelectorAll("[data-press]")) button.setAttribute("aria-disabled", "true");
  keys.setAttribute("aria-busy", "true");
  pressed.classList.add("key-pressed");
}

/** Let a keyboard be pressed again. @param {HTMLElement} keys */
export function enable(keys) {
  for (const button of keys.querySelectorAll("[data-press]")) {
    button.removeAttribute("aria-disabled");
    button.classList.remove("key-pressed");
  }
  keys.removeAttribute("aria-busy");
}
