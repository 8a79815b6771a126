/** The page's sentences in the reader's language and its settings; both are written into the page by the server. */

const words = read("words");

/** What the server told this page: locale, lang (BCP 47), fileBytes, sandbox. */
export const settings = read("settings");

/**
 * A sentence in the reader's language.
 * @param {string} name key of the sentence in #words
 * @param {Record<string, string>} [values] what stands in its {places}
 * @returns {string}
 */
export function say(name, values = {}) {
  return words[name].replace(/\{(\w+)\}/g, (whole, place) => values[place] ?? whole);
}

function read(id) {
  return JSON.parse(document.getElementById(id).textContent);
}
