/** Shows a message's text with its Bot API entities (offsets in UTF-16 units, which is how JavaScript counts) as DOM nodes. */

import { link, node } from "./dom.js";

const PLAIN = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};

/**
 * @param {string} text tag-free
 * @param {{type: string, offset: number, length: number, url?: string}[]} entities properly nested
 * @returns {DocumentFragment} commands in it are buttons with `data-command`
 */
export function formatted(text, entities = []) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const made = document.createDocumentFragment();
  made.append(...pieces(text, sorted, 0, text.length));
  return made;
}

function pieces(text, entities, from, to) {
  const made = [];
  let at = from;
  for (let i = 0; i < entities.length; i += 1) {
    const entity = entities[i];
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    if (end <= start) continue;
    if (start > at) made.push(text.slice(at, start));
    const inner = entities.slice(i + 1).filter((other) => other.offset < end);
    made.push(wrapped(entity, text.slice(start, end), pieces(text, inner, start, end)));
    at = end;
  }
  if (at < to) made.push(text.slice(at, to));
  return made;
}

function wrapped(entity, words, inner) {
  if (entity.type in PLAIN) return node(PLAIN[entity.type], {}, ...inner);
  switch (entity.type) {
    case "pre":
      return node("pre", {}, node("code", {}, ...inner));
    case "spoiler":
      return node("button", { type: "button", class: "spoiler", "data-spoiler": "" }, ...inner);
    case "bot_command":
      return node("button", { type: "button", class: "command", "data-command": words }, ...inner);
    default:
      return linked(address(entity, words), inner);
  }
}

function address(entity, words) {
  switch (entity.type) {
    case "text_link":
      return entity.url;
    case "url":
      return /^[a-z][a-z0-9+.-]*:/i.test(words) ? words : `https://${words}`;
    case "email":
      return `mailto:${words}`;
    case "phone_number":
      return `tel:${words.replace(/[^\d+]/g, "")}`;
    default:
      return null;
  }
}

function linked(target, inner) {
  const made = target ? link(target) : null;
  if (made === null) return node("span", {}, ...inner);
  made.append(...inner);
  return made;
}
