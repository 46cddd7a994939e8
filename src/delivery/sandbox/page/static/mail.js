// The right column: what the service mailed. A list, and one letter with its four faces.

import { get } from "./api.js";
import { find, h, moment, sync } from "./dom.js";

const FACES = ["HTML", "Text", "Headers", "Raw"];
const LINK = /(https?:\/\/[^\s<>"')\]]+)/;

export class Mailbox {
  constructor(root) {
    this.root = root;
    this.list = h("ul", { class: "letters" });
    this.empty = h("p", { class: "empty" }, "No mail yet. The service's letters arrive here, whoever they are for.");
    this.letter = h("article", { class: "letter", hidden: true });
    this.root.append(h("h2", {}, "Mailbox"), this.empty, this.list, this.letter);
    this.seen = new Set();
    this.face = "HTML";
    this.open = null;
  }

  draw(letters, zone) {
    this.letters = letters;
    this.zone = zone;
    this.empty.hidden = letters.length > 0;
    const items = letters.map((letter) => ({ ...letter, unread: !this.seen.has(letter.number), open: this.open === letter.number }));
    sync(this.list, items, (item) => item.number, (item) => this.line(item));
    const unread = items.filter((item) => item.unread).length;
    const badge = find("#mail-badge");
    badge.hidden = !unread;
    badge.textContent = unread;
  }

  line(item) {
    const time = moment(item.at, this.zone, { weekday: "short", hour: "2-digit", minute: "2-digit" });
    return h("li", { class: item.unread ? "unread" : "" }, h("button", {
      "aria-current": item.open ? "true" : null, onclick: () => this.read(item.number),
    }, h("span", { class: "to" }, item.to), h("time", {}, time), h("span", { class: "subject" }, item.subject || "(no subject)")));
  }

  async read(number) {
    this.open = number;
    this.seen.add(number);
    this.current = await get(`/letters/${number}`);
    if (!this.current.html && this.face === "HTML") this.face = "Text";
    this.draw(this.letters, this.zone);
    this.root.classList.add("reading");
    this.show();
  }

  close() {
    this.open = null;
    this.letter.hidden = true;
    this.root.classList.remove("reading");
    this.draw(this.letters, this.zone);
    this.list.querySelector("button")?.focus();
  }

  show() {
    const { current } = this;
    const choose = (face, focus) => {
      this.face = face;
      this.show();
      if (focus) this.letter.querySelector('[aria-selected="true"]').focus();
    };
    const turn = (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step) choose(FACES[(FACES.indexOf(this.face) + step + FACES.length) % FACES.length], true);
    };
    this.letter.hidden = false;
    this.letter.replaceChildren(
      h("div", { class: "letter-head" },
        h("button", { class: "quiet back", onclick: () => this.close() }, "‹ All mail"),
        h("a", { class: "quiet", href: `/letters/${current.number}/eml` }, "Download .eml")),
      h("h3", {}, current.subject || "(no subject)"),
      h("p", { class: "route" }, current.from, h("br"), `to ${current.to}`),
      h("div", { class: "faces", role: "tablist", "aria-label": "Faces of the letter", onkeydown: turn }, FACES.map((face) =>
        h("button", {
          role: "tab", "aria-selected": String(face === this.face), tabindex: face === this.face ? "0" : "-1",
          onclick: () => choose(face, true),
        }, face))),
      h("div", { class: "face", role: "tabpanel", tabindex: "-1" }, this.body()));
  }

  body() {
    const { current } = this;
    switch (this.face) {
      case "HTML":
        if (!current.html) return h("p", { class: "empty" }, "This letter has no HTML part.");
        return h("iframe", {
          src: `/letters/${current.number}/html`, title: current.subject,
          sandbox: "allow-popups allow-popups-to-escape-sandbox",
        });
      case "Text":
        return h("pre", { class: "plain" }, linked(current.text));
      case "Headers":
        return headers(current);
      default:
        return h("pre", { class: "raw" }, current.raw);
    }
  }
}

function headers(letter) {
  const envelope = [["Envelope from", letter.envelope.from], ["Envelope to", letter.envelope.to.join(", ")]];
  return h("dl", { class: "headers" }, [...envelope, ...letter.headers].map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}

function linked(text) {
  return text.split(LINK).map((piece, place) =>
    place % 2 ? h("a", { href: piece, target: "_blank", rel: "noopener noreferrer" }, piece) : piece);
}
