/** The one mark-up of a message: *bold* as WhatsApp writes it, and new lines. Never innerHTML. */

const BOLD = /\*(\S(?:[^*\n]*\S)?)\*/g;
const WORD = /[\p{L}\p{N}*]/u;

/**
 * The pieces of a text, in order; an asterisk inside a word ("2*3*4") is only an asterisk.
 * @param {string} text @returns {{text: string, bold: boolean}[]}
 */
export function pieces(text) {
  const found = [];
  let from = 0;
  for (const match of text.matchAll(BOLD)) {
    const end = match.index + match[0].length;
    if (WORD.test(text[match.index - 1] ?? "") || WORD.test(text[end] ?? "")) continue;
    found.push({ text: text.slice(from, match.index), bold: false }, { text: match[1], bold: true });
    from = end;
  }
  found.push({ text: text.slice(from), bold: false });
  return found.filter((part) => part.text);
}

/** @param {string} text @returns {DocumentFragment} */
export function rich(text) {
  const out = document.createDocumentFragment();
  for (const part of pieces(text)) {
    const into = part.bold ? out.appendChild(document.createElement("b")) : out;
    part.text.split("\n").forEach((line, n) => into.append(...(n ? [document.createElement("br"), line] : [line])));
  }
  return out;
}

/** The same text without its marks, to be read aloud. @param {string} text */
export const plain = (text) => pieces(text).map((part) => part.text).join("");
