// Everything that is shown goes through here: text is only ever set as text.

export const $ = (id) => document.getElementById(id);

export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "text") node.textContent = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

// A row of tabs or radios: arrow keys move, only the chosen one is in the tab order.
export function roving(group, role, choose) {
  group.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const items = [...group.querySelectorAll(`[role=${role}]`)];
    const at = items.indexOf(document.activeElement);
    if (at < 0 || (!step && event.key !== "Home" && event.key !== "End")) return;
    event.preventDefault();
    const to = event.key === "Home" ? 0 : event.key === "End" ? items.length - 1 : (at + step + items.length) % items.length;
    choose(items[to]);
    items[to].focus();
  });
}

export function mark(group, role, chosen) {
  const attribute = role === "tab" ? "aria-selected" : "aria-checked";
  for (const item of group.querySelectorAll(`[role=${role}]`)) {
    item.setAttribute(attribute, String(item === chosen));
    item.tabIndex = item === chosen ? 0 : -1;
  }
}

export function timeOf(iso, zone) {
  const options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return new Date(iso).toLocaleTimeString("en-GB", zone ? { ...options, timeZone: zone } : options);
}
