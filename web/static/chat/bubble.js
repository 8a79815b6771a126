/** One message as a node: text, photo or document with its caption, time, and the buttons under it. */

import { node } from "./dom.js";
import { formatted } from "./entities.js";
import { inlineKeyboard } from "./keyboard.js";
import { say, settings } from "./words.js";

const time = new Intl.DateTimeFormat(settings.lang, { hour: "2-digit", minute: "2-digit", hour12: false });

/**
 * @param {object} message a Bot API Message
 * @returns {HTMLElement}
 */
export function bubble(message) {
  const isBot = message.from?.is_bot !== false;
  const made = node(
    "article",
    { class: `message-row ${isBot ? "from-bot" : "from-you"}${isCommand(message) ? " is-command" : ""}`, tabIndex: -1, "data-id": message.message_id },
    node(
      "div",
      { class: "bubble" },
      node("span", { class: "visually-hidden" }, `${say(isBot ? "bot" : "you")}: `),
      ...content(message),
      stamp(message),
    ),
    inlineKeyboard(message.reply_markup),
  );
  return made;
}

/**
 * A message of the candidate's own that isn't in the journal yet.
 * @param {Node[]} inner what it will show @param {string} state words under it
 * @returns {HTMLElement}
 */
export function ownBubble(inner, state) {
  return node(
    "article",
    { class: "message-row from-you is-pending" },
    node("div", { class: "bubble" }, ...inner, node("p", { class: "meta" }, state)),
  );
}

/** The words of a message in a bubble. @param {string} text @param {object[]} [entities] @returns {HTMLElement} */
export function words(text, entities) {
  return node("div", { class: "words", dir: "auto" }, formatted(text, entities));
}

/** 12 MB, 340 kB: a size for people. @param {number} bytes @returns {string} */
export function size(bytes) {
  const [value, unit] = bytes >= 1_000_000 ? [bytes / 1_048_576, "megabyte"] : [Math.max(1, bytes / 1024), "kilobyte"];
  const digits = unit === "megabyte" ? 1 : 0;
  return new Intl.NumberFormat(settings.lang, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: digits }).format(value);
}

function content(message) {
  const caption = message.caption ? words(message.caption, message.caption_entities) : null;
  if (message.photo?.length) return [photo(message.photo, message.caption), caption];
  if (message.document) return [file(message.document), caption];
  if (typeof message.text === "string") return [words(message.text, message.entities)];
  return [node("p", { class: "words is-unknown" }, say("unknown"))];
}

function photo(sizes, caption) {
  const largest = sizes.reduce((best, one) => (one.width * one.height >= best.width * best.height ? one : best));
  const address = fileAddress(largest.file_id);
  const image = node("img", { src: address, alt: caption ?? say("photo"), decoding: "async" });
  if (largest.width > 1 && largest.height > 1) Object.assign(image, { width: largest.width, height: largest.height });
  return node("a", { class: "photo", href: address, target: "_blank", rel: "noopener" }, image);
}

function file(document) {
  const name = document.file_name || say("document");
  return node(
    "a",
    { class: "file", href: fileAddress(document.file_id), download: name },
    node("span", { class: "file-mark", "aria-hidden": "true" }, extension(name)),
    node("span", { class: "file-name" }, name),
    node("span", { class: "file-size" }, [say("download"), document.file_size ? size(document.file_size) : ""].filter(Boolean).join(" · ")),
  );
}

function stamp(message) {
  const at = new Date((message.date ?? 0) * 1000);
  return node("time", { class: "meta", dateTime: at.toISOString() }, time.format(at));
}

function isCommand(message) {
  return message.from?.is_bot === false && /^\/[a-z]+( \w+)?$/.test(message.text ?? "");
}

function extension(name) {
  const found = /\.([A-Za-z0-9]{1,4})$/.exec(name);
  return found ? found[1].toUpperCase() : "…";
}

function fileAddress(id) {
  return `/chat/files/${encodeURIComponent(id)}`;
}
