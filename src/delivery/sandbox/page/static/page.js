// The page: keeps the overview, opens chats, listens for changes. The three columns draw themselves.

import { get, post } from "./api.js";
import { Chat } from "./chat.js";
import { avatar, find, h, moment, sync } from "./dom.js";
import { Mailbox } from "./mail.js";

const chat = new Chat(find("#chat"));
const mail = new Mailbox(find("#mail"));
const seen = new Map(); // chat id → how many messages of the bot were there when it was last looked at
const speakers = new Map(); // room id → the person who speaks there
const REFUSED = "Answers 429";
const PERSON = { stranger: "has not started the bot", kicked: "blocked the bot" };
const ROOM = { stranger: "the bot is not here", kicked: "the bot was removed", left: "the bot has left" };
let overview = null;
let openId = null;
let ahead = 0; // seconds from the browser's clock to the service's

let running = Promise.resolve();

/** Draw anew, one refresh after the other. `changed` names what is new; null means everything. */
function refresh(changed = null) {
  running = running.then(() => draw(changed)).catch(() => {}); // the feed comes back and asks again
  return running;
}

async function draw(changed) {
  overview = await get("/overview");
  ahead = overview.clock.now - Date.now() / 1000;
  openId ??= overview.people[0].id;
  drawCounters();
  drawClock();
  mail.draw(overview.letters, overview.clock.zone);
  if (!changed || changed.includes(`chat:${openId}`) || changed.includes("clock")) await show();
  drawLists();
}

const lines = () => [...overview.people, ...overview.rooms];

async function show() {
  const line = lines().find(({ id }) => id === openId);
  await chat.open(line, readerOf(line), overview);
  seen.set(line.id, line.from_bot);
}

function readerOf(line) {
  const wanted = line.kind === "private" ? line.id : speakers.get(line.id) ?? line.members[0].id;
  return overview.people.find(({ id }) => id === wanted);
}

async function open(id) {
  openId = id;
  pane("chat");
  await show();
  drawLists();
}

function drawLists() {
  const dressed = (line) => ({
    ...line, open: line.id === openId, fresh: Math.max(0, line.from_bot - (seen.get(line.id) ?? 0)),
  });
  sync(find("#people-list"), overview.people.map(dressed), ({ id }) => id, line);
  sync(find("#rooms-list"), overview.rooms.map(dressed), ({ id }) => id, line);
}

function line(item) {
  const label = item.kind === "private" ? item.language || "?" : item.kind;
  const state = (item.kind === "private" ? PERSON : ROOM)[item.standing];
  return h("li", {}, h("button", { "aria-current": item.open ? "true" : null, onclick: () => open(item.id) },
    avatar(item.name, item.id, item.kind),
    h("span", { class: "name" }, item.name, " ", h("small", {}, label), item.admin ? h("small", { class: "admin" }, "admin") : null),
    h("span", { class: "preview" }, state || item.preview),
    item.fresh && !item.open ? h("span", { class: "badge", "aria-label": `${item.fresh} new` }, String(item.fresh)) : null));
}

function drawCounters() {
  const { sent, edited, throttled, peak, letters } = overview.counters;
  const shown = { Messages: sent, Edits: edited, "Most in a second": peak, [REFUSED]: throttled, Mails: letters };
  find("#counters").replaceChildren(...Object.entries(shown).map(([name, value]) =>
    h("div", { class: name === REFUSED && value ? "hot" : "" }, h("dt", {}, name), h("dd", {}, String(value)))));
}

function drawClock() {
  if (!overview) return;
  const { zone, next_send: next, turned } = overview.clock;
  const long = { weekday: "short", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" };
  const now = moment(Date.now() / 1000 + ahead, zone, { ...long, second: "2-digit" });
  find("#clock-now").textContent = now + (turned ? " (turned forward)" : "");
  find("#clock-next").textContent = `Next digest: ${moment(next, zone, long)} (${zone})`;
}

/** Run a button's deed; the button waits until it is done. */
async function busy(button, deed) {
  button.disabled = true;
  button.setAttribute("aria-busy", "true");
  try {
    await deed();
  } finally {
    button.disabled = false;
    button.removeAttribute("aria-busy");
    await refresh([]);
  }
}

function pane(name) {
  document.body.dataset.pane = name;
  for (const tab of document.querySelectorAll(".tabs button")) {
    if (tab.dataset.show === name) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
}

function wire() {
  for (const tab of document.querySelectorAll(".tabs button")) tab.addEventListener("click", () => pane(tab.dataset.show));
  find("#jump").addEventListener("click", (event) => busy(event.currentTarget, () => post("/clock/jump")));
  find("#send-digest").addEventListener("click", (event) => busy(event.currentTarget, async () => {
    const answer = await post("/send");
    find("#sentence").textContent = answer?.sentence ?? "";
  }));
  find("#add-person").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    const answer = await post("/people", Object.fromEntries(new FormData(form)));
    if (!answer) return;
    form.reset();
    form.closest("details").open = false;
    await refresh([]);
    await open(answer.id);
  });
  find("#chat").addEventListener("speak", (event) => {
    speakers.set(openId, event.detail);
    show();
  });
  setInterval(drawClock, 1000);
}

function listen() {
  const feed = new EventSource("/changes");
  feed.onopen = () => refresh(); // whatever was missed while nobody listened
  feed.onmessage = (event) => refresh(JSON.parse(event.data));
}

wire();
listen();
