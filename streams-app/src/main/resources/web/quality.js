// What arrives, what comes late and what is missing: per modality, and per modality and site.
import { MODALITIES, count, empty, make, meter, percent, rate, span, table, wrap } from "./dom.js";

const ENOUGH = 20; // fewer windows say nothing about a share
const UNUSUAL = 0.1; // of the windows
const SITES = ["Site", ...MODALITIES.map((m) => m[0].toUpperCase() + m.slice(1))];
let shownFor = "";

export function drawQuality(view, body) {
  const state = JSON.stringify({ ...body, now: 0 });
  if (state === shownFor) {
    return;
  }
  shownFor = state;
  if (body.samples.length === 0 && body.missing.length === 0) {
    view.replaceChildren(empty("No samples yet.", "Start ./lacuna demo, or send samples to the input topics of ./lacuna run."));
    return;
  }
  const pipelines = [...new Set([...body.samples, ...body.missing].map((s) => s.pipeline))].sort();
  view.replaceChildren(wrap("div", "scroll bare", wrap("div", "cards", ...pipelines.map((p) => pipeline(p, body)))));
}

function pipeline(name, body) {
  const of = (list) => list.filter((e) => e.pipeline === name);
  const samples = of(body.samples);
  const late = of(body.late);
  const missing = of(body.missing);
  const arrivals = MODALITIES.filter((m) => samples.some((s) => s.of === m) || missing.some((s) => s.modality === m)).map((m) => {
    const came = samples.find((s) => s.of === m) ?? { total: 0, recently: 0 };
    const tardy = late.find((s) => s.of === m) ?? { total: 0, recently: 0 };
    return [m, count(came.total), rate(came.recently, body.recentMs),
      share(tardy.recently, came.recently, tardy.total, came.total),
      lacking(missing.filter((s) => s.modality === m))];
  });
  const sites = [...new Set(missing.map((s) => s.site))];
  const arrived = of(body.lateBySite);
  const senders = [...new Set(arrived.map((s) => s.site))];
  return wrap("section", "card", make("h2", "", name),
    table(`Arrivals since the start; rate and shares over the last ${span(body.recentMs)}`,
      ["Modality", "Samples", "Rate", "Late, of samples", "Missing, of finals"], arrivals),
    sites.length ? table(`Missing in finals, by site of the first sample`,
      SITES,
      sites.map((site) => [site ?? "none named",
        ...MODALITIES.map((m) => lacking(missing.filter((s) => s.site === site && s.modality === m)))]))
      : make("p", "soft", "No final yet, so nothing is known to be missing."),
    senders.length ? table("Late, of samples, by site of the sample", SITES, senders.map((site) => [site ?? "none named",
      ...MODALITIES.map((m) => tardy(arrived.filter((s) => s.site === site && s.modality === m)))])) : null);
}

function tardy(cells) {
  return cells.length ? share(cells[0].lateRecently, cells[0].recently, cells[0].late, cells[0].total)
    : make("span", "unused", "– none came");
}

function lacking(cells) {
  const sum = (of) => cells.reduce((n, c) => n + c[of], 0);
  return share(sum("missingRecently"), sum("expectedRecently"), sum("missing"), sum("expected"));
}

/** The recent share as a bar, the one since the start below it, and a word where the two differ. */
function share(recent, ofRecent, total, ofTotal) {
  if (ofTotal === 0) {
    return make("span", "unused", "– not expected");
  }
  const words = ofRecent ? percent(recent, ofRecent) : "none lately";
  const apart = ofRecent >= ENOUGH && ofTotal - ofRecent >= ENOUGH
    ? recent / ofRecent - (total - recent) / (ofTotal - ofRecent) : 0;
  const unusual = apart > UNUSUAL ? make("b", "missing", " ▲ more than before") : apart < -UNUSUAL ? make("b", "", " ▼ less than before") : null;
  return wrap("span", "share", meter(ofRecent ? recent / ofRecent : 0, words), wrap("span", "", words, unusual),
    make("small", "", `since the start ${percent(total, ofTotal)} of ${count(ofTotal)}`));
}
