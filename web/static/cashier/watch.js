/** Looks whether a payment has arrived, and shows the page anew when it has. Without it the page works by its buttons. */

const LOOK_EVERY = 3000;
const page = document.getElementById("cashier");

async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch(page.dataset.look, { cache: "no-store" });
    if (!answer.ok) return;
    const { standing } = await answer.json();
    if (standing !== page.dataset.standing) location.replace(location.pathname);
  } catch {
    // No network right now: the next look may find it again.
  }
}

setInterval(look, LOOK_EVERY);
document.addEventListener("visibilitychange", look);
addEventListener("pageshow", (shown) => shown.persisted && location.reload());
