// Small helpers for building the page. Text goes in as text, never as HTML.

/** An element: attributes as in HTML, `on…` as listeners, `dataset` as an object; children are nodes or strings. */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "dataset") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export const find = (selector) => document.querySelector(selector);

/**
 * Make `container` show `items`: nodes whose item is unchanged stay as they are, with focus, scroll and unfolded
 * quotes; the others are built anew.
 */
export function sync(container, items, key, build) {
  const old = new Map([...container.children].map((node) => [node.dataset.key, node]));
  const nodes = items.map((item) => {
    const name = String(key(item));
    const sign = JSON.stringify(item);
    const known = old.get(name);
    if (known && known.sign === sign) return known;
    const node = build(item);
    node.dataset.key = name;
    node.sign = sign;
    if (known) keepFocus(known, node);
    return node;
  });
  const focused = document.activeElement;
  nodes.forEach((node, place) => {
    if (container.children[place] !== node) container.insertBefore(node, container.children[place] ?? null);
  });
  while (container.children.length > nodes.length) container.lastChild.remove();
  if (focused && focused !== document.activeElement && focused.isConnected) focused.focus({ preventScroll: true });
}

/** If the focus was in the old node, put it on the control with the same words in the new one. */
function keepFocus(known, node) {
  const active = document.activeElement;
  if (!known.contains(active)) return;
  const controls = [...node.querySelectorAll("button, a, [tabindex]")];
  const same = controls.find((control) => control.textContent === active.textContent) ?? controls[0];
  queueMicrotask(() => same?.focus({ preventScroll: true }));
}

const formats = new Map();

/** A moment (Unix seconds) in the service's time zone. */
export function moment(seconds, zone, style) {
  const name = `${zone} ${JSON.stringify(style)}`;
  if (!formats.has(name)) formats.set(name, new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...style }));
  return formats.get(name).format(seconds * 1000);
}

export function bytes(size) {
  if (size < 1024) return `${size} bytes`;
  return size < 2 ** 20 ? `${(size / 1024).toFixed(1)} KB` : `${(size / 2 ** 20).toFixed(1)} MB`;
}

/** A round picture with an initial, in a colour of its own. */
export function avatar(name, id, kind) {
  const hue = Math.abs(id * 47) % 360;
  const letter = kind === "channel" ? "◈" : [...name][0] ?? "?";
  const round = h("span", { class: "avatar", "aria-hidden": "true" }, letter);
  round.style.setProperty("--hue", hue); // set by script: the page's policy forbids style attributes
  return round;
}
