// The table of live rows: a map of the newest rows, patched into at most 100 table rows.
import { age, badge, byId, evidence, make, meter, text, wrap } from "./dom.js";

const SHOWN = 100; // nobody reads further down a list that moves
const KEPT = 1000;
const FRAME_MS = 4;
const LETTERS = { I: "image", T: "text", A: "audio" };

const page = Object.fromEntries(["filter", "presence", "rows", "empty"].map((id) => [id, byId(id)]));
const rows = new Map(); // key -> row, the one that changed last at the end
const shown = new Map(); // key -> table row and the sequence number it shows
let current = null; // key of the row that the keyboard is on
let open = () => {};

/** Tells where a row goes that is opened. */
export function onOpen(opener) {
  open = opener;
}

export function reset(newestFirst) {
  rows.clear();
  newestFirst.reverse().forEach(keep);
}

export function keep(row) {
  const before = rows.get(row.key);
  row.moved = before && row.revision > before.revision && row.confidence !== null && before.confidence !== null
    ? row.confidence - before.confidence : before?.revision === row.revision ? before.moved : null;
  rows.delete(row.key);
  rows.set(row.key, row);
  if (rows.size > KEPT) {
    rows.delete(rows.keys().next().value);
  }
}

export const last = () => [...rows.values()].at(-1);

page.filter.addEventListener("change", draw);

page.rows.addEventListener("click", (e) => {
  const tr = e.target.closest("tr");
  if (tr && String(getSelection()) === "") {
    focusOn(tr);
    open(tr.dataset.key);
  }
});

page.rows.addEventListener("keydown", (e) => {
  const tr = e.target.closest("tr");
  const to = {
    ArrowDown: tr?.nextElementSibling, ArrowUp: tr?.previousElementSibling,
    Home: page.rows.firstElementChild, End: page.rows.lastElementChild,
  }[e.key];
  if (to) {
    e.preventDefault();
    focusOn(to);
  }
});

page.rows.addEventListener("focusin", (e) => { setCurrent(e.target.closest("tr")); });

function focusOn(tr) {
  tr.querySelector("button").focus();
}

/** One row takes the Tab key; the arrow keys reach the others. */
function setCurrent(tr) {
  shown.get(current)?.tr.querySelector("button").setAttribute("tabindex", "-1");
  current = tr.dataset.key;
  tr.querySelector("button").setAttribute("tabindex", "0");
}

/**
 * Brings the table up to date, the newest rows first, for a few milliseconds at most; false when
 * rows are left for the next frame.
 */
export function draw() {
  const end = performance.now() + FRAME_MS;
  const focused = page.rows.contains(document.activeElement) ? document.activeElement : null;
  const wanted = [...rows.values()].reverse()
    .filter((r) => !page.filter.value || r.pipeline === page.filter.value).slice(0, SHOWN);
  let place = page.rows.firstElementChild;
  let drawn = 0;
  for (const row of wanted) {
    if (performance.now() > end) {
      break;
    }
    drawn++;
    const tr = patched(row);
    if (tr === place) {
      place = place.nextElementSibling;
    } else {
      page.rows.insertBefore(tr, place);
    }
  }
  forget(new Set(wanted.map((r) => r.key)), drawn === wanted.length ? 0 : SHOWN);
  if (!shown.has(current) && wanted.length > 0) {
    setCurrent(page.rows.firstElementChild);
  }
  if (focused && document.activeElement !== focused) { // its row was moved, or is gone
    (focused.isConnected ? focused : shown.get(current)?.tr.querySelector("button"))?.focus({ preventScroll: true });
  }
  page.empty.hidden = wanted.length > 0;
  return drawn === wanted.length;
}

/** Takes rows out that are not wanted any more, the oldest first, until so many are left. */
function forget(wanted, most) {
  for (const [key, old] of shown) {
    if (shown.size > most && !wanted.has(key)) {
      old.tr.remove();
      shown.delete(key);
    }
  }
}

function patched(row) {
  let entry = shown.get(row.key);
  if (!entry) {
    entry = { tr: wrap("tr", "", subject(row)), seq: 0 };
    entry.tr.dataset.key = row.key;
    entry.tr.setAttribute("role", "row");
    shown.set(row.key, entry);
  }
  if (entry.seq !== row.seq) {
    entry.seq = row.seq;
    entry.tr.className = row.status;
    while (entry.tr.childElementCount > 1) { // the first cell stays: the keyboard may be on it
      entry.tr.lastElementChild.remove();
    }
    entry.tr.append(...cells(row).map(asCell));
  }
  text(entry.tr.lastElementChild, age(row.received));
  return entry.tr;
}

/** Says what the style sheet hides from those who listen: that it is a cell of a table. */
function asCell(td) {
  td.setAttribute("role", "cell");
  return td;
}

function subject(row) {
  const button = make("button", "subject", row.subject);
  button.type = "button";
  button.tabIndex = -1;
  button.setAttribute("aria-haspopup", "dialog");
  button.title = `window ${new Date(row.windowStart).toISOString()} to ${new Date(row.windowEnd).toISOString()}`;
  const th = wrap("th", "", button, make("small", "", row.pipeline));
  th.scope = "row";
  th.setAttribute("role", "rowheader");
  return th;
}

function cells(row) {
  const changed = make("td", "changed");
  changed.title = new Date(row.received).toISOString();
  return [...row.modalities.map(modality), answer(row), confidence(row), status(row), changed];
}

function modality(e) {
  const { words, reason } = evidence(e);
  return make("td", e.state, words, reason);
}

function answer(row) {
  if (row.failure) {
    return make("td", "answer missing", "could not be scored", row.failure.toLowerCase().replaceAll("_", "-"));
  }
  const top = row.answers.find((a) => a.label !== null) ?? row.answers[0];
  const others = row.answers.filter((a) => a !== top).map(say);
  return make("td", "answer", top ? top.label ?? say(top) : "–", others.join(" · "));
}

function say(a) {
  return a.label === null
    ? `${a.task} ${a.value > 0 ? "+" : ""}${a.value.toFixed(1)}` : `${a.label} ${a.value.toFixed(2)}`;
}

function confidence(row) {
  if (row.confidence === null) {
    return make("td", "confidence", "–");
  }
  const words = `${row.confidenceWord} ${row.confidence.toFixed(2)}`;
  const notes = [
    row.abstained ? "too low to act on" : "", row.calibrated ? "" : "not calibrated", moved(row.moved)];
  const td = make("td", "confidence", words, notes.filter(Boolean).join(", "));
  td.insertBefore(meter(row.confidence, `confidence ${words}`), td.childNodes[1] ?? null);
  return td;
}

function moved(by) {
  return by === null || by === undefined || Math.abs(by) < 0.005
    ? "" : `${by > 0 ? "▲ up" : "▼ down"} ${Math.abs(by).toFixed(2)}`;
}

function status(row) {
  return wrap("td", "", badge(row.status), make("small", "", `revision ${row.revision}, ${row.cause}`));
}

export function drawStats(stats) {
  for (const pipeline of Object.keys(stats.presence)) {
    if (![...page.filter.options].some((o) => o.value === pipeline)) {
      page.filter.add(new Option(pipeline, pipeline));
    }
  }
  const words = JSON.stringify(stats.presence);
  if (page.presence.dataset.shown !== words) {
    page.presence.dataset.shown = words;
    page.presence.replaceChildren(...Object.entries(stats.presence).map(([p, counts]) => masks(p, counts)));
  }
}

function masks(pipeline, counts) {
  const list = document.createElement("dl");
  for (const [letters, n] of Object.entries(counts)) {
    const present = [...letters].filter((l) => l !== "-").map((l) => LETTERS[l]).join(" + ");
    list.append(wrap("div", "", make("dt", "", present || "nothing"), make("dd", "", String(n))));
  }
  return wrap("div", "group", make("h2", "", `${pipeline} windows with`), list);
}
