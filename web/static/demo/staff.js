/** Makes a member of staff for the console, and shows the code that a telephone would show (RFC 6238). */

const $ = (id) => document.getElementById(id);
const STEP = 30_000;
let secret = null;

$("staff-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const given = new FormData(event.target);
  const answer = await fetch("/demo/staff", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ name: given.get("staff-name"), roles: given.getAll("role") }),
  });
  if (!answer.ok) return;
  const made = await answer.json();
  $("staff-login").textContent = made.login;
  $("staff-password").textContent = made.password;
  secret = made.totp_secret;
  await showCode();
  $("staff-made").hidden = false;
  $("staff-made").scrollIntoView({ block: "nearest" });
});

setInterval(showCode, 1000);

async function showCode() {
  if (secret) $("staff-code").textContent = await codeOf(secret, Math.floor(Date.now() / STEP));
}

async function codeOf(secret, step) {
  const key = await crypto.subtle.importKey("raw", bytesOf(secret), { name: "HMAC", hash: "SHA-1" }, false, ["sign"]);
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(step));
  const digest = new DataView(await crypto.subtle.sign("HMAC", key, counter.buffer));
  const offset = digest.getUint8(19) & 15;
  return String((digest.getUint32(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

function bytesOf(base32) {
  const bits = [...base32].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Uint8Array.from(bits.match(/.{8}/g), (byte) => parseInt(byte, 2));
}
