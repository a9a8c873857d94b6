// The live page: one event stream feeds the rows, the other views ask while somebody looks at them.
import * as drawer from "./drawer.js";
import * as live from "./live.js";
import { byId, count, now, setClock, text } from "./dom.js";
import { drawQuality } from "./quality.js";
import { drawServing } from "./serving.js";
import { drawWaiting } from "./waiting.js";

const SILENT_AFTER_MS = 30_000;
const RETRY_MS = 5_000;
const DRAW_EVERY_MS = 200; // nobody reads faster, and a busy feed leaves the browser time
const ASK_EVERY_MS = 1_000;
const VIEWS = {
  waiting: { path: "api/windows", draw: drawWaiting },
  quality: { path: "api/quality", draw: drawQuality },
  serving: { path: "api/serving", draw: drawServing },
};

const page = Object.fromEntries(["totals", "banner", "pause"].map((id) => [id, byId(id)]));
const tabs = [...document.querySelectorAll("[role=tab]")];
let view = "live";
let stats = null;
let connected = false;
let failed = false;
let paused = false;
let scheduled = false;
let drawnAt = 0;
let asking = false;

live.onOpen(drawer.open);
drawer.onClose(schedule);
connect();
select(location.hash.slice(1));
setInterval(schedule, 1000);
setInterval(ask, ASK_EVERY_MS);
document.addEventListener("visibilitychange", ask);
addEventListener("hashchange", () => select(location.hash.slice(1)));
page.pause.addEventListener("click", () => {
  paused = !paused;
  page.pause.setAttribute("aria-pressed", String(paused));
  schedule();
});
tabs.forEach((tab, i) => {
  tab.addEventListener("click", () => { location.hash = tab.getAttribute("aria-controls"); });
  tab.addEventListener("keydown", (e) => {
    const step = { ArrowRight: 1, ArrowLeft: tabs.length - 1 }[e.key];
    if (step) {
      const next = tabs[(i + step) % tabs.length];
      location.hash = next.getAttribute("aria-controls");
      next.focus();
    }
  });
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
    setClock(snapshot.now);
    stats = snapshot.stats;
    live.reset(snapshot.rows);
    schedule();
  });
  source.addEventListener("prediction", (e) => {
    const row = JSON.parse(e.data);
    live.keep(row);
    drawer.changed(row.key);
    schedule();
  });
  source.addEventListener("stats", (e) => { stats = JSON.parse(e.data); schedule(); });
}

/** Shows a view; an unknown name is left alone, as the skip link's is. */
function select(name) {
  if (name !== "" && name !== "live" && !VIEWS[name]) {
    return;
  }
  view = name || "live";
  for (const tab of tabs) {
    const chosen = tab.getAttribute("aria-controls") === view;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    byId(tab.getAttribute("aria-controls")).hidden = !chosen;
  }
  ask();
  schedule();
}

async function ask() {
  const shown = VIEWS[view];
  if (!shown || asking || document.hidden) {
    return;
  }
  asking = true;
  const name = view;
  try {
    const answer = await fetch(shown.path);
    if (answer.ok) {
      const body = await answer.json();
      setClock(body.now);
      shown.draw(byId(name), body);
    }
  } catch {
    failed = true; // said in the banner; asked again in a second
    schedule();
  } finally {
    asking = false;
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
  if (stats) {
    const dropped = stats.dropped ? ` · ${count(stats.dropped)} not shown (too fast)` : "";
    text(page.totals, `${count(stats.subjects)} subjects · ${count(stats.windows)} windows · ${count(stats.received)} predictions${dropped}`);
    live.drawStats(stats);
  }
  if (!paused && view === "live" && !drawer.isOpen() && !live.draw()) { // the rest in the next frame
    scheduled = true;
    requestAnimationFrame(drawFrame);
  }
}

function drawBanner() {
  const last = live.last();
  const silentMs = last ? now() - last.received : 0;
  let words = "";
  if (failed && !connected) {
    words = "Connection lost, trying again. The page shows what was last known.";
  } else if (silentMs > SILENT_AFTER_MS) {
    words = `The feed is silent: no prediction since ${new Date(last.received).toLocaleTimeString("en-GB")}. The rows show what was last known.`;
  } else if (paused) {
    words = "Paused: new predictions are kept, and shown when you go on.";
  }
  text(page.banner, words);
  page.banner.hidden = words === "";
}
