/** The thread: each message once, in the server's order, with its ticks, its days and who is writing. */
import { $, $$, piece } from "./ui.js";
import { markCard } from "./card.js";
import { rich } from "./markup.js";
import { fail, messageOf, stamp, tick } from "./message.js";

/** @typedef {import("./message.js").Frame} Frame */

// Places after every stored message: first what waits to be stored, then the dots.
const PENDING = 1e15;
const WRITING = 2e15;
const DOTS_AFTER = 400;
const DOTS_AT_MOST = 90_000;
// How far back a hole in the numbers is still asked for again.
const HEAL = 50;

export class Thread {
  /** @type {Map<number, HTMLElement>} */ #stored = new Map();
  /** @type {Map<string, HTMLElement>} */ #mine = new Map();
  /** @type {WeakMap<Element, number>} */ #order = new WeakMap();
  /** @type {Map<string|null, number>} */ #waiting = new Map();
  #answered = new Set();
  #spoken = 0;
  #dots = null;
  #live = null;
  #today = "";

  /**
   * @param {HTMLElement} list
   * @param {ReturnType<import("./days.js").calendar>} days
   * @param {{writing: (on: boolean) => void}} heard
   */
  constructor(list, days, heard) {
    this.list = list;
    this.days = days;
    this.heard = heard;
    document.addEventListener("visibilitychange", () => { if (this.#today !== days.today()) this.#divide(); });
  }

  get empty() { return !this.list.childElementCount; }
  get first() { return Math.min(...this.#stored.keys()); }
  get last() { return Math.max(0, ...this.#stored.keys()); }

  /** The number to ask "since": the last before a hole, in case its frame was lost on the way. */
  get whole() {
    const last = this.last;
    let whole = Math.max(this.first, last - HEAL);
    while (this.#stored.has(whole + 1)) whole += 1;
    return Math.min(whole, last);
  }

  /** @param {Frame[]} frames what the page or an older page of history brings @returns {boolean} whether anything was new */
  load(frames) {
    const fresh = frames.filter((frame) => this.#add(frame)).length > 0;
    this.#settle();
    return fresh;
  }

  /** @param {Frame} frame @returns {boolean} whether it is new here */
  show(frame) {
    const swapped = this.#live && frame.role !== "person" && this.#live.dataset.for === String(frame.reply_to);
    if (swapped) this.#hush();
    const fresh = this.#add(frame);
    if (fresh && !swapped) this.#arrive(this.#stored.get(frame.message_id));
    this.#settle();
    return fresh;
  }

  /** Show at once what was just written. @param {import("./unsent.js").Unsent} message */
  pending(message) {
    const item = messageOf({ role: "person", text: message.label, channel: "browser", created_at: message.at }, this.days);
    this.#mine.set(message.id, item);
    item.dataset.mine = message.id;
    item.dataset.day = this.days.today(); // it stands at the end, whenever it was written
    this.#place(item, PENDING);
    tick(item, "queued");
    this.#arrive(item);
    this.#settle();
  }

  /** @param {string} id @param {number} number */
  acknowledge(id, number) {
    const item = this.#mine.get(id);
    if (!item) return;
    this.#keep(item, id, number);
    this.#await(id, DOTS_AFTER);
    this.#settle();
  }

  /** @param {string} id @param {string} why */
  fail(id, why) {
    const item = this.#mine.get(id);
    if (item) fail(item, why);
    this.#settle();
  }

  /** @param {string} id */
  retry(id) {
    tick(this.#mine.get(id), "queued");
  }

  /** @param {string} id */
  drop(id) {
    this.#mine.get(id)?.remove();
    this.#mine.delete(id);
    this.#settle();
  }

  /** SofIA is at it. @param {string|null} replyTo */
  think(replyTo) {
    this.#await(replyTo, 0);
  }

  /** A sentence of an answer under way. @param {string|null} replyTo @param {string} text */
  write(replyTo, text) {
    if (this.#answered.has(replyTo)) return; // a worker that was slower than the one that answered
    if (this.#live?.dataset.for !== String(replyTo)) {
      this.#hush();
      this.#live = piece("live");
      this.#live.dataset.for = replyTo;
      this.#live.dataset.text = "";
      this.#place(this.#live, WRITING);
    }
    const said = this.#live.dataset.text;
    this.#live.dataset.text += (said && !/\s$/.test(said) && !/^\s/.test(text) ? " " : "") + text;
    $("[data-text]", this.#live).replaceChildren(rich(this.#live.dataset.text, { links: true }));
    this.#await(replyTo, 0);
  }

  /** @param {{message_id: number, undone: boolean, corrected?: boolean, gone?: number[]}[]} cards */
  mark(cards) {
    for (const card of cards) {
      const box = this.#stored.has(card.message_id) && $(".card", this.#stored.get(card.message_id));
      if (box) markCard(box, card);
    }
  }

  /** @param {Frame} frame */
  #add(frame) {
    if (this.#stored.has(frame.message_id)) return false;
    const spoken = frame.role !== "person";
    const known = !spoken && this.#mine.get(frame.reply_to);
    const item = known || messageOf(frame, this.days);
    if (spoken) {
      this.#spoken = Math.max(this.#spoken, frame.message_id);
      if (frame.reply_to) this.#reply(frame.reply_to, frame.message_id);
      this.#enough(frame.reply_to);
    } else {
      stamp(item, frame.created_at, this.days);
    }
    this.#keep(item, spoken ? "" : frame.reply_to, frame.message_id);
    return !known;
  }

  /** @param {HTMLElement} item @param {string|null} mine the client's id of a person's own message */
  #keep(item, mine, number) {
    this.#stored.set(number, item);
    item.dataset.number = number;
    if (mine) {
      this.#mine.set(mine, item);
      item.dataset.mine = mine;
    }
    if (item.dataset.tick === "queued" || item.dataset.tick === "failed") tick(item, "stored");
    this.#place(item, number);
  }

  /** A reply may overtake the acknowledgement of what it answers: that still stands above it. */
  #reply(id, number) {
    this.#answered.add(id);
    const item = this.#mine.get(id);
    if (item && !item.dataset.number) this.#place(item, number - 0.5);
  }

  /** Put an item where its number says; what stands right already does not move, or it would rise again. */
  #place(item, order) {
    this.#order.set(item, order);
    let above = this.list.lastElementChild;
    while (above && (above === item || !this.#order.has(above) || this.#order.get(above) > order)) above = above.previousElementSibling;
    let below = above ? above.nextElementSibling : this.list.firstElementChild;
    while (below && !this.#order.has(below)) below = below.nextElementSibling;
    if (below === item) return;
    if (above) above.after(item);
    else this.list.prepend(item);
  }

  #arrive(item) {
    item.classList.add("msg--new");
    item.addEventListener("animationend", () => item.classList.remove("msg--new"), { once: true });
  }

  /** What follows from the order: ticks, open questions, days. */
  #settle() {
    this.#tickOff();
    const latest = this.#stored.get(this.#spoken);
    for (const button of $$(".option", this.list)) button.disabled = !latest?.contains(button) || "chosen" in button.parentElement.dataset;
    this.#divide();
  }

  /** One reply answers all that was written before it; who wrote from a phone has no id to be answered by. */
  #tickOff() {
    let later = false;
    for (const item of $$(".msg--me", this.list).reverse()) {
      const { mine, number } = item.dataset;
      const answered = mine ? later || this.#answered.has(mine) : later || Number(number) < this.#spoken;
      if (answered && item.dataset.tick !== "failed") {
        if (item.dataset.tick !== "answered") tick(item, "answered");
        this.#enough(mine);
      }
      later ||= this.#answered.has(mine);
    }
  }

  #divide() {
    let day = "";
    this.#today = this.days.today();
    for (const item of $$(".when", this.list)) item.remove();
    for (const item of $$(".msg[data-day]", this.list)) {
      if (item.dataset.day === day) continue;
      day = item.dataset.day;
      const line = piece("when");
      $("time", line).dateTime = day;
      $("time", line).textContent = this.days.title(day);
      item.before(line);
    }
  }

  #await(id, after) {
    if (this.#answered.has(id)) return;
    clearTimeout(this.#waiting.get(id));
    this.#waiting.set(id, setTimeout(() => {
      this.#waiting.set(id, setTimeout(() => this.#enough(id), DOTS_AT_MOST));
      this.#writing();
    }, after));
  }

  #enough(id) {
    if (!this.#waiting.has(id)) return;
    clearTimeout(this.#waiting.get(id));
    this.#waiting.delete(id);
    if (!this.#waiting.size) this.#writing();
  }

  #writing() {
    const on = this.#waiting.size > 0;
    this.#dots?.remove();
    this.#dots = null;
    if (on && !this.#live) {
      this.#dots = piece("typing");
      this.#place(this.#dots, WRITING);
    }
    if (!on) this.#hush();
    this.heard.writing(on);
  }

  #hush() {
    this.#live?.remove();
    this.#live = null;
  }
}
