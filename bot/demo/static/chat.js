// One chat as its messenger shows it: bubbles, buttons or numbered choices, reactions, edits, places.

import { el, timeOf } from "./dom.js";

const REACTIONS = ["👍", "👎"];

export class ChatView {
  // `me()` is the phone that acts here; null makes the chat read-only.
  constructor(town, chat, label, { me = () => null, reactions = false } = {}) {
    this.town = town;
    this.chat = chat;
    this.me = me;
    this.reactions = reactions;
    this.quoting = null;
    this.editing = null;
    this.nodes = new Map();
    this.log = el("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": label, tabindex: "0" });
  }

  show(message) {
    const old = this.nodes.get(message.ref);
    if (message.deleted) {
      old?.remove();
      this.nodes.delete(message.ref);
      return;
    }
    const follow = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80;
    const node = this.bubble(message);
    this.nodes.set(message.ref, node);
    if (old) {
      const focused = old.contains(document.activeElement) ? document.activeElement.dataset.key : null;
      old.replaceWith(node);
      if (focused) node.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
    } else {
      this.log.append(node);
    }
    if (follow || message.author === this.me()) this.log.scrollTop = this.log.scrollHeight;
  }

  // Incidents changed their state: so do the stripes of what was said about them.
  retone() {
    for (const [ref, node] of this.nodes) node.dataset.tone = this.town.toneOf(this.town.messages.get(ref));
  }

  bubble(message) {
    const mine = message.author !== "bot";
    const node = el("article", { class: `bubble ${mine ? "mine" : "bot"}`, "data-tone": this.town.toneOf(message) });
    if (mine && this.reactions) node.append(el("p", { class: "who", text: this.town.nameOf(message.author) }));
    if (message.quotes) node.append(this.quote(message.quotes));
    if (message.pin) node.append(el("p", { class: "pin", text: `📍 Location ${message.pin[0].toFixed(5)}, ${message.pin[1].toFixed(5)}` }));
    if (message.photo) node.append(el("p", { class: "pin", text: "🖼 Photo" }));
    if (message.map) node.append(el("img", { class: "map-card", src: message.map, alt: "Map of the place, drawn from the gazetteer", width: 720, height: 560 }));
    if (message.unsupported) node.append(el("p", { class: "pin", text: "🎤 Voice message" }));
    if (message.text) node.append(el("p", { class: "text", text: message.text }));
    node.append(this.meta(message));
    if (message.reactions.length) node.append(this.reacted(message));
    if (this.me() !== null) this.addActs(node, message, mine);
    return node;
  }

  quote(ref) {
    const quoted = this.town.messages.get(ref);
    return el("p", { class: "quote", text: quoted ? quoted.text.split("\n")[0].slice(0, 80) : "…" });
  }

  meta(message) {
    const words = [timeOf(message.at, this.town.zone)];
    if (message.author !== "bot") words.unshift("DEMO"); // the bot's own words bear it already
    if (message.edited) words.push("edited");
    if (message.silent) words.push("silent");
    return el("p", { class: "meta", text: words.join(" · ") });
  }

  reacted(message) {
    const counts = new Map();
    for (const [emoji, who] of message.reactions) counts.set(emoji, [...(counts.get(emoji) ?? []), this.town.nameOf(who)]);
    const shown = [...counts].map(([emoji, names]) =>
      el("span", { class: "reaction", title: names.join(", "), text: `${emoji} ${names.length}`, "aria-label": `${emoji} by ${names.join(", ")}` }));
    return el("div", { class: "reactions" }, ...shown);
  }

  addActs(node, message, mine) {
    if (mine) {
      if (message.author === this.me() && message.text && !this.reactions) node.append(this.own(message));
      return;
    }
    for (const [at, row] of message.buttons.entries()) {
      node.append(el("div", { class: "buttons" }, ...row.map((button, n) =>
        el("button", { type: "button", text: button.label, "data-key": `b${at}.${n}`, onclick: () => this.press(message, button) }))));
    }
    if (message.numbers.length) {
      node.append(el("div", { class: "numbers", role: "group", "aria-label": "Answer with a number" }, ...message.numbers.map((label, n) =>
        el("button", { type: "button", text: String(n + 1), title: label, "aria-label": `${n + 1}: ${label}`, "data-key": `n${n}`, onclick: () => this.number(message, n + 1) }))));
    }
    if (this.reactions) {
      node.append(el("div", { class: "acts" },
        ...REACTIONS.map((emoji) => el("button", { type: "button", class: "plain", text: emoji, "aria-label": `React ${emoji}`, "data-key": emoji, onclick: () => this.react(message, emoji) })),
        el("button", { type: "button", class: "plain", text: "Reply", "data-key": "reply", onclick: () => this.startQuote(message) })));
    }
  }

  own(message) {
    return el("div", { class: "acts" },
      el("button", { type: "button", class: "plain", text: "Edit", "data-key": "edit", onclick: () => this.startEdit(message) }),
      el("button", { type: "button", class: "plain", text: "Delete", "data-key": "delete", onclick: () => this.town.say("delete", { phone: this.me(), chat: this.chat, ref: message.ref }) }));
  }

  press(message, button) {
    this.town.say("press", { phone: this.me(), chat: this.chat, ref: message.ref, data: button.data });
  }

  number(message, number) {
    const quoting = this.reactions ? message.ref : "";
    this.town.say("write", { phone: this.me(), chat: this.chat, text: String(number), quoting });
  }

  react(message, emoji) {
    const mine = message.reactions.some(([one, who]) => one === emoji && who === this.me());
    this.town.say("react", { phone: this.me(), chat: this.chat, ref: message.ref, emoji, retracted: mine });
  }

  startQuote(message) {
    this.stop();
    this.quoting = message;
    this.tellAbove(`Replying to: ${message.text.split("\n")[0].slice(0, 60)}`);
  }

  startEdit(message) {
    this.stop();
    this.editing = message;
    this.field.value = message.text;
    this.tellAbove("Editing a message");
  }

  tellAbove(text) {
    this.above.replaceChildren(el("span", { text }),
      el("button", { type: "button", class: "plain", text: "✕", "aria-label": "Stop", onclick: () => this.stop() }));
    this.field.focus();
  }

  stop() {
    if (this.editing) this.field.value = "";
    this.quoting = this.editing = null;
    this.above.replaceChildren();
  }

  send() {
    const text = this.field.value.trim();
    if (!text) return;
    const who = { phone: this.me(), chat: this.chat, text };
    if (this.editing) this.town.say("edit", { ...who, ref: this.editing.ref });
    else this.town.say("write", { ...who, quoting: this.quoting?.ref ?? "" });
    this.field.value = "";
    this.stop();
  }

  composer(placeholder) {
    this.field = el("textarea", { rows: "1", placeholder, "aria-label": placeholder, maxlength: "3000", enterkeyhint: "send" });
    this.above = el("div", { class: "above" });
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.send();
      }
    });
    const form = el("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); this.send(); } },
      this.above, el("div", { class: "composer-row" }, this.field, el("button", { type: "submit", class: "primary send", text: "Send" })));
    return form;
  }
}
