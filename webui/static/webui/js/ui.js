/** What every part of the page shares: finding, cloning, icons, words, the menu and the theme. */

/** @param {string} selector @param {ParentNode} [root] @returns {HTMLElement} */
export const $ = (selector, root = document) => root.querySelector(selector);

/** @param {string} selector @param {ParentNode} [root] @returns {HTMLElement[]} */
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

/** A copy of what the template with this id holds. @param {string} id @returns {HTMLElement} */
export const piece = (id) => $(`#t-${id}`).content.firstElementChild.cloneNode(true);

/** Show another sign in an svg of class "i". @param {Element} svg @param {string} name */
export const icon = (svg, name) => $("use", svg).setAttribute("href", `#i-${name}`);

/**
 * A word of the page, with its {slots} filled; the page holds them, translated.
 * @param {string} name @param {Record<string, string|number>} [slots]
 */
export function word(name, slots = {}) {
  const text = $(`[data-word="${name}"]`, $("#words").content).textContent;
  return text.replace(/\{(\w+)\}/g, (_, slot) => slots[slot]);
}

/** "1 mensaje nuevo", "3 mensajes nuevos". @param {string} name @param {number} n */
export const count = (name, n) => word(`${name}-${n === 1 ? "one" : "many"}`, { n });

/** The menu closes on Escape, giving the focus back, and on a press outside. */
export function menu() {
  const box = $(".menu");
  document.addEventListener("click", (event) => { if (!box.contains(event.target)) box.open = false; });
  box.addEventListener("focusout", (event) => { if (event.relatedTarget && !box.contains(event.relatedTarget)) box.open = false; });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !box.open) return;
    box.open = false;
    $("summary", box).focus();
  });
}

/** The button between light and dark. Choosing what the device shows anyway follows the device again. */
export function themeButton() {
  const button = $("#theme");
  const root = document.documentElement;
  const other = () => (root.dataset.theme === "dark" ? "light" : "dark");
  const label = () => {
    $("span", button).textContent = button.dataset[other()];
    icon($("svg", button), other() === "dark" ? "moon" : "sun");
  };
  button.addEventListener("click", () => {
    const next = other();
    const device = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    root.dataset.theme = next;
    try {
      if (next === device) localStorage.removeItem("theme");
      else localStorage.setItem("theme", next);
    } catch { /* private mode: this page only */ }
  });
  new MutationObserver(label).observe(root, { attributeFilter: ["data-theme"] });
  label();
  button.hidden = false;
}
