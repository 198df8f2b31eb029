/** The field one writes in: it grows, sends on Enter where there is a keyboard, and counts near its limit. */
import { $, count } from "./ui.js";

const MOST = 2000;
const TELL_FROM = 200;
const TYPING_EVERY = 3000;

/**
 * @param {string} person whose draft this tab keeps
 * @param {{send: (text: string) => void, typing: () => void}} heard
 */
export function composer(person, heard) {
  const form = $("#composer");
  const field = $("#text");
  const counter = $("#count");
  const said = $("#count-said");
  const draft = `sofia.draft.${person}`;
  const native = CSS.supports("field-sizing", "content");
  const length = () => [...field.value.trim()].length;
  let typedAt = 0;
  let told = 0;

  const remember = () => {
    try {
      if (field.value) sessionStorage.setItem(draft, field.value);
      else sessionStorage.removeItem(draft);
    } catch { /* no storage: no draft */ }
  };
  const grow = () => {
    if (native) return;
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight}px`;
  };
  const tell = () => {
    const left = MOST - length();
    const over = left < 0;
    const near = left <= TELL_FROM;
    const text = !near ? "" : over ? count("over", -left) : count("left", left);
    counter.hidden = !near;
    counter.textContent = text;
    counter.classList.toggle("composer__count--over", over);
    field.toggleAttribute("aria-invalid", false);
    if (over) field.setAttribute("aria-invalid", "true");
    // Aloud only at the steps that matter, not at every letter.
    const step = !near ? 0 : over ? 3 : left <= 50 ? 2 : 1;
    if (step !== told) said.textContent = text;
    told = step;
  };
  const changed = () => { grow(); tell(); remember(); };
  const write = (text) => { field.value = text; changed(); };

  field.addEventListener("input", () => {
    changed();
    if (!field.value.trim() || Date.now() - typedAt < TYPING_EVERY) return;
    typedAt = Date.now();
    heard.typing();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !matchMedia("(pointer: fine)").matches) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    field.focus();
    if (!text || length() > MOST) return;
    write("");
    typedAt = 0;
    heard.send(text);
  });
  // A button under the thread must not take the keyboard away, nor move under the thumb.
  $("#tail").addEventListener("mousedown", (event) => { if (event.target.closest("button")) event.preventDefault(); });

  try { write(sessionStorage.getItem(draft) ?? ""); } catch { /* no storage: no draft */ }
  return {
    /** Put a phrase in the field with its first amount selected, to be made one's own. @param {string} text */
    suggest(text) {
      write(text);
      field.focus();
      const amount = /\d[\d.,]*/.exec(text);
      if (amount) field.setSelectionRange(amount.index, amount.index + amount[0].length);
    },
    focus: () => field.focus(),
    forget: () => write(""),
  };
}
