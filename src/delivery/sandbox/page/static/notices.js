// Short notices at the edge of the page, and alerts that want an OK: the two ways a bot answers a press.

import { find, h } from "./dom.js";

const STAYS = 4500;

export function toast(text) {
  const note = h("p", { class: "toast" }, text);
  find("#toasts").append(note);
  setTimeout(() => note.remove(), STAYS);
}

export function alertBox(text) {
  const box = find("#alert");
  box.querySelector("p").textContent = text;
  if (!box.open) box.showModal();
}
