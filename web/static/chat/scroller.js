/** Keeps the newest message in view while the reader is at the end, and lets them read in peace while they are not. */

const NEAR = 96;
const AIR = 12;

export class Scroller {
  /** @param {HTMLElement} box the element that scrolls @param {HTMLElement} jump the button to the newest message */
  constructor(box, jump) {
    this.box = box;
    this.jump = jump;
    this.anchor = "end";
    box.addEventListener("scroll", () => this.scrolled(), { passive: true });
    jump.addEventListener("click", () => this.toEnd());
    const sizes = new ResizeObserver(() => this.hold());
    [box, ...box.children].forEach((part) => sizes.observe(part));
  }

  /** Whether the reader follows the conversation rather than reading further up. */
  get isFollowing() {
    return this.anchor !== null;
  }

  /** Go to the end and stay there. */
  toEnd() {
    this.anchor = "end";
    this.hold();
  }

  /**
   * Bring a new or changed last message into view: a long one from its first line, any other with the end of the chat.
   * @param {HTMLElement} row
   */
  show(row) {
    this.anchor = row.offsetHeight > this.box.clientHeight - AIR ? row : "end";
    this.hold();
  }

  hold() {
    if (this.anchor === "end") this.box.scrollTop = this.box.scrollHeight;
    else if (this.anchor?.isConnected) this.box.scrollTop = this.anchor.offsetTop - AIR;
    this.look();
  }

  scrolled() {
    const isHeld = this.anchor instanceof Node && Math.abs(this.box.scrollTop - (this.anchor.offsetTop - AIR)) < 4;
    if (!isHeld) this.anchor = this.isAtEnd() ? "end" : null;
    this.look();
  }

  look() {
    this.jump.hidden = this.isAtEnd();
  }

  isAtEnd() {
    return this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < NEAR;
  }
}
