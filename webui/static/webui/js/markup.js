/** The one mark-up of a message: *bold* as WhatsApp writes it, and new lines. Never innerHTML. */

const BOLD = /\*(\S(?:[^*\n]*\S)?)\*/g;
const ADDRESS = /(https?:\/\/[^\s<>"')\]]+)/;
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

/**
 * LINKS: the addresses in it, which are the sources SofIA cites, can be followed; what people write stays text.
 * @param {string} text @param {{links?: boolean}} [how] @returns {DocumentFragment}
 */
export function rich(text, { links = false } = {}) {
  const out = document.createDocumentFragment();
  for (const part of pieces(text)) {
    const into = part.bold ? out.appendChild(document.createElement("b")) : out;
    part.text.split("\n").forEach((line, n) => {
      if (n) into.append(document.createElement("br"));
      into.append(...(links ? linked(line) : [line]));
    });
  }
  return out;
}

/** @param {string} line @returns {(string|HTMLElement)[]} */
function linked(line) {
  return line.split(ADDRESS).map((piece, n) => {
    if (n % 2 === 0) return piece;
    const link = document.createElement("a");
    link.href = piece;
    link.textContent = piece.split("/")[2].replace(/^www\./, "");
    link.title = piece;
    link.target = "_blank";
    link.rel = "noopener noreferrer nofollow";
    return link;
  });
}

/** The same text without its marks, to be read aloud. @param {string} text */
export const plain = (text) => pieces(text).map((part) => part.text).join("");
