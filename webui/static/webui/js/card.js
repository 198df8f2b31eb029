/** What hangs on an answer: the booked entries with their undo, quick replies, and the proof of the figures. */
import { $, $$, count, icon, piece, word } from "./ui.js";

/** @typedef {{id: string|number, kind: string, title: string, detail: string, amount: string, category: string, icon: string}} Entry */
/** @typedef {{undo: string, redo: string, undone: boolean, entries: Entry[]}} Card */
/** @typedef {{title: string, facts: {label: string, value: string, rows_total?: number, rows?: {when: string, title: string, value: string}[]}[]}} Proof */

// Which of the six tints a category's sign has; a sign not named here is "the rest".
const HUE = {
  cart: 1, coins: 1, briefcase: 1, pig: 1, fork: 2, bag: 2, people: 2, paw: 2, book: 3, ticket: 3, play: 3, gift: 3,
  bus: 4, car: 4, plane: 4, bolt: 4, laptop: 4, heart: 5, shirt: 5, scissors: 5,
};

/** @param {Card} card @returns {HTMLElement} */
export function cardOf(card) {
  const box = piece("card");
  $(".entries", box).append(...card.entries.map(entryOf));
  box.dataset.undo = card.undo;
  box.dataset.redo = card.redo;
  markUndone(box, card.undone);
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

/** Undo is a state of the card, and undo has an undo. @param {HTMLElement} box @param {boolean} undone */
export function markUndone(box, undone) {
  const button = $(".acts__undo", box);
  box.classList.toggle("card--undone", undone);
  icon($(".acts__state svg", box), undone ? "undo" : "check");
  $(".acts__state span", box).textContent = word(undone ? "undone" : "booked");
  icon($("svg", button), undone ? "retry" : "undo");
  $("span", button).textContent = word(undone ? "redo" : "undo");
  button.dataset.send = undone ? box.dataset.redo : box.dataset.undo;
  button.hidden = !button.dataset.send;
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
  $(".proof__title", box).textContent = proof.title;
  $(".proof__in", box).append(...proof.facts.map((fact) => factOf(fact, day)));
  return box;
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
