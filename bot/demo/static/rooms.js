// The moderators' rooms in the middle, the channels on the right.

import { ChatView } from "./chat.js";
import { $, el, mark, roving } from "./dom.js";

const MESSENGER = { sim: "Telegram-like", simsig: "Signal-like" };

export class Moderators {
  constructor(town) {
    this.town = town;
    this.views = new Map();
    this.acting = new Map();
    this.selected = null;
    roving($("room-tabs"), "tab", (tab) => this.select(tab.dataset.room));
    roving($("acting"), "radio", (radio) => this.act(radio.dataset.phone));
  }

  clear() {
    this.views.clear();
    $("room-tabs").replaceChildren();
    $("room-panels").replaceChildren();
  }

  add(room) {
    if (!this.acting.has(room.name)) this.acting.set(room.name, room.members[0]);
    const view = new ChatView(this.town, room.name, `Moderators' room, ${MESSENGER[room.flavor]}`, {
      me: () => this.acting.get(room.name), reactions: true,
    });
    const id = `room-${this.views.size}`;
    const tab = el("button", {
      type: "button", role: "tab", id: `${id}-tab`, "aria-controls": id, "aria-selected": "false", tabindex: "-1",
      "data-room": room.name, onclick: () => this.select(room.name),
    }, el("span", { text: MESSENGER[room.flavor] }), el("span", { class: "unread", hidden: true }));
    const panel = el("div", { class: "panel", role: "tabpanel", id, "aria-labelledby": `${id}-tab`, hidden: true },
      view.log, view.composer("Write to the room, or: help"));
    this.views.set(room.name, { view, tab, panel, room, unread: 0 });
    $("room-tabs").append(tab);
    $("room-panels").append(panel);
    if (this.selected === null || this.selected === room.name) this.select(room.name);
  }

  select(name) {
    this.selected = name;
    for (const [one, { panel, tab }] of this.views) {
      panel.hidden = one !== name;
      if (one === name) mark($("room-tabs"), "tab", tab);
    }
    const { room, view } = this.views.get(name);
    const radios = room.members.map((handle) =>
      el("button", { type: "button", role: "radio", "data-phone": handle, text: this.town.nameOf(handle), onclick: () => this.act(handle) }));
    $("acting").replaceChildren(...radios);
    this.act(this.acting.get(name));
    view.log.scrollTop = view.log.scrollHeight;
    this.count(name, 0);
  }

  act(handle) {
    this.acting.set(this.selected, handle);
    const radios = [...$("acting").children];
    mark($("acting"), "radio", radios.find((radio) => radio.dataset.phone === handle));
  }

  show(name, message, fresh) {
    const one = this.views.get(name);
    one.view.show(message);
    if (fresh && message.author === "bot" && name !== this.selected) this.count(name, one.unread + 1);
  }

  count(name, unread) {
    const one = this.views.get(name);
    one.unread = unread;
    const badge = one.tab.querySelector(".unread");
    badge.hidden = unread === 0;
    badge.textContent = String(unread);
    badge.setAttribute("aria-label", `${unread} unread`);
  }
}

export class Channels {
  constructor(town) {
    this.town = town;
    this.views = new Map();
  }

  clear() {
    this.views.clear();
    $("channel-list").replaceChildren();
  }

  add(room) {
    const view = new ChatView(this.town, room.name, `Channel ${room.title}`);
    const quiet = el("span", { class: "quiet", text: "quiet" });
    const kind = `${MESSENGER[room.flavor]} · ${this.town.languages[room.language] ?? room.language}`;
    const card = el("section", { class: "channel empty", "aria-label": `Channel ${room.title}, ${kind}` },
      el("header", {}, el("h3", { text: room.title }), el("span", { class: "quiet", text: kind }), quiet), view.log);
    this.views.set(room.name, { view, card, quiet });
    $("channel-list").append(card);
  }

  show(name, message, fresh) {
    const { view, card, quiet } = this.views.get(name);
    view.show(message);
    const empty = view.nodes.size === 0;
    card.classList.toggle("empty", empty);
    quiet.hidden = !empty;
    if (fresh && !empty) {
      card.classList.remove("fresh");
      requestAnimationFrame(() => card.classList.add("fresh"));
    }
  }
}
