/** What the page asks for over plain HTTP: older messages, and the rows behind a figure. */
import { proofSays, tell } from "./card.js";
import { $, word } from "./ui.js";

/** @param {DOMStringMap} page @param {{thread: import("./thread.js").Thread, scroll: import("./scroll.js").Scroll, days: ReturnType<import("./days.js").calendar>}} parts */
export function past(page, { thread, scroll, days }) {
  const older = $("#older");

  /** @param {string} url @returns {Promise<any>} what it answers; who is signed out goes to the door */
  async function ask(url) {
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    if (answer.redirected || answer.status === 401 || answer.status === 403) location.assign(page.door);
    if (answer.redirected || !answer.ok) throw new Error(`${url}: ${answer.status}`);
    return answer.json();
  }

  older.addEventListener("click", async () => {
    if (older.getAttribute("aria-disabled")) return;
    older.setAttribute("aria-disabled", "true");
    older.textContent = word("fetching");
    try {
      const { messages } = await ask(`${page.older}?before=${thread.first}`);
      scroll.keep(() => { older.hidden = !thread.load(messages) || thread.first <= 1; });
      older.textContent = word("older");
      if (older.hidden) $("#thread").focus({ preventScroll: true });
    } catch {
      older.textContent = word("older-failed");
    } finally {
      older.removeAttribute("aria-disabled");
    }
  });
  older.hidden = !thread.last || thread.first <= 1;

  // "toggle" does not bubble.
  thread.list.addEventListener("toggle", async ({ target: box }) => {
    if (!box.open || !("rowless" in box.dataset)) return;
    const said = $(".proof__title", box).textContent;
    const number = box.closest("[data-number]").dataset.number;
    proofSays(box, word("fetching"));
    try {
      const { facts } = await ask(page.proof.replace("{n}", number));
      scroll.free();
      proofSays(box, said);
      tell(box, facts, days.short);
      box.scrollIntoView({ block: "nearest" });
    } catch {
      proofSays(box, word("rows-failed"));
    }
  }, true);
}
