/**
 * Hands the signed order to WeChat's app. What the app answers is believed in one way only: after "ok" the product asks the provider.
 */

import "./watch.js";

const button = document.getElementById("hand");
const notPaid = document.getElementById("not-paid");
const notHanded = document.getElementById("not-handed");
const order = JSON.parse(button.dataset.order);
const { pathname } = location;

function answered({ err_msg: said = "" } = {}) {
  if (said.endsWith(":ok")) {
    document.getElementById("paid").submit();
    return;
  }
  notPaid.hidden = false;
  notHanded.hidden = !said.includes(":fail");
}

function hand() {
  notPaid.hidden = true;
  WeixinJSBridge.invoke("getBrandWCPayRequest", order, answered);
}

function ready() {
  document.getElementById("hand-over").hidden = false;
  notHanded.hidden = true;
  button.addEventListener("click", hand);
  hand();
}

// Code and state are used up: coming back to this address would only fail, so a reload shows the page itself.
history.replaceState(null, "", pathname.replace(/\/who$/, ""));
if (typeof WeixinJSBridge === "undefined") document.addEventListener("WeixinJSBridgeReady", ready, { once: true });
else ready();
