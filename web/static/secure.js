// A comfort of the identity page: a resident ID number says birth date and gender, so they needn't be typed. The server does the
// same without this file.

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
