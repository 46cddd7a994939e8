// The bottom of the chat: a line to type in, files, the bot's commands, and its reply keyboard.

import { post } from "./api.js";
import { bytes, h } from "./dom.js";

/** Draw the bottom for the chat's present state. What is being typed stays, unless another chat was opened. */
export function composer(root, chat, fresh) {
  const { standing, kind, keyboard } = chat.chat;
  const state = JSON.stringify([standing, kind, keyboard, chat.line.id, chat.reader.id, chat.chat.commands]);
  if (!fresh && root.state === state) return;
  const typed = fresh ? "" : root.querySelector("textarea")?.value ?? "";
  const focused = root.contains(document.activeElement);
  root.state = state;
  if (kind === "private" && ["stranger", "kicked"].includes(standing)) {
    const words = standing === "kicked" ? "Unblock and restart" : "Start";
    root.replaceChildren(h("button", { class: "loud start", onclick: () => post(`/people/${chat.reader.id}/start`) }, words));
    return;
  }
  root.replaceChildren(...parts(chat, typed));
  if (focused || (fresh && matchMedia("(hover: hover)").matches)) root.querySelector("textarea").focus();
}

function parts(chat, typed) {
  const files = [];
  const chips = h("ul", { class: "chips" });
  const menu = h("div", { class: "menu", hidden: true, role: "listbox", "aria-label": "Commands" });
  const box = h("textarea", {
    rows: "1", placeholder: "Message", "aria-label": `Message as ${chat.reader.name}`, autocomplete: "off",
  });
  box.value = typed;
  const attach = (added) => {
    files.push(...added);
    drawChips(chips, files);
    box.focus();
  };
  const send = async () => {
    const text = box.value.trim();
    if (!text && !files.length) return;
    box.value = "";
    grow(box);
    menu.hidden = true;
    const done = await (files.length ? chat.sendFiles(files.splice(0), text) : chat.say(text));
    drawChips(chips, files);
    if (done === null && !box.value) box.value = text;
  };
  wireBox(box, menu, chat, send, attach);
  const picker = h("input", { type: "file", multiple: true, id: "attach", class: "unseen", onchange: () => attach(picker.files) });
  return [
    replyKeyboard(chat),
    menu,
    chips,
    h("div", { class: "typing" },
      h("button", { type: "button", class: "icon", "aria-label": "Commands", title: "Commands", onclick: () => {
        menu.hidden ? fill(menu, chat, "", box) : (menu.hidden = true);
      } }, "/"),
      box,
      picker,
      h("label", { class: "icon", for: "attach", title: "Attach photos or a file" }, h("span", { class: "unseen" }, "Attach photos or a file"), clip()),
      h("button", { type: "button", class: "icon send", "aria-label": "Send", title: "Send", onclick: send }, "➤")),
  ].filter(Boolean);
}

function clip() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(svg.namespaceURI, "path");
  path.setAttribute("d", "M20 11.5 12 19.4a5 5 0 0 1-7-7l8.4-8.3a3.4 3.4 0 0 1 4.8 4.8l-8.4 8.3a1.8 1.8 0 0 1-2.5-2.5l7.3-7.3");
  svg.append(path);
  return svg;
}

function wireBox(box, menu, chat, send, attach) {
  box.addEventListener("input", () => {
    grow(box);
    if (/^\/\w*$/.test(box.value)) fill(menu, chat, box.value.slice(1), box);
    else menu.hidden = true;
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") menu.hidden = true;
    if (event.key === "ArrowUp" && !menu.hidden) {
      event.preventDefault();
      menu.lastElementChild?.focus();
    }
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send();
    }
  });
  box.addEventListener("paste", (event) => {
    if (event.clipboardData.files.length) {
      event.preventDefault();
      attach(event.clipboardData.files);
    }
  });
  menu.addEventListener("keydown", (event) => {
    const next = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    if (event.key === "Escape") menu.hidden = true;
    if (next) event.preventDefault();
    if (next || event.key === "Escape") (document.activeElement[next] ?? box).focus();
  });
}

function grow(box) {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, 160)}px`;
}

/** The bot's commands that begin with what was typed. */
function fill(menu, chat, begun, box) {
  const fitting = chat.chat.commands.filter(({ command }) => command.startsWith(begun));
  menu.replaceChildren(...fitting.map(({ command, description }) =>
    h("button", { type: "button", role: "option", onclick: () => {
      menu.hidden = true;
      box.value = "";
      chat.say(`/${command}`);
      box.focus();
    } }, h("b", {}, `/${command}`), " ", h("span", {}, description))));
  if (!fitting.length && !begun) menu.replaceChildren(h("p", {}, "The bot has set no commands for this chat."));
  menu.hidden = !menu.childElementCount;
}

function drawChips(chips, files) {
  chips.replaceChildren(...files.map((file) => h("li", {}, `${file.name} · ${bytes(file.size)} `,
    h("button", { type: "button", "aria-label": `Remove ${file.name}`, onclick: () => {
      files.splice(files.indexOf(file), 1);
      drawChips(chips, files);
    } }, "×"))));
}

function replyKeyboard(chat) {
  const rows = chat.chat.keyboard?.keyboard;
  if (!rows) return null;
  return h("div", { class: "reply-keyboard" }, rows.map((row) => h("div", { class: "row" }, row.map(({ text }) =>
    h("button", { type: "button", onclick: () => chat.say(text) }, text)))));
}
