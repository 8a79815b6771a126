/** Builds DOM nodes. Text always becomes a text node: nothing that a message says is ever read as markup. */

/**
 * @param {string} tag
 * @param {Record<string, unknown>} [properties] `class`, `data-…`, `aria-…` and `role` become attributes, the rest properties
 * @param {...(Node|string|null|undefined)} children
 * @returns {HTMLElement}
 */
export function node(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name === "class" || name === "role" || name.startsWith("aria-") || name.startsWith("data-")) made.setAttribute(name, String(value));
    else made[name] = value;
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/**
 * A link to where a message points, or `null` where a browser should not go: only web, mail and telephone.
 * @param {string} address @returns {HTMLAnchorElement | null}
 */
export function link(address) {
  let url;
  try {
    url = new URL(address, location.origin);
  } catch {
    return null;
  }
  if (!["http:", "https:", "mailto:", "tel:"].includes(url.protocol)) return null;
  const made = node("a", { href: url.href });
  if (url.protocol.startsWith("http") && url.origin !== location.origin) Object.assign(made, { target: "_blank", rel: "noopener noreferrer" });
  return made;
}
