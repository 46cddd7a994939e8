// Talks to the demo's server, and says aloud when something is refused.

import { toast } from "./notices.js";

export async function get(path) {
  const answer = await fetch(path, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

/** Do something. Returns the answer, or null after showing what went wrong. */
export async function post(path, body = {}) {
  const form = body instanceof FormData;
  const headers = { "X-Demo": "1", ...(form ? {} : { "Content-Type": "application/json" }) };
  try {
    const answer = await fetch(path, { method: "POST", headers, body: form ? body : JSON.stringify(body) });
    if (answer.ok) return await answer.json();
    const said = answer.headers.get("Content-Type")?.includes("json") ? (await answer.json()).error : "";
    toast(said || `The demo answered ${answer.status}.`);
  } catch {
    toast("The demo does not answer. Has it been stopped?");
  }
  return null;
}
