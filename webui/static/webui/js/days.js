/** Days and hours as the person's zone and language say them. */
import { word } from "./ui.js";

const DAY = 86_400_000;

/** @param {string} locale @param {string} timeZone @param {string} today what the server takes for today, "2026-03-19" */
export function calendar(locale, timeZone, today) {
  const iso = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
  const hour = new Intl.DateTimeFormat(locale, { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const near = new Intl.DateTimeFormat(locale, { timeZone: "UTC", weekday: "long", day: "numeric", month: "long" });
  const far = new Intl.DateTimeFormat(locale, { timeZone: "UTC", weekday: "long", day: "numeric", month: "long", year: "numeric" });
  const short = new Intl.DateTimeFormat(locale, { timeZone: "UTC", day: "numeric", month: "short" });
  const noon = (day) => new Date(`${day}T12:00:00Z`);
  // A device whose calendar is wrong keeps its distance to the server's day.
  const drift = Math.round((noon(today) - noon(iso.format(new Date()))) / DAY) || 0;
  const shift = (day, days) => noon(day).getTime() + days * DAY;

  return {
    /** The day a moment falls on. @param {string} moment */
    day: (moment) => iso.format(new Date(moment)),
    /** @param {string} moment */
    hour: (moment) => hour.format(new Date(moment)),
    today: () => iso.format(shift(iso.format(new Date()), drift)),
    /** "Hoy, jueves 19 de marzo". @param {string} day */
    title(day) {
      const now = this.today();
      const date = noon(day);
      const text = (day.slice(0, 4) === now.slice(0, 4) ? near : far).format(date).replace(",", "");
      if (day === now) return `${word("today")}, ${text}`;
      if (date.getTime() === shift(now, -1)) return `${word("yesterday")}, ${text}`;
      return text;
    },
    /** "13 mar" for an ISO date, anything else as it is. @param {string} when */
    short: (when) => (/^\d{4}-\d{2}-\d{2}$/.test(when) ? short.format(noon(when)).replace(".", "") : when),
  };
}
