// Puts the page together: what the bot's process says becomes chats, a map and a clock.

import { $, el, mark, roving, timeOf } from "./dom.js";
import { TownMap } from "./map.js";
import { Phones } from "./phones.js";
import { Channels, Moderators } from "./rooms.js";
import { Wire } from "./wire.js";

class Town {
  constructor() {
    this.names = new Map();
    this.kinds = new Map();
    this.messages = new Map();
    this.states = new Map();
    this.chips = { en: [] };
    this.languages = {};
    this.zone = undefined;
    this.phones = new Phones(this);
    this.moderators = new Moderators(this);
    this.channels = new Channels(this);
    this.map = new TownMap(this);
    this.wire = new Wire((news) => this.hear(news), () => this.notice("The bot's process is gone. Start the demo again; this page waits for it."));
    this.strip();
  }

  say(what, fields) {
    this.wire.say(what, fields);
  }

  sendPin(lat, lon) {
    if (this.phones.selected) this.say("pin", { phone: this.phones.selected, chat: this.phones.selected, lat, lon });
  }

  nameOf(handle) {
    return this.names.get(handle) ?? handle.split("#")[0];
  }

  // An alert's stripe has the color of its incident on the map.
  toneOf(message) {
    if (message.author !== "bot") return "";
    for (const [code, state] of this.states) if (message.text.includes(code)) return state;
    return "";
  }

  hear(news) {
    if (news.what === "hello") this.hello(news);
    else if (news.what === "chat") this.show(news.chat, news.message, true);
    else if (news.what === "phone") this.addPhone(news.phone);
    else if (news.what === "toast") this.toast(news);
    else if (news.what === "incidents") this.incidents(news.incidents);
    else if (news.what === "clock") this.clock(news);
    else if (news.what === "status") this.status(news);
    else if (news.what === "notice") this.notice(news.text);
  }

  hello(news) {
    this.notice("");
    this.chips = news.chips;
    this.languages = news.languages;
    this.zone = news.zone;
    $("city").textContent = `${news.city}. Only the chat network is simulated; nothing leaves this machine.`;
    $("language").replaceChildren(...Object.entries(news.languages).map(([code, name]) => el("option", { value: code, text: name })));
    for (const part of [this.phones, this.moderators, this.channels]) part.clear();
    this.messages.clear();
    for (const member of news.members) this.names.set(member.handle, member.name);
    for (const room of news.rooms) {
      this.kinds.set(room.name, room.kind);
      (room.kind === "moderators" ? this.moderators : this.channels).add(room);
    }
    for (const phone of news.phones) this.addPhone(phone);
    if (!this.phones.views.has(this.phones.selected)) this.phones.select(news.phones[0].handle);
    for (const { chat, message } of news.messages) this.show(chat, message, false);
    this.clock(news);
    this.status(news);
    this.incidents(news.incidents);
    this.map.load();
  }

  addPhone(phone) {
    this.names.set(phone.handle, phone.name);
    this.kinds.set(phone.handle, "phone");
    this.phones.add(phone);
  }

  show(chat, message, fresh) {
    this.messages.set(message.ref, message);
    const part = { phone: this.phones, moderators: this.moderators, channel: this.channels }[this.kinds.get(chat)];
    part?.show(chat, message, fresh);
  }

  incidents(incidents) {
    for (const code of this.states.keys()) this.states.set(code, "closed");
    for (const incident of incidents) this.states.set(incident.code, incident.state);
    for (const part of [this.phones, this.moderators, this.channels]) for (const { view } of part.views.values()) view.retone();
    this.map.draw(incidents);
    $("incidents").replaceChildren(...incidents.map((incident) =>
      el("li", {}, el("i", { class: `dot ${incident.state}` }), el("b", { text: incident.code }), ` ${incident.label || "place unknown"} · ${incident.state} · ${incident.witnesses} 👁`)));
  }

  toast({ text, phone }) {
    const line = el("div", { class: "toast", role: "status", text: `${this.nameOf(phone)}: ${text}` });
    document.body.append(line);
    setTimeout(() => line.remove(), 4500);
  }

  notice(text) {
    $("notice").hidden = !text;
    $("notice").textContent = text;
  }

  clock({ now, speed }) {
    $("clock").textContent = timeOf(now, this.zone);
    $("clock").dateTime = now;
    mark($("speed"), "radio", $("speed").querySelector(`[data-speed="${speed}"]`));
  }

  status({ down, flooding }) {
    $("network").setAttribute("aria-pressed", String(down));
    $("network").textContent = down ? "Mend the network" : "Drop the network";
    $("flood").disabled = flooding > 0;
    $("flood").textContent = flooding > 0 ? `Flooding: ${flooding} to go` : "Flood: 200 reports";
    document.body.classList.toggle("offline", down);
    if (down) this.notice("The network is down: messages wait on the phones, alerts wait in the outbox.");
    else this.notice("");
  }

  strip() {
    const speed = (button) => this.say("speed", { times: Number(button.dataset.speed) });
    for (const button of $("speed").children) button.addEventListener("click", () => speed(button));
    roving($("speed"), "radio", speed);
    $("flood").addEventListener("click", () => this.say("flood"));
    $("network").addEventListener("click", () => this.say("network", { down: $("network").getAttribute("aria-pressed") !== "true" }));
    $("theme").addEventListener("click", () => this.turnTheme());
    for (const button of document.querySelectorAll(".views button")) button.addEventListener("click", () => this.view(button));
  }

  view(button) {
    $("main").dataset.view = button.dataset.view;
    for (const one of document.querySelectorAll(".views button")) one.removeAttribute("aria-current");
    button.setAttribute("aria-current", "true");
    this.map.resized();
    for (const part of [this.phones, this.moderators]) for (const { view } of part.views.values()) view.log.scrollTop = view.log.scrollHeight;
  }

  turnTheme() {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    try {
      localStorage.setItem("whistle-demo-theme", root.dataset.theme);
    } catch {
      // The choice then lasts as long as the page.
    }
    this.map.repaint();
  }
}

window.whistle = new Town();
