/** One message on the page, from the frame the server sends or from what was just written. */
import { cardOf, optionsOf, proofOf } from "./card.js";
import { rich } from "./markup.js";
import { $, icon, piece, word } from "./ui.js";

// What a browser draws by itself; the rest is a file to be fetched.
const DRAWN = new Set(["image/jpeg", "image/png", "image/webp", "image/gif"]);

/**
 * @typedef {object} Frame
 * @property {number} message_id
 * @property {string|null} reply_to the client's id: of the message answered, or of this one when a person wrote it
 * @property {"person"|"sofia"|"staff"} role
 * @property {string} text
 * @property {import("./card.js").Proof|null} proof
 * @property {{kind: string, id?: string, name?: string, mime?: string}[]} attachments without an id: known of, not kept
 * @property {{label: string, send: string}[]} actions
 * @property {"browser"|"whatsapp"|"terminal"} channel
 * @property {string} created_at
 * @property {import("./card.js").Card|null} card
 */

const TICK = { queued: "clock", stored: "check", answered: "checks", failed: "alert" };
const CHANNEL = { whatsapp: "phone", terminal: "laptop" };

/** @param {Frame} frame @param {ReturnType<import("./days.js").calendar>} days @returns {HTMLElement} */
export function messageOf(frame, days) {
  const item = frame.role === "person" ? personSays(frame) : sofiaSays(frame, days);
  $("[data-text]", item).append(rich(frame.card?.said ?? frame.text, { links: frame.role !== "person" }));
  hangPapers(item, frame);
  stamp(item, frame.created_at, days);
  return item;
}

/** A picture is shown, a paper is named; what was not kept is only called what it was. */
function hangPapers(item, frame) {
  for (const paper of frame.attachments ?? []) {
    const box = piece(paper.id && DRAWN.has(paper.mime) ? "picture" : "paper");
    if (paper.id) box.href = `/documentos/${paper.id}/`;
    else box.removeAttribute("href");
    const name = paper.name || word(`paper-${paper.kind}`);
    if ($("img", box)) Object.assign($("img", box), { src: box.href, alt: name });
    else $("[data-name]", box).textContent = name;
    $(".bubble__text", item).before(box);
  }
  $("[data-text]", item).parentElement.classList.toggle("bubble__text--bare", !frame.text);
}

function personSays(frame) {
  const item = piece("me");
  if (CHANNEL[frame.channel]) {
    icon($("[data-channel-icon]", item), CHANNEL[frame.channel]);
    $("[data-channel-icon]", item).removeAttribute("hidden");
    $("[data-channel]", item).textContent = word(frame.channel);
  }
  tick(item, "stored");
  return item;
}

function sofiaSays(frame, days) {
  const item = piece("sofia");
  const bubble = $(".bubble", item);
  if (frame.role === "staff") $("[data-by]", item).replaceWith($("#t-staff").content.cloneNode(true));
  if (frame.card?.entries.length) hang(bubble, frame.card);
  const proof = frame.proof?.facts.length ? proofOf(frame.proof, days.short) : null;
  // A phone asks for the proof with a quick reply; here it unfolds.
  const actions = (frame.actions ?? []).filter((action) => !proof || action.label !== $("summary", proof).textContent);
  if (actions.length) bubble.append(optionsOf(actions));
  if (proof) bubble.append(proof);
  item.classList.toggle("msg--wide", Boolean($(".card, .options, .proof", bubble)));
  return item;
}

/** The entries speak first; what the card does not say by itself stands below them. */
function hang(bubble, card) {
  const box = cardOf(card);
  const text = $(".bubble__text", bubble);
  bubble.append(box);
  if (card.said === undefined) return;
  bubble.prepend($("[data-by]", text));
  $(".acts__state", box).append($(".stamp", text));
  $(".acts", box).before(text);
  text.hidden = !card.said;
}

/** @param {HTMLElement} item @param {string} moment */
export function stamp(item, moment, days) {
  item.dataset.day = days.day(moment);
  $(".stamp time", item).dateTime = moment;
  $(".stamp time", item).textContent = days.hour(moment);
}

/** Clock, one tick, two ticks: in the queue, stored, answered. @param {HTMLElement} item @param {keyof TICK} state */
export function tick(item, state) {
  item.dataset.tick = state;
  icon($("[data-tick-icon]", item), TICK[state]);
  $("[data-tick]", item).textContent = word(state);
  $(".stamp", item).classList.toggle("stamp--answered", state === "answered");
  item.classList.toggle("msg--fail", state === "failed");
  if (state !== "failed") $(".fail", item)?.remove();
}

/** It was not stored: say so beside it, with a way to try again and a way out. @param {HTMLElement} item @param {string} why */
export function fail(item, why) {
  tick(item, "failed");
  $(".fail", item)?.remove();
  const box = piece("fail");
  $("[data-why]", box).textContent = why;
  $("[data-why]", box).hidden = !why;
  item.append(box);
}
