/** The chat page: the line to the server, the thread, the field, and what each says to the other. */
import { composer } from "./composer.js";
import { calendar } from "./days.js";
import { plain } from "./markup.js";
import { past } from "./past.js";
import { Line } from "./socket.js";
import { Scroll } from "./scroll.js";
import { Thread } from "./thread.js";
import { $, $$, menu, themeButton, word } from "./ui.js";
import { newId, unsent } from "./unsent.js";

const BAR_AFTER = 2500;
const page = $("#contenido").dataset;
const kept = unsent(page.person);
/** @type {Map<string, import("./unsent.js").Unsent>} */
const queue = new Map();
const days = calendar(page.locale, page.zone, page.today);
const scroll = new Scroll($("#thread"), $("#inner"), $("#jump"));
const thread = new Thread($("#list"), days, { writing: (on) => { writing = on; tellState(); } });
const field = composer(page.person, { send: say, typing: () => line.send({ type: "typing" }) });
let writing = false;
let connection = "connecting";
let away = 0;
let quiet = 0;

// ---- what is said ----

/** @param {string} text @param {string} [label] what the bubble shows, when a button says it shorter */
function say(text, label = text) {
  const message = { id: newId(), text, label, at: new Date().toISOString() };
  kept.keep(message);
  queue.set(message.id, message);
  thread.pending(message);
  begun();
  scroll.toEnd();
  deliver(message);
}

function deliver(message) {
  if (line.send({ type: "message", id: message.id, text: message.text })) line.expectAnswer();
}

function stored(id) {
  queue.delete(id);
  kept.forget(id);
}

function refused(id, why) {
  const message = queue.get(id);
  if (!message) return;
  message.failed = true;
  message.why = why;
  kept.keep(message);
  thread.fail(id, why);
}

// ---- what is heard ----

const frames = {
  ack: ({ id, message_id: number }) => { stored(id); thread.acknowledge(id, number); },
  thinking: (frame) => thread.think(frame.reply_to ?? null),
  delta: (frame) => thread.write(frame.reply_to ?? null, frame.text),
  message: (frame) => {
    const hole = thread.last && frame.message_id > thread.last + 1;
    if (hole) line.send({ type: "since", message_id: thread.last });
    if (frame.role === "person" && frame.reply_to) stored(frame.reply_to);
    const fresh = thread.show(frame);
    begun();
    if (!fresh || frame.role === "person") return;
    for (const button of $$(".acts__undo[aria-disabled]")) button.removeAttribute("aria-disabled");
    scroll.arrived();
    announce(frame);
  },
  changed: (frame) => thread.mark(frame.cards ?? []),
  error: (frame) => (frame.id ? refused(frame.id, frame.text ?? "") : trouble(frame.text ?? "")),
};

/** One whole answer for a screen reader, once; the growing bubble is hidden from it. */
function announce(frame) {
  const line = document.createElement("p");
  const options = frame.actions?.length ? ` ${word("options", { list: frame.actions.map((action) => action.label).join(", ") })}` : "";
  const by = frame.role === "staff" ? $("#t-staff").content.textContent : "SofIA";
  line.textContent = `${by}: ${plain(frame.text)}${options}`;
  const heard = $("#heard");
  heard.append(line);
  while (heard.childElementCount > 10) heard.firstElementChild.remove();
}

function trouble(text) {
  clearTimeout(quiet);
  $("#trouble span").textContent = text;
  $("#trouble").hidden = !text;
  quiet = setTimeout(() => { $("#trouble").hidden = true; }, 8000);
}

// ---- the line ----

const line = new Line(page.socket, {
  frame: (frame) => frames[frame.type]?.(frame),
  open: () => {
    line.send({ type: "since", message_id: thread.whole });
    for (const message of queue.values()) if (!message.failed) deliver(message);
  },
  state: (state) => { connection = state; tellState(); },
  refused: (code) => (code === 4403 ? reloadOnce() : location.assign(page.door)),
});

/** The bar waits a moment, so that a line that is back at once says nothing. */
function tellState() {
  const open = connection === "open";
  if (open) {
    clearTimeout(away);
    away = 0;
    $("#offline").hidden = true;
  } else if (connection === "closed" && !navigator.onLine) tellAway();
  else away ||= setTimeout(tellAway, BAR_AFTER);
  $("#state").classList.toggle("chat__state--on", open);
  $("#state").textContent = word(open ? (writing ? "typing" : "online") : $("#offline").hidden ? "connecting" : "offline");
}

function tellAway() {
  $("#offline").hidden = false;
  $("#state").textContent = word("offline");
}

/** A page that is out of date comes back new, but never in a circle. */
function reloadOnce() {
  try {
    const before = Number(sessionStorage.getItem("sofia.reloaded"));
    sessionStorage.setItem("sofia.reloaded", Date.now());
    if (Date.now() - before > 30_000) location.reload();
  } catch { /* without storage it cannot be told from a circle */ }
}

// ---- what is pressed ----

function begun() {
  $("#empty").hidden = !thread.empty;
  $("#chips").hidden = thread.empty;
}

document.addEventListener("click", (event) => {
  const press = event.target.closest("[data-say], [data-fill], .option, .acts__undo, [data-retry], [data-drop]");
  if (!press || press.getAttribute("aria-disabled")) return;
  const mine = press.closest("[data-mine]")?.dataset.mine;
  if (press.matches("[data-say]")) say(press.dataset.say || press.textContent.trim());
  else if (press.matches("[data-fill]")) field.suggest(press.dataset.fill);
  else if (press.matches(".acts__undo")) {
    press.setAttribute("aria-disabled", "true");
    say(press.dataset.send);
  } else if (press.matches(".option")) {
    press.setAttribute("aria-pressed", "true");
    press.parentElement.dataset.chosen = "";
    leave(press);
    say(press.dataset.send, press.textContent);
  } else if (press.matches("[data-retry]")) {
    const message = queue.get(mine);
    message.failed = false;
    kept.keep(message);
    leave(press);
    thread.retry(mine);
    deliver(message);
  } else if (press.matches("[data-drop]")) {
    leave(press);
    stored(mine);
    thread.drop(mine);
    begun();
  }
});

/** A button that goes away hands the focus on, without raising the keyboard of a phone. */
function leave(button) {
  if (document.activeElement !== button) return;
  if (matchMedia("(pointer: fine)").matches) field.focus();
  else $("#thread").focus({ preventScroll: true });
}

// A chip half out of its row comes in when it is reached by keyboard.
$("#chips").addEventListener("focusin", (event) => event.target.scrollIntoView({ block: "nearest", inline: "nearest" }));
$("#leave").addEventListener("submit", () => { kept.clear(); field.forget(); });

// Where the keyboard covers the page instead of shrinking it; pinching is not a keyboard.
visualViewport?.addEventListener("resize", () => {
  if (visualViewport.scale !== 1) return;
  document.documentElement.style.setProperty("--vvh", `${visualViewport.height}px`);
  scrollTo(0, 0);
});

// ---- the start ----

menu();
themeButton();
const history = JSON.parse($("#messages").textContent);
thread.load(history);
// A page opened while an answer is on its way shows that somebody is at it.
const latest = history[history.length - 1];
if (latest?.role === "person" && Date.now() - new Date(latest.created_at) < 60_000) thread.think(latest.reply_to);
for (const message of kept.all()) {
  queue.set(message.id, message);
  thread.pending(message);
  if (message.failed) thread.fail(message.id, message.why ?? "");
}
past(page, { thread, scroll, days });
begun();
if (!thread.empty) scroll.toEnd();
if (matchMedia("(pointer: fine)").matches) field.focus();
