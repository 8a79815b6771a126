/** Keeps the newest message in view while the reader is at the end, and lets them read in peace while they are not. */

const NEAR = 96;
const AIR = 12;
const MOVED = 4;

export class Scroller {
  /** @param {HTMLElement} box the element that scrolls @param {HTMLElement} jump the button to the newest message */
  constructor(box, jump) {
    this.box = box;
    this.jump = jump;
    this.anchor = "end";
    this.held = 0;
    this.height = 0;
    box.addEventListener("scroll", () => this.scrolled(), { passive: true });
    jump.addEventListener("click", () => this.toEnd());
    const sizes = new ResizeObserver(() => this.hold());
    [box, ...box.children].forEach((part) => sizes.observe(part));
  }

  /** Whether the reader follows the conversation rather than reading further up. */
  get isFollowing() {
    return this.anchor !== null;
  }

  /** The reader acted: what comes next is what they wait for. */
  follow() {
    this.anchor ??= "end";
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
    this.held = this.box.scrollTop;
    this.height = this.box.scrollHeight;
    this.look();
  }

  /**
   * Only a scroll away from where the page was put is the reader's: content that grew meanwhile leaves the end behind too, and a
   * keyboard that was taken away pulls the page up.
   */
  scrolled() {
    if (this.anchor !== null && this.box.scrollHeight !== this.height) {
      this.hold();
      return;
    }
    const moved = this.box.scrollTop - this.held;
    if (this.isAtEnd()) this.anchor = "end";
    else if (moved < -MOVED || (moved > MOVED && this.anchor !== "end")) this.anchor = null;
    this.look();
  }

  look() {
    this.jump.hidden = this.isAtEnd();
  }

  isAtEnd() {
    return this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < NEAR;
  }
}
