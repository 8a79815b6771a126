// Comforts of the secure pages; without this file the server does what is needed. A resident ID number says birth date and gender,
// so they needn't be typed; a name shows its code points; a new password says how strong it is.

const number = document.getElementById("document_number");
const birth = document.getElementById("birth_date");
const genders = [...document.querySelectorAll('input[name="gender"]')];
const kind = document.getElementById("document_type");

function fill() {
  const plain = number.value.normalize("NFKC").replace(/[\s-]/g, "");
  const parts = /^\d{6}(\d{4})(\d{2})(\d{2})\d{2}(\d)[\dXx]$/.exec(plain);
  if (!parts || kind.value !== "resident_id") return;
  const [, year, month, day, digit] = parts;
  if (!birth.value) birth.value = `${year}-${month}-${day}`;
  if (!genders.some((choice) => choice.checked)) {
    const gender = Number(digit) % 2 ? "male" : "female";
    genders.forEach((choice) => { choice.checked = choice.value === gender; });
  }
}

if (number && birth && kind) number.addEventListener("change", fill);

const name = document.getElementById("name");
const points = document.getElementById("name-points");

function spell() {
  const label = (character) => `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")} ${character}`;
  points.textContent = [...name.value.trim()].map(label).join(", ");
}

if (name && points) name.addEventListener("input", spell);

const fresh = document.getElementById("new_password") ?? document.querySelector('input[autocomplete="new-password"]');
const strength = document.getElementById("strength");

// Length counts most; a character that stands there already adds little.
function weigh() {
  const plain = [...fresh.value.normalize("NFKC")];
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\p{N}/u, /\p{Lo}/u, /[^\p{L}\p{N}]/u].filter((kind) => kind.test(fresh.value)).length;
  const score = new Set(plain).size + plain.length / 2 + 2 * kinds;
  strength.hidden = plain.length === 0;
  strength.textContent = strength.dataset[score < 16 ? "weak" : score < 22 ? "fair" : "strong"];
}

if (fresh && strength) fresh.addEventListener("input", weigh);
