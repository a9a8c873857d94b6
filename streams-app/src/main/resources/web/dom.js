// Small helpers that all views share. Text goes in as text, never as markup.
export const ICONS = { present: "●", waiting: "○", missing: "✕", unused: "–" };
export const STATUS_ICONS = { provisional: "◌", corrected: "↻", final: "✓" };
export const REASONS = {
  "unknown": "never came", "not-performed": "not performed", "not-permitted": "not permitted",
  "temp-unknown": "announced", "error": "could not be used", "masked": "masked",
};
export const MODALITIES = ["image", "text", "audio"];

let clockAhead = 0; // server minus browser, ms

/** Takes the server's clock, so that ages do not depend on the browser's. */
export function setClock(serverNow) {
  clockAhead = serverNow - Date.now();
}

export const now = () => Date.now() + clockAhead;

export const byId = (id) => document.getElementById(id);

export function make(tag, className = "", words = "", small = "") {
  const element = document.createElement(tag);
  if (className) {
    element.className = className;
  }
  element.textContent = words;
  if (small) {
    element.append(make("small", "", small));
  }
  return element;
}

/** An element around children; strings become text. */
export function wrap(tag, className, ...children) {
  const element = make(tag, className);
  element.append(...children.filter((c) => c !== null && c !== ""));
  return element;
}

/** Sets text only where it changed, so that nothing is laid out or read aloud twice. */
export function text(element, words) {
  if (element.textContent !== words) {
    element.textContent = words;
  }
}

/** A length of time in words. */
export function span(ms) {
  const s = Math.max(0, Math.round(ms / 1000));
  return s < 60 ? `${s} s` : s < 3600 ? `${Math.floor(s / 60)} min` : s < 172800 ? `${Math.floor(s / 3600)} h` : `${Math.floor(s / 86400)} d`;
}

export function age(ms) {
  return now() - ms < 1000 ? "now" : `${span(now() - ms)} ago`;
}

/** Milliseconds as people say them. */
export function duration(ms) {
  return ms < 1000 ? `${Math.round(ms)} ms` : ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : span(ms);
}

/** A relative time with the absolute one on hover. */
export function when(ms, words = age(ms)) {
  const element = make("time", "", words);
  element.dateTime = new Date(ms).toISOString();
  element.title = element.dateTime;
  return element;
}

export function evidence(e) {
  const reason = e.state === "waiting" && e.reason === "unknown" ? "" : REASONS[e.reason] ?? e.reason ?? "";
  return { words: `${ICONS[e.state]} ${e.state === "unused" ? "not used" : e.state}`, reason };
}

export function badge(status) {
  return make("span", `badge ${status}`, `${STATUS_ICONS[status]} ${status}`);
}

/** A bar beside a number; the words carry the value for those who do not see it. */
export function meter(value, label, max = 1) {
  const element = document.createElement("meter");
  element.max = max;
  element.value = value;
  element.setAttribute("aria-label", label);
  return element;
}

export function percent(part, whole) {
  return whole === 0 ? "–" : `${(100 * part / whole).toFixed(part === 0 || part === whole ? 0 : 1)} %`;
}

export function rate(n, ms) {
  return make("span", "rate", `${count(Math.round(n * 60_000 / ms))} / min`);
}

export const count = (n) => n.toLocaleString("en-GB");

/** A table from a caption, column names and rows of cells; a cell is a string or an element. */
export function table(caption, columns, rows) {
  const element = document.createElement("table");
  element.append(make("caption", "", caption));
  element.append(wrap("thead", "", wrap("tr", "", ...columns.map((c) => {
    const th = make("th", "", c);
    th.scope = "col";
    return th;
  }))));
  element.append(wrap("tbody", "", ...rows.map((cells) => wrap("tr", "", ...cells.map((cell, i) => {
    const box = document.createElement(i === 0 ? "th" : "td");
    if (i === 0) {
      box.scope = "row";
    }
    box.append(cell);
    return box;
  })))));
  return element;
}

/** What to say where there is nothing to show. */
export function empty(title, ...paragraphs) {
  return wrap("div", "empty", wrap("p", "", make("strong", "", title)), ...paragraphs.map((p) => make("p", "", p)));
}
