/** What hangs on an answer: the booked entries with their undo, quick replies, and the proof of the figures. */
import { $, $$, count, icon, piece, word } from "./ui.js";

/** @typedef {{id: string|number, kind: string, title: string, detail: string, amount: string, category: string, icon: string}} Entry */
/** @typedef {{undo: string, redo: string, undone: boolean, corrected?: boolean, gone?: number[], said?: string, entries: Entry[]}} Card */
/** @typedef {{label: string, value: string, rows_total?: number|null, rows?: {when: string, title: string, value: string}[]|null}} Fact */
/** @typedef {{title: string, facts: Fact[]}} Proof */

// Which of the six tints a category's sign has; a sign not named here is "the rest".
const HUE = {
  cart: 1, coins: 1, briefcase: 1, pig: 1, fork: 2, bag: 2, people: 2, paw: 2, book: 3, ticket: 3, play: 3, gift: 3,
  bus: 4, car: 4, plane: 4, bolt: 4, phone: 4, laptop: 4, heart: 5, shirt: 5, scissors: 5,
};

/** @param {Card} card @returns {HTMLElement} */
export function cardOf(card) {
  const box = piece("card");
  $(".entries", box).append(...card.entries.map(entryOf));
  box.dataset.undo = card.undo;
  box.dataset.redo = card.redo;
  markCard(box, card);
  return box;
}

/** @param {Entry} entry */
function entryOf(entry) {
  const row = piece("entry");
  const sign = document.getElementById(`i-${entry.icon}`) ? entry.icon : "tag";
  icon($("svg", row), sign);
  $(".cat", row).classList.add(`cat--${HUE[sign] ?? 6}`);
  $(".entry__t", row).textContent = entry.title;
  $(".entry__s", row).textContent = entry.detail;
  $(".entry__v", row).textContent = entry.amount;
  $(".entry__v", row).classList.toggle("entry__v--in", entry.kind === "income");
  return row;
}

/**
 * Undo is a state of the card, and undo has an undo; what was corrected since is undone where it was corrected.
 * Of several entries only those that were corrected are struck out.
 * @param {HTMLElement} box @param {{undone: boolean, corrected?: boolean, gone?: number[]}} state
 */
export function markCard(box, { undone, corrected, gone = [] }) {
  const button = $(".acts__undo", box);
  box.classList.toggle("card--undone", Boolean(undone || corrected));
  $$(".entry", box).forEach((row, place) => row.classList.toggle("entry--counts", !undone && !gone.includes(place)));
  icon($(".acts__state svg", box), corrected ? "edit" : undone ? "undo" : "check");
  $(".acts__state span", box).textContent = word(corrected ? "corrected" : undone ? "undone" : "booked");
  icon($("svg", button), undone ? "retry" : "undo");
  $("span", button).textContent = word(undone ? "redo" : "undo");
  button.dataset.send = undone ? box.dataset.redo : box.dataset.undo;
  button.hidden = corrected || !button.dataset.send;
  button.removeAttribute("aria-disabled");
  const titles = $$(".entry__t", box).map((title) => title.textContent).join(", ");
  button.setAttribute("aria-label", `${$("span", button).textContent}: ${titles}`);
}

/** @param {{label: string, send: string}[]} actions @returns {HTMLElement} */
export function optionsOf(actions) {
  const box = piece("options");
  for (const action of actions) {
    const button = piece("option");
    button.textContent = action.label;
    button.dataset.send = action.send;
    box.append(button);
  }
  return box;
}

/** @param {Proof} proof @param {(when: string) => string} day @returns {HTMLElement} */
export function proofOf(proof, day) {
  const box = piece("proof");
  const title = proof.title === $("summary", box).textContent ? "" : proof.title;
  proofSays(box, title);
  tell(box, proof.facts, day);
  return box;
}

/** Show these figures with their rows; where rows are missing they are asked for when one unfolds it. */
export function tell(box, facts, day) {
  for (const table of $$(".sum", box)) table.remove();
  $(".proof__in", box).append(...facts.map((fact) => factOf(fact, day)));
  box.toggleAttribute("data-rowless", facts.some((fact) => !fact.rows));
}

/** @param {HTMLElement} box @param {string} text */
export function proofSays(box, text) {
  $(".proof__title", box).textContent = text;
  $(".proof__title", box).hidden = !text;
}

function factOf(fact, day) {
  const table = piece("fact");
  const rows = fact.rows ?? [];
  $("caption", table).textContent = fact.label;
  $("tfoot th", table).textContent = fact.label;
  $("tfoot td", table).textContent = fact.value;
  for (const row of rows) {
    const line = piece("row");
    $("span", line).textContent = row.title;
    $("small", line).textContent = day(row.when ?? "");
    $("td", line).textContent = row.value;
    $("tbody", table).append(line);
  }
  const rest = (fact.rows_total ?? rows.length) - rows.length;
  if (rows.length && rest > 0) {
    const line = piece("more");
    $("td", line).textContent = count("more", rest);
    $("tbody", table).append(line);
  }
  if (!rows.length) $("tbody", table).remove();
  return table;
}
