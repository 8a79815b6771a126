/** Calls of the chat's HTTP interface. Knows the token; opens the chat again when the server no longer knows it. */

/** The server's "no", with the sentence to show. */
export class Refusal extends Error {
  /** @param {number} status @param {string} code @param {string} sentence */
  constructor(status, code, sentence) {
    super(sentence);
    this.status = status;
    this.code = code;
  }

  /** Whether sending the same again later may work. */
  get isPassing() {
    return this.status >= 500 || this.status === 429;
  }
}

/** The line is down, or the server is: nothing is known of what happened there. */
export class Lost extends Error {}

let token = "";
let onLanguage = () => {};

/** Be told which language the chat speaks, whenever the server says so. @param {(locale: string) => void} listener */
export function listenForLanguage(listener) {
  onLanguage = listener;
}

/**
 * Open the chat, or resume it by the cookie this browser holds.
 * @returns {Promise<number>} the chat's id
 */
export async function openSession() {
  const answer = await taken(await call("/chat/sessions", { method: "POST", headers: token ? bearer() : {} }));
  const opened = await answer.json();
  token = opened.token;
  onLanguage(opened.locale);
  return opened.chat_id;
}

/**
 * What stands in the chat now.
 * @returns {Promise<{messages: object[], lastEventId: string}>} and the event from which a stream goes on without a gap
 */
export async function fetchMessages() {
  const answer = await authorised("/chat/messages", {});
  return { messages: await answer.json(), lastEventId: answer.headers.get("Last-Event-ID") ?? "" };
}

/**
 * Hand over a typed message; returns when it was handled.
 * @param {string} text exactly as typed
 * @param {string} key the same for every try
 */
export function sendText(text, key) {
  return postJson({ text }, key);
}

/**
 * Hand over the press of an inline button; returns when it was handled.
 * @param {number} messageId @param {string} data @param {string} key the same for every try
 */
export function sendPress(messageId, data, key) {
  return postJson({ callback: { message_id: messageId, data } }, key);
}

/**
 * Open the stream of events after one.
 * @param {string} lastEventId @param {AbortSignal} signal
 * @returns {Promise<Response>}
 */
export function openEvents(lastEventId, signal) {
  const headers = { Accept: "text/event-stream", ...(lastEventId ? { "Last-Event-ID": lastEventId } : {}) };
  return authorised("/chat/events", { headers, signal, cache: "no-store" });
}

/**
 * Send a file and tell how far it is. (fetch can't tell the progress of an upload.)
 * @param {"photo"|"document"} kind @param {File} file @param {string} key @param {(share: number) => void} progress share from 0 to 1
 * @returns {Promise<void>}
 */
export async function sendFile(kind, file, key, progress) {
  const answer = await post(kind, file, key, progress);
  if (answer.status === 401) {
    await openSession();
    settled(await post(kind, file, key, progress));
  } else {
    settled(answer);
  }
}

function post(kind, file, key, progress) {
  return new Promise((resolve, reject) => {
    const form = new FormData();
    form.append(kind, file, file.name || kind);
    const request = new XMLHttpRequest();
    request.open("POST", "/chat/updates");
    for (const [name, value] of Object.entries({ ...bearer(), "Idempotency-Key": key })) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", (event) => event.lengthComputable && progress(event.loaded / event.total));
    request.addEventListener("load", () => resolve(request));
    request.addEventListener("error", () => reject(new Lost("upload")));
    request.addEventListener("abort", () => reject(new Lost("upload")));
    request.send(form);
  });
}

function settled(request) {
  if (request.status < 400) return;
  throw refusal(request.status, request.responseText);
}

async function postJson(body, key) {
  const headers = { "Content-Type": "application/json", "Idempotency-Key": key };
  const answer = await authorised("/chat/updates", { method: "POST", headers, body: JSON.stringify(body) });
  onLanguage((await answer.json()).locale);
}

async function authorised(path, options) {
  const attempt = () => call(path, { ...options, headers: { ...options.headers, ...bearer() } });
  let answer = await attempt();
  if (answer.status === 401) {
    await openSession();
    answer = await attempt();
  }
  return taken(answer);
}

async function call(path, options) {
  try {
    return await fetch(path, { credentials: "same-origin", ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Lost(path);
  }
}

async function taken(answer) {
  if (answer.ok) return answer;
  throw refusal(answer.status, await answer.text().catch(() => ""));
}

function refusal(status, body) {
  try {
    const { error, message } = JSON.parse(body);
    return new Refusal(status, error ?? "", message ?? "");
  } catch {
    return new Refusal(status, "", "");
  }
}

function bearer() {
  return { Authorization: `Bearer ${token}` };
}
