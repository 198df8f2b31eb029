/** One line to the server that comes back by itself: back-off with jitter, at once when the network or the tab returns. */

const FIRST = 500;
const LONGEST = 15_000;
const ANSWER_WITHIN = 12_000;
const STALE_AFTER = 60_000;
// Close codes after which coming back is no use: signed out, page out of date.
const REFUSED = [4401, 4403];

/** @typedef {"open"|"connecting"|"closed"} State */

export class Line {
  #socket = null;
  #failures = 0;
  #timer = 0;
  #waiting = 0;
  #hiddenSince = 0;
  #over = false;

  /**
   * @param {string} path
   * @param {{open: () => void, frame: (frame: object) => void, state: (state: State) => void, refused: (code: number) => void}} heard
   */
  constructor(path, heard) {
    this.url = new URL(path, location.href.replace(/^http/, "ws")).href;
    this.heard = heard;
    addEventListener("online", () => this.#again());
    // "offline" is a hint: a server on this machine is still there. Trying tells.
    addEventListener("offline", () => this.#again());
    addEventListener("pageshow", (event) => { if (event.persisted) this.#again(); });
    document.addEventListener("visibilitychange", () => this.#seen());
    this.#connect();
  }

  /** @param {object} frame @returns {boolean} whether it left */
  send(frame) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Something was asked that has an answer; a line that stays silent is dead, whatever the browser thinks. */
  expectAnswer() {
    this.#waiting ||= setTimeout(() => this.#again(), ANSWER_WITHIN);
  }

  #connect() {
    clearTimeout(this.#timer);
    this.heard.state("connecting");
    const socket = new WebSocket(this.url);
    this.#socket = socket;
    socket.onopen = () => {
      this.#failures = 0;
      this.heard.state("open");
      this.heard.open();
    };
    socket.onmessage = (event) => {
      clearTimeout(this.#waiting);
      this.#waiting = 0;
      this.heard.frame(JSON.parse(event.data));
    };
    socket.onclose = (event) => this.#closed(event.code);
  }

  #closed(code) {
    clearTimeout(this.#waiting);
    this.#waiting = 0;
    if (REFUSED.includes(code)) {
      this.#over = true;
      this.heard.refused(code);
      return;
    }
    this.heard.state("closed");
    const ceiling = Math.min(LONGEST, FIRST * 2 ** this.#failures);
    this.#failures += 1;
    this.#timer = setTimeout(() => this.#connect(), ceiling / 2 + Math.random() * ceiling / 2);
  }

  /** Drop what there is, without waiting for a dead peer to say goodbye, and connect now. */
  #again() {
    if (this.#over) return;
    clearTimeout(this.#waiting);
    this.#waiting = 0;
    if (this.#socket) {
      this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
      this.#socket.close();
    }
    this.#connect();
  }

  #seen() {
    if (document.hidden) {
      this.#hiddenSince = Date.now();
      return;
    }
    const asleep = this.#hiddenSince && Date.now() - this.#hiddenSince > STALE_AFTER;
    if (asleep || this.#socket?.readyState > WebSocket.OPEN) this.#again();
  }
}
