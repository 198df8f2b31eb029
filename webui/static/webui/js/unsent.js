/** What was written and not yet acknowledged, kept per person until it is: one key a message, so tabs do not race. */

/** @typedef {{id: string, text: string, label: string, at: string, failed?: boolean, why?: string}} Unsent */

/** An id the server stores a message under once; not every phone on plain http has randomUUID. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** @param {string} person */
export function unsent(person) {
  const prefix = `sofia.unsent.${person}.`;
  const keys = () => Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  // Without storage (private mode, full) a message lives as long as the page.
  const safely = (act, otherwise) => { try { return act(); } catch { return otherwise; } };
  return {
    /** @param {Unsent} message */
    keep: (message) => safely(() => localStorage.setItem(prefix + message.id, JSON.stringify(message))),
    /** @param {string} id */
    forget: (id) => safely(() => localStorage.removeItem(prefix + id)),
    /** Oldest first. @returns {Unsent[]} */
    all: () => safely(() => keys().map((key) => JSON.parse(localStorage.getItem(key))).sort((a, b) => a.at.localeCompare(b.at)), []),
    clear: () => safely(() => keys().forEach((key) => localStorage.removeItem(key))),
  };
}
