// Telegram's text with entities → nodes. Offsets are UTF-16 units, which is how JavaScript counts too.

import { h } from "./dom.js";

const LINK = { target: "_blank", rel: "noopener noreferrer" };
const BLOCKS = new Set(["blockquote", "expandable_blockquote", "pre"]);
const SIMPLE = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };

/** The nodes of a text. `say` is called with a command when somebody presses it. */
export function rich(text, entities = [], say = () => {}) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return nodes(text, sorted, 0, text.length, say);
}

function nodes(text, entities, start, end, say) {
  const out = [];
  let place = start;
  for (let i = 0; i < entities.length; i += 1) {
    const entity = entities[i];
    if (entity.offset < place) continue;
    const stop = entity.offset + entity.length;
    const inner = entities.slice(i + 1).filter((other) => other.offset < stop && other.offset >= entity.offset);
    out.push(text.slice(place, entity.offset));
    out.push(wrap(entity, text.slice(entity.offset, stop), nodes(text, inner, entity.offset, stop, say), say));
    place = stop;
    if (BLOCKS.has(entity.type) && text[place] === "\n") place += 1; // a block ends its line by itself
  }
  out.push(text.slice(place, end));
  return out.filter((node) => node !== "");
}

function wrap(entity, words, children, say) {
  switch (entity.type) {
    case "text_link":
      return h("a", { href: safe(entity.url), ...LINK }, children);
    case "url":
      return h("a", { href: safe(words), ...LINK }, children);
    case "email":
      return h("a", { href: `mailto:${words}` }, children);
    case "bot_command":
      return h("button", { class: "command", type: "button", onclick: () => say(words) }, children);
    case "mention":
      return h("span", { class: "mention" }, children);
    case "pre":
      return h("pre", {}, h("code", {}, children));
    case "spoiler":
      return spoiler(children);
    case "blockquote":
      return h("blockquote", {}, children);
    case "expandable_blockquote":
      return fold(children);
    default:
      return h(SIMPLE[entity.type] ?? "span", {}, children);
  }
}

function safe(url) {
  return /^(https?|tg|mailto):/i.test(url) ? url : `https://${url}`;
}

function spoiler(children) {
  const show = (event) => {
    event.currentTarget.classList.add("shown");
    event.currentTarget.removeAttribute("role");
  };
  return h("span", {
    class: "spoiler", role: "button", tabindex: "0", "aria-label": "Hidden text, press to show", onclick: show,
    onkeydown: (event) => (event.key === "Enter" || event.key === " ") && show(event),
  }, children);
}

/** A quote that folds to three lines. */
function fold(children) {
  const quote = h("blockquote", { class: "folding" }, h("div", { class: "folded" }, children));
  const button = h("button", { type: "button", class: "unfold", "aria-expanded": "false" }, "Show more");
  const turn = () => {
    const open = quote.classList.toggle("open");
    button.setAttribute("aria-expanded", String(open));
    button.textContent = open ? "Show less" : "Show more";
  };
  button.addEventListener("click", turn);
  quote.append(button);
  return quote;
}
