/** Where one is in the thread: it follows the end only for who stands at the end. */
import { $, count } from "./ui.js";

const NEAR = 80;

export class Scroll {
  #stuck = false;
  #news = 0;

  /** @param {HTMLElement} thread @param {HTMLElement} inner @param {HTMLElement} jump */
  constructor(thread, inner, jump) {
    this.thread = thread;
    this.jump = jump;
    thread.addEventListener("scroll", () => this.#look(), { passive: true });
    jump.addEventListener("click", () => this.#leap());
    const follow = new ResizeObserver(() => { if (this.#stuck) this.toEnd(); else this.#look(); });
    follow.observe(inner);
    follow.observe(thread);
    // What one unfolds stays under the finger, and comes in whole when it fits.
    thread.addEventListener("click", (event) => { if (event.target.closest("summary")) this.free(); });
    thread.addEventListener("toggle", (event) => { if (event.target.open) event.target.scrollIntoView({ block: "nearest" }); }, true);
  }

  toEnd() {
    this.#stuck = true;
    this.thread.scrollTop = this.thread.scrollHeight;
    this.#look();
  }

  /** Let go of the end: what one looks at grows. */
  free() { this.#stuck = false; }

  /** Something came in. */
  arrived() {
    if (this.#stuck) return;
    this.#news += 1;
    this.#say();
  }

  /** Run a change above what one reads, which stays where it is. @param {() => void} change */
  keep(change) {
    const { scrollHeight, scrollTop } = this.thread;
    this.#stuck = false;
    change();
    this.thread.scrollTop = scrollTop + this.thread.scrollHeight - scrollHeight;
  }

  #leap() {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.thread.scrollTo({ top: this.thread.scrollHeight, behavior: calm ? "auto" : "smooth" });
    if (document.activeElement === this.jump) this.thread.focus({ preventScroll: true });
  }

  #look() {
    const { scrollHeight, scrollTop, clientHeight } = this.thread;
    this.#stuck = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.#stuck) this.#news = 0;
    this.#say();
  }

  #say() {
    this.jump.hidden = this.#stuck;
    $("span", this.jump).textContent = this.#news ? count("new", this.#news) : "";
  }
}
