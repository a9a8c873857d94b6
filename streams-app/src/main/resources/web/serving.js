// How fast the pipelines answer, with which adapters, and what went wrong.
import { count, duration, empty, make, meter, rate, span, table, wrap } from "./dom.js";

const HEALTHY = ["running", "scoring"];
let shownFor = "";

export function drawServing(view, body) {
  const state = JSON.stringify({ ...body, now: 0 });
  if (state === shownFor) {
    return;
  }
  shownFor = state;
  view.replaceChildren(wrap("div", "scroll bare", wrap("div", "cards",
    card("State", checks(body)),
    card("Time to prediction", latencies(body.latencies)),
    card("Micro-batches", batches(body.batches)),
    card("Adapters in use", adapters(body.adapters, body.recentMs)),
    card("Dead letters", deadLetters(body.deadLetters, body.recentMs)))));
}

const card = (name, content) => wrap("section", "card", make("h2", "", name), content);

function checks(body) {
  const list = make("dl", "pairs");
  for (const [name, found] of Object.entries(body.checks)) {
    const well = HEALTHY.includes(found.toLowerCase());
    const known = well || name !== "streams" && !(name in Object.fromEntries(body.batches.map((b) => [b.pipeline, 1])));
    list.append(make("dt", "", name),
      known ? make("dd", "", `${well ? "✓ " : ""}${found}`) : make("dd", "missing", `⏸ ${name === "streams" ? "" : "paused: "}${found}`));
  }
  return wrap("div", "", make("p", body.ready ? "" : "missing", body.ready ? "✓ ready: samples are being processed" : "⏸ not ready: nothing is processed at the moment"), list);
}

function latencies(groups) {
  return groups.length === 0 ? empty("Nothing was predicted yet.")
    : table("From the event time of the newest sample used to here, its way to the broker included; over the last predictions",
      ["Pipeline", "p50", "p95", "p99", "Of"],
      groups.map((g) => [
        wrap("span", "", g.pipeline, make("small", "", g.waited ? "with a wait for what did not come" : "at once, all there or corrected")),
        duration(g.p50), duration(g.p95), duration(g.p99), count(g.count)]));
}

function batches(all) {
  return all.length === 0 ? empty("No pipeline scores here.")
    : table("Observations that share a pass through the model", ["Pipeline", "Batches", "Mean fill", "Largest lately", "Mean time"],
      all.map((b) => [b.pipeline, count(b.count),
        wrap("span", "share", meter(b.mean, `${b.mean.toFixed(1)} of ${b.size}`, b.size), `${b.mean.toFixed(1)} of ${b.size}`),
        b.max ? count(b.max) : "–", b.count ? duration(b.meanMs) : "–"]));
}

function adapters(all, recentMs) {
  return all.length === 0 ? empty("No adapter has served yet.")
    : table(`Predictions by adapter, since the start and in the last ${span(recentMs)}`, ["Pipeline", "Adapter", "Predictions", "Rate"],
      all.map((a) => {
        const digest = make("small", "", a.digest.slice(0, 12));
        digest.title = `SHA-256 ${a.digest}`;
        return [a.pipeline, wrap("span", "", a.adapter, digest), count(a.predictions), rate(a.recently, recentMs)];
      }));
}

function deadLetters(all, recentMs) {
  return all.length === 0
    ? wrap("div", "", make("p", "", "✓ None: all that came could be used."))
    : wrap("div", "",
      table(`Records that could not be used, since the start and in the last ${span(recentMs)}`, ["Pipeline", "Reason", "Records", "Lately"],
        all.map((d) => [d.pipeline, `✕ ${d.of.replaceAll("_", " ")}`, count(d.total), count(d.recently)])),
      wrap("p", "soft", "See them with ", make("code", "", `./lacuna dlq list --config lacuna.properties --pipeline ${all[0].pipeline}`)));
}
