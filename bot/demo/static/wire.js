// The one connection to the bot's process. It comes back by itself, and then everything is sent anew.

export class Wire {
  constructor(heard, lost) {
    this.heard = heard;
    this.lost = lost;
    this.pause = 500;
    this.open();
  }

  open() {
    this.socket = new WebSocket(new URL("wire", location.href.replace(/^http/, "ws")));
    this.socket.addEventListener("message", (event) => {
      this.pause = 500;
      this.heard(JSON.parse(event.data));
    });
    this.socket.addEventListener("close", () => {
      this.lost();
      setTimeout(() => this.open(), this.pause);
      this.pause = Math.min(this.pause * 2, 8000);
    });
  }

  say(what, fields = {}) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({ what, ...fields }));
  }
}
