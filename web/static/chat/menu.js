/** The menu beside the message field: opens and closes by mouse, touch and keyboard, as menus do. */

/**
 * @param {HTMLElement} button @param {HTMLElement} menu its items have role=menuitem
 * @param {(item: HTMLElement) => void} onChoice
 */
export function setUpMenu(button, menu, onChoice) {
  const items = [...menu.querySelectorAll("[role=menuitem]")];
  const toggle = (isOpen) => {
    menu.hidden = !isOpen;
    button.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) items[0].focus();
  };
  button.addEventListener("click", () => toggle(menu.hidden));
  document.addEventListener("pointerdown", (event) => {
    if (!menu.hidden && !menu.contains(event.target) && !button.contains(event.target)) toggle(false);
  });
  menu.addEventListener("click", (event) => {
    const item = event.target.closest("[role=menuitem]");
    if (item === null) return;
    toggle(false);
    onChoice(item);
  });
  menu.addEventListener("keydown", (event) => {
    const step = steps(event.key, items.indexOf(document.activeElement), items.length);
    if (step === null) return;
    event.preventDefault();
    if (step >= 0) items[step].focus();
    else {
      toggle(false);
      button.focus();
    }
  });
}

/** Which item a key leads to; -1 closes, `null` isn't ours. */
function steps(key, at, count) {
  switch (key) {
    case "ArrowDown":
      return (at + 1) % count;
    case "ArrowUp":
      return (at + count - 1) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    case "Escape":
    case "Tab":
      return -1;
    default:
      return null;
  }
}
