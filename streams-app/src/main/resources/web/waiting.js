// Which windows wait for their verdict: what they lack, since when, and for how long still.
import * as drawer from "./drawer.js";
import { ICONS, MODALITIES, age, count, empty, make, now, span, table, text, wrap } from "./dom.js";

let shownFor = "";

export function drawWaiting(view, body) {
  const state = JSON.stringify([body.told, body.nearest.map((w) => [w.key, w.revisions, w.lacking, w.present])]);
  if (state === shownFor) { // the keyboard may be in the table: only the clocks go on
    tick(view, body);
    return;
  }
  shownFor = state;
  const focused = view.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  if (!body.told) {
    view.replaceChildren(empty("Nobody has told yet what is waited for.",
      "The pipelines tell it once a second from the moment on that this view is open. If this stays, no partition is assigned to this process: look at Serving."));
  } else if (body.windows === 0) {
    view.replaceChildren(empty("✓ No window waits.", "Each window that is known has all it expects, or its verdict."));
  } else {
    view.replaceChildren(summary(body), wrap("div", "scroll", windows(body)));
    tick(view, body);
  }
  if (focused) {
    view.querySelector(`button[data-key="${focused}"]`)?.focus({ preventScroll: true });
  }
}

function summary(body) {
  const list = make("dl", "tiles");
  list.append(wrap("div", "", make("dt", "", "windows wait"), make("dd", "total", "")));
  for (const m of MODALITIES) {
    list.append(wrap("div", "", make("dt", "", `${ICONS.waiting} for ${m}`), make("dd", m, "")));
  }
  return list;
}

function windows(body) {
  const more = body.windows - body.nearest.length;
  const caption = `The verdict that comes next on top${more > 0 ? `; ${count(more)} more wait longer` : ""}`;
  return table(caption, ["Subject", "Is there", "Waits for", "Since", "Verdict", "Said so far"], body.nearest.map(row));
}

function row(w) {
  const button = make("button", "subject", w.subject);
  button.type = "button";
  button.dataset.key = w.key;
  button.setAttribute("aria-haspopup", "dialog");
  button.addEventListener("click", () => drawer.open(w.key));
  const since = make("span", "since");
  since.dataset.since = w.since;
  since.title = new Date(w.since).toISOString();
  const verdict = make("span", "verdict");
  verdict.dataset.due = w.verdict;
  verdict.title = `at ${new Date(w.verdict).toISOString()}, or once ${w.lacking.map((l) => l.modality).join(" and ")} went past it in event time`;
  return [
    wrap("span", "", button, make("small", "", w.site ? `${w.pipeline}, ${w.site}` : w.pipeline)),
    w.present.map((m) => `${ICONS.present} ${m}`).join("  ") || "nothing",
    make("span", "waiting", w.lacking.map((l) => `${ICONS.waiting} ${l.modality}${l.announced ? " (announced)" : ""}`).join("  ")),
    since, verdict,
    w.revisions ? `◌ provisional, revision ${w.revisions - 1}` : "nothing yet"];
}

function tick(view, body) {
  for (const since of view.querySelectorAll(".since")) {
    text(since, age(Number(since.dataset.since)));
  }
  for (const verdict of view.querySelectorAll(".verdict")) {
    const left = Number(verdict.dataset.due) - now();
    text(verdict, left > 0 ? `in ${span(left)}` : "due, once all is read");
  }
  const total = view.querySelector(".total");
  if (total) {
    text(total, count(body.windows));
    for (const m of MODALITIES) {
      text(view.querySelector(`dd.${m}`), count(body.lacking.filter((l) => l.modality === m).reduce((n, l) => n + l.windows, 0)));
    }
  }
}
