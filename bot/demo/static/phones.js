// The residents' phones on the left.

import { ChatView } from "./chat.js";
import { $, el, mark, roving } from "./dom.js";

const MESSENGER = { sim: "Telegram-like", simsig: "Signal-like" };

export class Phones {
  constructor(town) {
    this.town = town;
    this.views = new Map();
    this.selected = null;
    roving($("phone-tabs"), "tab", (tab) => this.select(tab.dataset.phone));
    $("add-phone").addEventListener("click", () => $("phone-dialog").showModal());
    $("phone-form").addEventListener("submit", (event) => {
      if (event.submitter?.value !== "add") return;
      const form = new FormData(event.target);
      this.town.say("add_phone", { name: form.get("name"), flavor: form.get("flavor"), language: form.get("language") });
      this.selectNext = true;
    });
  }

  clear() {
    this.views.clear();
    $("phone-tabs").replaceChildren();
    $("phone-panels").replaceChildren();
  }

  add(phone) {
    const view = new ChatView(this.town, phone.handle, `Chat of ${phone.name} with the bot`, { me: () => phone.handle });
    const id = `phone-${this.views.size}`;
    const tab = el("button", {
      type: "button", role: "tab", id: `${id}-tab`, "aria-controls": id, "aria-selected": "false", tabindex: "-1",
      "data-phone": phone.handle, onclick: () => this.select(phone.handle),
    }, el("span", { text: phone.name }), el("span", { class: "unread", "aria-label": "unread", hidden: true }));
    const chips = (this.town.chips[phone.language] ?? this.town.chips.en).map((text) =>
      el("button", { type: "button", class: "chip", text, onclick: () => this.town.say("write", { phone: phone.handle, chat: phone.handle, text, quoting: "" }) }));
    const panel = el("div", { class: "panel phone", role: "tabpanel", id, "aria-labelledby": `${id}-tab`, hidden: true },
      el("p", { class: "under quiet", text: `${MESSENGER[phone.flavor]} · ${this.town.languages[phone.language] ?? phone.language}` }),
      view.log,
      el("div", { class: "chips", role: "group", "aria-label": "Messages to try" }, ...chips),
      view.composer(`Message as ${phone.name}`));
    this.views.set(phone.handle, { view, tab, panel, unread: 0 });
    $("phone-tabs").append(tab);
    $("phone-panels").append(panel);
    if (this.selected === null || this.selectNext || this.selected === phone.handle) this.select(phone.handle);
    this.selectNext = false;
  }

  select(handle) {
    this.selected = handle;
    for (const [one, { panel, tab }] of this.views) {
      panel.hidden = one !== handle;
      if (one === handle) mark($("phone-tabs"), "tab", tab);
    }
    const { view } = this.views.get(handle);
    view.log.scrollTop = view.log.scrollHeight;
    this.count(handle, 0);
    $("map-hint").textContent = `Click a spot to send it as a pin from ${this.town.nameOf(handle)}’s phone.`;
  }

  show(handle, message, fresh) {
    const one = this.views.get(handle);
    one.view.show(message);
    if (fresh && message.author === "bot" && handle !== this.selected) this.count(handle, one.unread + 1);
  }

  count(handle, unread) {
    const one = this.views.get(handle);
    one.unread = unread;
    const badge = one.tab.querySelector(".unread");
    badge.hidden = unread === 0;
    badge.textContent = String(unread);
    badge.setAttribute("aria-label", `${unread} unread`);
  }
}
