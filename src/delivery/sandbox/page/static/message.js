// One message, or one album, as a bubble with its buttons.

import { bytes, h, moment } from "./dom.js";
import { rich } from "./richtext.js";

/** Messages of one album become one item; the others stay alone. */
export function gathered(messages) {
  const items = [];
  for (const message of messages) {
    const album = message.raw.media_group_id;
    const last = items.at(-1);
    if (album && last?.album === album) last.messages.push(message);
    else items.push({ album, messages: [message] });
  }
  return items;
}

/** The bubble of an item. `deeds` has say(text) and press(message, data). */
export function bubble(item, { zone, reader, names, deeds }) {
  const [first] = item.messages;
  const last = item.messages.at(-1);
  const service = note(first.raw);
  if (service) return h("li", { class: "service" }, service);
  const mine = first.raw.from?.id === reader;
  const words = item.messages.map((message) => caption(message.raw, deeds.say)).filter(Boolean);
  const pictures = item.messages.map((message) => picture(message.raw)).filter(Boolean);
  const width = pictures.length ? "wide" : ""; // known before the pictures have come, so that nothing jumps
  return h("li", { class: `message ${mine ? "mine" : "theirs"} ${width}` },
    h("div", { class: "bubble" },
      names && !mine ? h("p", { class: "author" }, author(first.raw)) : null,
      first.raw.forward_origin ? h("p", { class: "forwarded" }, `Forwarded from ${origin(first.raw)}`) : null,
      first.raw.reply_to_message ? quoted(first.raw.reply_to_message) : null,
      first.raw.show_caption_above_media ? words : null,
      pictures.length ? h("div", { class: `pictures count-${Math.min(pictures.length, 4)}` }, pictures) : null,
      item.messages.map((message) => file(message.raw)),
      first.raw.show_caption_above_media ? null : words,
      foot(last.raw, zone),
    ),
    keyboard(last, deeds.press),
  );
}

function note(raw) {
  if (raw.migrate_to_chat_id) return "The group became a supergroup.";
  if (raw.migrate_from_chat_id) return "This supergroup was a group.";
  return null;
}

function author(raw) {
  return raw.sender_chat?.title ?? raw.from?.first_name ?? "";
}

function origin(raw) {
  const from = raw.forward_origin;
  return from.sender_user?.first_name ?? from.chat?.title ?? "somebody";
}

function quoted(raw) {
  const text = raw.text ?? raw.caption ?? "Photo or file";
  return h("p", { class: "quoted" }, h("b", {}, author(raw)), " ", text.slice(0, 90));
}

function caption(raw, say) {
  const text = raw.text ?? raw.caption;
  if (!text) return null;
  return h("div", { class: "words" }, rich(text, raw.entities ?? raw.caption_entities, say));
}

function picture(raw) {
  if (!raw.photo) return null;
  const size = raw.photo.at(-1);
  const source = `/files/${size.file_id}`;
  const image = h("img", {
    src: source, width: size.width, height: size.height, loading: "lazy", alt: raw.caption ? "" : "Photo",
  });
  const link = h("a", { href: source, target: "_blank", "aria-label": "Open the photo" }, image);
  if (raw.has_media_spoiler) link.classList.add("veiled");
  return link;
}

function file(raw) {
  if (!raw.document) return null;
  const { file_id: id, file_name: name, file_size: size } = raw.document;
  return h("a", { class: "file", href: `/files/${id}`, download: name ?? "file" },
    h("span", { class: "file-icon", "aria-hidden": "true" }, "↓"),
    h("span", {}, h("b", {}, name ?? "file"), h("small", {}, bytes(size))));
}

function foot(raw, zone) {
  const time = moment(raw.date, zone, { hour: "2-digit", minute: "2-digit" });
  return h("p", { class: "foot" }, raw.edit_date ? "edited " : "", h("time", {}, time));
}

function keyboard(message, press) {
  const rows = message.raw.reply_markup?.inline_keyboard ?? [];
  if (!rows.length) return null;
  return h("div", { class: "keyboard" }, rows.map((row) => h("div", { class: "row" }, row.map((button) =>
    button.url
      ? h("a", { href: button.url, target: "_blank", rel: "noopener noreferrer" }, button.text,
          h("span", { class: "out", "aria-hidden": "true" }, "↗"))
      : h("button", { type: "button", onclick: () => press(message, button.callback_data) }, button.text)))));
}
