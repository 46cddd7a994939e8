// The middle column: who talks to whom, the messages, and what to do at the bottom.

import { get, post } from "./api.js";
import { composer } from "./composer.js";
import { avatar, find, h, sync } from "./dom.js";
import { bubble, gathered } from "./message.js";
import { alertBox, toast } from "./notices.js";

const NEAR = 120; // pixels from the end within which new messages scroll into view

export class Chat {
  constructor(root) {
    this.root = root;
    this.head = h("header", { class: "chat-head" });
    this.list = h("ol", { class: "messages", tabindex: "0", "aria-label": "Messages", role: "log" });
    this.bottom = h("footer", { class: "composer" });
    this.root.append(this.head, this.list, this.bottom);
    this.line = null; // the chat's entry in the overview
    this.reader = null; // the person who looks
    this.noticesSeen = new Map();
  }

  /** Show a chat of the overview, as seen by a person. */
  async open(line, reader, overview) {
    const changed = this.line?.id !== line.id || this.reader?.id !== reader.id;
    this.line = line;
    this.reader = reader;
    this.overview = overview;
    if (changed) this.list.replaceChildren();
    await this.refresh(changed);
  }

  async refresh(fresh = false) {
    const { id } = this.line;
    const reader = this.reader.id;
    const chat = await get(`/chats/${id}?as=${reader}`);
    if (id !== this.line.id || reader !== this.reader.id) return; // another chat was opened meanwhile
    const { list } = this;
    const atEnd = fresh || list.scrollHeight - list.scrollTop - list.clientHeight < NEAR;
    this.chat = chat;
    this.drawHead();
    this.drawMessages();
    composer(this.bottom, this, fresh);
    this.tellNotices(fresh);
    if (atEnd) list.scrollTop = list.scrollHeight;
  }

  drawHead() {
    const { line, chat, reader, overview } = this;
    const isRoom = chat.kind !== "private";
    const title = isRoom ? line.name : overview.bot.name;
    const about = isRoom ? `${chat.kind}, ${line.members.length} people` : `as ${reader.name}`;
    const parts = [avatar(title, isRoom ? line.id : 3, chat.kind),
      h("div", { class: "who" }, h("h2", {}, title), h("p", {}, about))];
    if (isRoom) parts.push(this.speaker(), this.mover());
    else if (chat.standing === "kicked") parts.push(this.deed("Unblock the bot", "unblock"));
    else if (chat.standing !== "stranger") parts.push(this.deed("Block the bot", "block"));
    sync(this.head, [{ id: line.id, reader: reader.id, standing: chat.standing, title, about }], () => "head",
      () => h("div", { class: "head-row" }, parts));
  }

  deed(words, name) {
    return h("button", { class: "quiet", onclick: () => post(`/people/${this.reader.id}/${name}`) }, words);
  }

  /** In a room: who of its members speaks. */
  speaker() {
    const choose = (event) => this.root.dispatchEvent(new CustomEvent("speak", { detail: Number(event.target.value) }));
    return h("label", { class: "speaker" }, "Speak as ", h("select", { onchange: choose }, this.line.members.map((member) =>
      h("option", { value: member.id, selected: member.id === this.reader.id }, `${member.name} (${member.role})`))));
  }

  mover() {
    const inside = ["member", "administrator"].includes(this.chat.standing);
    const move = () => post(`/chats/${this.line.id}/bot`, { as: this.reader.id, inside: !inside });
    return h("button", { class: "quiet", onclick: move }, inside ? "Remove the bot" : "Add the bot");
  }

  drawMessages() {
    const { list, chat } = this;
    const deeds = { say: (text) => this.say(text), press: (message, data) => this.press(message, data) };
    const context = { zone: this.overview.clock.zone, reader: this.reader.id, names: chat.kind !== "private", deeds };
    const items = gathered(chat.messages);
    if (items.length) sync(list, items, (item) => item.messages[0].id, (item) => bubble(item, context));
    else list.replaceChildren(this.welcome());
  }

  welcome() {
    const inRoom = this.chat.kind !== "private";
    const text = inRoom ? "Nothing here yet. Add the bot with the button above." : this.chat.about || "No messages yet.";
    const title = inRoom ? null : h("b", {}, "What can this bot do?");
    return h("li", { class: "welcome" }, title, text);
  }

  tellNotices(fresh) {
    const { notices } = this.chat;
    const seen = this.noticesSeen.get(this.reader.id) ?? notices.length;
    this.noticesSeen.set(this.reader.id, notices.length);
    if (fresh) return;
    for (const notice of notices.slice(seen)) {
      if (notice.text) (notice.alert ? alertBox : toast)(notice.text);
    }
  }

  say(text) {
    find("body").dataset.pane = "chat";
    return post(`/chats/${this.line.id}/say`, { as: this.reader.id, text });
  }

  press(message, data) {
    return post(`/chats/${this.line.id}/press`, { as: this.reader.id, message: message.id, data });
  }

  sendFiles(files, caption) {
    const form = new FormData();
    form.append("as", this.reader.id);
    form.append("caption", caption);
    for (const file of files) form.append("files", file, file.name);
    return post(`/chats/${this.line.id}/files`, form);
  }
}
