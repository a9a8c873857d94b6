// The live page: keeps the newest rows of the event stream and patches the table in animation frames.
const SHOWN = 200;
const KEPT = 1000;
const SILENT_AFTER_MS = 30_000;
const RETRY_MS = 5_000;
const DRAW_EVERY_MS = 200; // nobody reads faster, and a busy feed leaves the browser time
const ICONS = { present: "●", waiting: "○", missing: "✕", unused: "–" };
const LETTERS = { I: "image", T: "text", A: "audio" };
const REASONS = {
  "unknown": "never came", "not-performed": "not performed", "not-permitted": "not permitted",
  "temp-unknown": "announced", "error": "could not be used", "masked": "masked",
};
const STATUS_ICONS = { provisional: "◌", corrected: "↻", final: "✓" };

const byId = (id) => document.getElementById(id);
const page = Object.fromEntries(
  ["totals", "banner", "filter", "pause", "presence", "rows", "empty"].map((id) => [id, byId(id)]));
const rows = new Map(); // key -> row, the one that changed last at the end
const shown = new Map(); // key -> table row and the sequence number it shows
let stats = null;
let clockAhead = 0; // server minus browser, ms
let connected = false;
let failed = false;
let paused = false;
let scheduled = false;
let drawnAt = 0;

connect();
setInterval(schedule, 1000);
page.filter.addEventListener("change", () => draw());
page.pause.addEventListener("click", () => {
  paused = !paused;
  page.pause.setAttribute("aria-pressed", String(paused));
  schedule();
});

function connect() {
  const source = new EventSource("events");
  source.addEventListener("open", () => { connected = true; failed = false; schedule(); });
  source.addEventListener("error", () => {
    connected = false;
    failed = true;
    schedule();
    if (source.readyState === EventSource.CLOSED) { // refused: the browser does not try again by itself
      setTimeout(connect, RETRY_MS);
    }
  });
  source.addEventListener("snapshot", (e) => {
    const snapshot = JSON.parse(e.data);
    clockAhead = snapshot.now - Date.now();
    stats = snapshot.stats;
    rows.clear();
    snapshot.rows.reverse().forEach(keep);
    schedule();
  });
  source.addEventListener("prediction", (e) => { keep(JSON.parse(e.data)); schedule(); });
  source.addEventListener("stats", (e) => { stats = JSON.parse(e.data); schedule(); });
}

function keep(row) {
  rows.delete(row.key);
  rows.set(row.key, row);
  if (rows.size > KEPT) {
    rows.delete(rows.keys().next().value);
  }
}

function schedule() {
  if (!scheduled) {
    scheduled = true;
    setTimeout(() => requestAnimationFrame(drawFrame), drawnAt + DRAW_EVERY_MS - performance.now());
  }
}

function drawFrame() {
  scheduled = false;
  drawnAt = performance.now();
  drawBanner();
  drawStats();
  if (!paused) {
    draw();
  }
}

function draw() {
  const wanted = [...rows.values()].reverse()
    .filter((r) => !page.filter.value || r.pipeline === page.filter.value).slice(0, SHOWN);
  const keys = new Set(wanted.map((r) => r.key));
  for (const [key, old] of shown) {
    if (!keys.has(key)) {
      old.tr.remove();
      shown.delete(key);
    }
  }
  let place = page.rows.firstElementChild;
  for (const row of wanted) {
    const tr = patched(row);
    if (tr === place) {
      place = place.nextElementSibling;
    } else {
      page.rows.insertBefore(tr, place);
    }
  }
  page.empty.hidden = wanted.length > 0;
}

function patched(row) {
  let entry = shown.get(row.key);
  if (!entry) {
    entry = { tr: document.createElement("tr"), seq: 0 };
    shown.set(row.key, entry);
  }
  if (entry.seq !== row.seq) {
    entry.seq = row.seq;
    entry.tr.className = row.status;
    entry.tr.replaceChildren(...cells(row));
  }
  text(entry.tr.lastElementChild, age(row.received));
  return entry.tr;
}

function cells(row) {
  const subject = make("th", "", row.subject, row.pipeline);
  subject.scope = "row";
  subject.title = `window ${new Date(row.windowStart).toISOString()} to ${new Date(row.windowEnd).toISOString()}`;
  const changed = make("td", "changed");
  changed.title = new Date(row.received).toISOString();
  return [subject, ...row.modalities.map(evidence), answer(row), confidence(row), status(row), changed];
}

function evidence(e) {
  const reason = e.state === "waiting" && e.reason === "unknown" ? "" : REASONS[e.reason] ?? e.reason ?? "";
  return make("td", e.state, `${ICONS[e.state]} ${e.state === "unused" ? "not used" : e.state}`, reason);
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
  const notes = [row.abstained ? "too low to act on" : "", row.calibrated ? "" : "not calibrated"];
  const td = make("td", "confidence", words, notes.filter(Boolean).join(", "));
  const meter = document.createElement("meter");
  meter.value = row.confidence;
  meter.setAttribute("aria-label", `confidence ${words}`);
  td.insertBefore(meter, td.childNodes[1] ?? null);
  return td;
}

function status(row) {
  const td = make("td", "");
  td.append(make("span", `badge ${row.status}`, `${STATUS_ICONS[row.status]} ${row.status}`));
  td.append(make("small", "", `revision ${row.revision}, ${row.cause}`));
  return td;
}

function drawBanner() {
  const last = [...rows.values()].at(-1);
  const silentMs = last ? Date.now() + clockAhead - last.received : 0;
  let words = "";
  if (failed && !connected) {
    words = "Connection lost, trying again. The rows show what was last known.";
  } else if (silentMs > SILENT_AFTER_MS) {
    words = `The feed is silent: no prediction since ${new Date(last.received).toLocaleTimeString()}. The rows show what was last known.`;
  } else if (paused) {
    words = "Paused: new predictions are kept, and shown when you go on.";
  }
  text(page.banner, words);
  page.banner.hidden = words === "";
}

function drawStats() {
  if (!stats) {
    return;
  }
  const dropped = stats.dropped ? ` · ${stats.dropped} not shown (too fast)` : "";
  text(page.totals, `${stats.subjects} subjects · ${stats.windows} windows · ${stats.received} predictions${dropped}`);
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
  for (const [letters, count] of Object.entries(counts)) {
    const mask = document.createElement("div");
    const present = [...letters].filter((l) => l !== "-").map((l) => LETTERS[l]).join(" + ");
    mask.append(make("dt", "", present || "nothing"), make("dd", "", String(count)));
    list.append(mask);
  }
  const group = make("div", "group");
  group.append(make("h2", "", `${pipeline} windows with`), list);
  return group;
}

function age(ms) {
  const s = Math.max(0, Math.round((Date.now() + clockAhead - ms) / 1000));
  return s < 1 ? "now" : s < 60 ? `${s} s ago` : s < 3600 ? `${Math.floor(s / 60)} min ago` : `${Math.floor(s / 3600)} h ago`;
}

function make(tag, className, words = "", small = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = words;
  if (small) {
    const more = document.createElement("small");
    more.textContent = small;
    element.append(more);
  }
  return element;
}

function text(element, words) {
  if (element.textContent !== words) {
    element.textContent = words;
  }
}
