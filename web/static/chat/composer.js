/** The field to write in: grows with the text, sends on Enter (not while an input method is composing), takes files. */

import { node } from "./dom.js";
import { toast } from "./notices.js";
import { objection, preview } from "./uploads.js";
import { say } from "./words.js";

const byTouch = window.matchMedia("(pointer: coarse)");

export class Composer {
  /**
   * @param {(text: string) => void} onText
   * @param {(kind: "photo"|"document", file: File) => void} onFile
   */
  constructor(onText, onFile) {
    this.form = document.getElementById("composer");
    this.field = document.getElementById("text");
    this.button = document.getElementById("send");
    this.chosen = document.getElementById("chosen");
    this.onText = onText;
    this.onFile = onFile;
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.field.addEventListener("input", () => this.fit());
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("paste", (event) => this.take(event, event.clipboardData));
    document.addEventListener("dragover", (event) => event.preventDefault());
    document.addEventListener("drop", (event) => this.take(event, event.dataTransfer));
    for (const kind of ["photo", "document"]) this.watch(kind, document.getElementById(`${kind}-input`));
  }

  /** Let the candidate choose a file. @param {"photo"|"document"} kind */
  choose(kind) {
    document.getElementById(`${kind}-input`).click();
  }

  /** Put words into the field, ready to be sent. @param {string} text */
  fill(text) {
    this.field.value = text;
    this.fit();
    this.field.focus();
  }

  submit(event) {
    event.preventDefault();
    const text = this.field.value;
    if (text.trim() === "") return;
    this.field.value = "";
    this.fit();
    this.onText(text);
  }

  /** Enter sends where there is a real keyboard; on a phone it is a new line and the button sends. */
  key(event) {
    const isComposing = event.isComposing || event.keyCode === 229;
    if (event.key !== "Enter" || event.shiftKey || isComposing || byTouch.matches) return;
    this.submit(event);
  }

  fit() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight + 2, 168)}px`;
    this.button.disabled = this.field.value.trim() === "";
  }

  watch(kind, input) {
    input.addEventListener("change", () => {
      if (input.files.length > 0) this.offer(kind, input.files[0]);
      input.value = "";
    });
  }

  take(event, data) {
    const file = data?.files?.[0];
    if (file === undefined) return;
    event.preventDefault();
    this.offer(["image/jpeg", "image/png"].includes(file.type) ? "photo" : "document", file);
  }

  offer(kind, file) {
    const no = objection(kind, file);
    if (no) {
      toast(no);
      return;
    }
    const send = node("button", { type: "button", class: "button button-primary" }, say("sendFile"));
    const cancel = node("button", { type: "button", class: "button" }, say("cancel"));
    const close = () => {
      this.chosen.hidden = true;
      this.chosen.replaceChildren();
      if (!byTouch.matches) this.field.focus();
    };
    cancel.addEventListener("click", close);
    send.addEventListener("click", () => {
      close();
      this.onFile(kind, file);
    });
    this.chosen.replaceChildren(preview(file), node("div", { class: "chosen-actions" }, cancel, send));
    this.chosen.hidden = false;
    send.focus();
  }
}
