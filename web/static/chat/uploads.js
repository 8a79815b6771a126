/** Photos and files on their way: shown at once with a picture and a bar, sent, and offered again when the line broke. */

import { Lost, Refusal, sendFile } from "./api.js";
import { size } from "./bubble.js";
import { node } from "./dom.js";
import { say, settings } from "./words.js";

const PICTURES = ["image/jpeg", "image/png"];

/**
 * Why a file can't be sent, in words; empty when it can.
 * @param {"photo"|"document"} kind @param {File} file @returns {string}
 */
export function objection(kind, file) {
  if (file.size > settings.fileBytes) return say("tooLarge");
  if (file.size === 0) return say("empty");
  return kind === "photo" && !PICTURES.includes(file.type) ? say("notPicture") : "";
}

/**
 * What is shown of a file that isn't sent yet: a picture, or name and size.
 * @param {File} file @returns {HTMLElement}
 */
export function preview(file) {
  const facts = [
    node("span", { class: "file-name" }, file.name || say("photo")),
    node("span", { class: "file-size" }, size(file.size)),
  ];
  if (!PICTURES.includes(file.type)) return node("span", { class: "file" }, ...facts);
  const image = node("img", { class: "file-picture", alt: "", src: URL.createObjectURL(file) });
  image.addEventListener("load", () => URL.revokeObjectURL(image.src), { once: true });
  return node("span", { class: "file" }, image, ...facts);
}

export class Uploads {
  /** @param {import("./pending.js").Pending} pending @param {(isBusy: boolean) => void} onBusy */
  constructor(pending, onBusy) {
    this.pending = pending;
    this.onBusy = onBusy;
    this.sent = [];
  }

  /** Send a file. @param {"photo"|"document"} kind @param {File} file */
  add(kind, file) {
    const key = crypto.randomUUID();
    const bar = node("progress", { class: "progress", max: 1, value: 0, "aria-label": say("sending") });
    const one = { kind, file, key, bar };
    this.sent.push(one);
    this.pending.show(key, [preview(file), bar]);
    this.send(one);
  }

  /** A file of the candidate's own appeared in the journal. @param {"photo"|"document"} kind */
  arrived(kind) {
    const one = this.sent.find((other) => other.kind === kind);
    if (one) this.forget(one);
  }

  async send(one) {
    this.pending.say(one.key, say("sending"));
    one.bar.hidden = false;
    this.onBusy(true);
    try {
      await sendFile(one.kind, one.file, one.key, (share) => (one.bar.value = share));
      this.forget(one);
    } catch (error) {
      this.failed(one, error);
    } finally {
      this.onBusy(false);
    }
  }

  failed(one, error) {
    if (!(error instanceof Lost || error instanceof Refusal)) throw error;
    const mayRetry = error instanceof Lost || error.isPassing;
    one.bar.hidden = true;
    const why = error instanceof Refusal ? error.message : say("trouble");
    this.pending.fail(one.key, why, () => this.forget(one), mayRetry ? () => this.send(one) : undefined);
  }

  forget(one) {
    this.sent = this.sent.filter((other) => other !== one);
    this.pending.drop(one.key);
  }
}
