// The drawer of one window of one subject: what arrived, and how the prediction moved with it.
import { REASONS, age, badge, byId, duration, empty, evidence, make, meter, setClock, when, wrap } from "./dom.js";
import { commands, facts, provenance } from "./provenance.js";

const CAUSES = {
  "complete": "all that was expected is there", "early": "an early look, more may come",
  "deadline": "the deadline passed", "idle": "the wait is over, nothing lies unread",
  "late": "a sample came after the verdict", "retention": "nothing can change it any more",
  "merged": "became part of another window", "failed": "the model could not score it",
};
const dialog = byId("drawer");
const title = byId("drawer-title");
const body = byId("drawer-body");
let key = null;
let loading = false;
let again = false;

byId("drawer-close").addEventListener("click", () => dialog.close());
dialog.addEventListener("click", (e) => {
  if (e.target === dialog) { // beside the drawer
    dialog.close();
  }
});
dialog.addEventListener("close", () => { key = null; });

export const isOpen = () => dialog.open;

export function onClose(listener) {
  dialog.addEventListener("close", listener);
}

/** Opens the window with this key; the browser takes the focus in, and back when it closes. */
export function open(of) {
  key = of;
  if (!dialog.open) {
    title.textContent = "Subject";
    body.replaceChildren(make("p", "soft", "loading …"));
    dialog.showModal();
  }
  body.scrollTop = 0;
  load();
}

/** Tells that a window changed; its drawer is drawn anew. */
export function changed(of) {
  if (of === key) {
    load();
  }
}

async function load() {
  if (loading) {
    again = true;
    return;
  }
  loading = true;
  const of = key;
  try {
    const answer = await fetch(`api/subjects/${encodeURIComponent(of)}`);
    const found = answer.ok ? await answer.json() : null;
    if (of === key) {
      show(found, answer.status);
    }
  } catch {
    body.replaceChildren(empty("The server does not answer.", "Close the drawer and open it again in a moment."));
  } finally {
    loading = false;
    if (again) {
      again = false;
      if (key !== null) {
        load();
      }
    }
  }
}

function show(found, status) {
  if (!found) {
    title.textContent = "Subject";
    body.replaceChildren(status === 404
      ? empty("Nothing is known of this window.", "Either nothing was predicted for it yet, or newer windows took its place on this page.")
      : empty(`The server answered ${status}.`, "Reload the page; a token may have to be shown again."));
    return;
  }
  setClock(found.now);
  const row = found.row;
  const last = found.revisions.at(-1);
  title.replaceChildren(`${row.subject} `, make("span", "", row.pipeline));
  const inside = body.contains(document.activeElement);
  body.replaceChildren(
    headline(row, found.facts),
    section("What is there", wrap("ul", "evidence", ...row.modalities.map((m) => present(m, last)))),
    section("How it came about", timeline(found.revisions)),
    section("Scores", ...(last.tasks.length ? last.tasks.map(scores) : [make("p", "missing", "✕ could not be scored")])),
    section("Where it comes from", provenance(row, last)),
    section("Look closer", commands(row)),
    ...(found.others.length ? [section("Other windows of this subject", others(found.others))] : []));
  if (inside && !body.contains(document.activeElement)) {
    byId("drawer-close").focus();
  }
}

function section(name, ...children) {
  return wrap("section", "", make("h3", "", name), ...children);
}

function headline(row, known) {
  const top = row.answers.find((a) => a.label !== null) ?? row.answers[0];
  const words = row.failure ? "could not be scored" : top ? top.label ?? `${top.task} ${top.value.toFixed(1)}` : "–";
  const box = wrap("div", `headline ${row.status}`, wrap("p", "answer", make("strong", "", words), " ", badge(row.status)));
  if (row.confidence !== null) {
    const said = `${row.confidenceWord} confidence, ${row.confidence.toFixed(2)}`;
    box.append(wrap("p", "", meter(row.confidence, said), ` ${said} `,
      make("span", "soft", row.calibrated ? "(calibrated for what is present here)" : "(not calibrated for what is present here)")));
  }
  if (row.abstained) {
    box.append(make("p", "missing", "⚠ Too uncertain to act on: the pipeline abstains."));
  }
  if (row.status !== "final") {
    box.append(make("p", "soft", "◌ Not final: more evidence may still change it."));
  }
  if (known) {
    box.append(facts(known, row.modalities));
  }
  return box;
}

function present(m, last) {
  const { words, reason } = evidence(m);
  const item = wrap("li", m.state, make("b", "", m.modality), make("span", "", words), make("small", "", reason));
  for (const input of last.inputs.filter((i) => i.modality === m.modality).slice(0, 3)) {
    item.append(wrap("small", "", when(input.eventTime, age(input.eventTime)), input.broken ? " could not be used" : ""));
  }
  return item;
}

function timeline(revisions) {
  const start = Math.min(...revisions.flatMap((r) => r.inputs.map((i) => i.eventTime)));
  return wrap("ol", "timeline", ...revisions.map((r, i) => step(r, revisions[i - 1], start)));
}

function step(r, before, start) {
  const item = wrap("li", r.status,
    wrap("p", "", badge(r.status), ` revision ${r.revision} `, make("span", "soft", "· "), when(r.received)),
    make("p", "", `${CAUSES[r.cause] ?? r.cause}`));
  const known = new Set((before?.inputs ?? []).map(place));
  const came = r.inputs.filter((i) => !known.has(place(i)));
  if (came.length) {
    const words = came.map((i) => `${i.modality}${i.broken ? " (could not be used)" : ""} at ${i.eventTime === start ? "the start" : `+${duration(i.eventTime - start)}`}`);
    item.append(wrap("p", "", make("span", "soft", "arrived: "), words.join(", ")));
  } else if (before) {
    item.append(make("p", "soft", "nothing new arrived"));
  }
  const lacking = r.modalities.filter((m) => m.state === "waiting" || m.state === "missing");
  if (lacking.length) {
    item.append(make("p", lacking.some((m) => m.state === "missing") ? "missing" : "waiting", lacking.map((m) => {
      const { words } = evidence(m);
      return `${words}: ${m.modality}${m.state === "missing" ? `, ${m.reason === "unknown" ? "had not come" : REASONS[m.reason] ?? m.reason}` : ""}`;
    }).join(" · ")));
  }
  item.append(wrap("p", "moved", moved(r, before)));
  return item;
}

const place = (i) => `${i.topic}/${i.partition}/${i.offset}/${i.broken}`;

/** How the scores moved most since the revision before; the first one tells its top score. */
function moved(r, before) {
  const said = r.tasks.map((task) => {
    const old = before?.tasks.find((t) => t.task === task.task);
    const i = old
      ? task.values.map((v, j) => Math.abs(v - (old.values[j] ?? v))).reduce((best, v, j, all) => v > all[best] ? j : best, 0)
      : task.values.indexOf(Math.max(...task.values));
    const label = task.kind === "regression" ? task.task : task.labels[i];
    return old && Math.abs(task.values[i] - old.values[i]) >= 0.005
      ? `${label} ${old.values[i].toFixed(2)} → ${task.values[i].toFixed(2)}`
      : old ? `${task.task} as before` : `${label} ${task.values[i].toFixed(2)}`;
  });
  const sure = r.confidence === null ? ""
    : before && before.confidence !== null && Math.abs(r.confidence - before.confidence) >= 0.005
      ? ` · confidence ${before.confidence.toFixed(2)} → ${r.confidence.toFixed(2)}` : ` · confidence ${r.confidence.toFixed(2)}`;
  return (r.failure ? `failed: ${r.failure.toLowerCase().replaceAll("_", "-")}` : said.join(" · ")) + sure;
}

function scores(task) {
  const box = make("div", "scores");
  if (task.kind === "regression") {
    const value = task.values[0];
    const bound = task.bound && task.bound.low !== null
      ? `, ${Math.round(100 * task.bound.level)} % of such cases lie in ${task.bound.low.toFixed(2)} to ${task.bound.high.toFixed(2)}` : "";
    return wrap("p", "", make("b", "", task.task), ` ${value > 0 ? "+" : ""}${value.toFixed(2)}${bound}`);
  }
  const order = task.labels.map((_, i) => i).sort((a, b) => task.values[b] - task.values[a]);
  box.append(wrap("p", "", make("b", "", task.task), task.bound
    ? make("span", "soft", ` ◆ = in the set that holds ${Math.round(100 * task.bound.level)} % of the true labels on average`) : ""));
  const list = make("dl", "bars");
  for (const i of order) {
    const inSet = task.bound?.labels.includes(task.labels[i]);
    list.append(make("dt", "", `${inSet ? "◆ " : ""}${task.labels[i]}`),
      wrap("dd", "", meter(task.values[i], `${task.labels[i]} ${task.values[i].toFixed(2)}`), ` ${task.values[i].toFixed(2)}`));
  }
  box.append(list);
  return box;
}

function others(rows) {
  return wrap("ul", "others", ...rows.map((r) => {
    const button = make("button", "", `window of ${age(r.windowStart)}`);
    button.type = "button";
    button.title = new Date(r.windowStart).toISOString();
    button.addEventListener("click", () => open(r.key));
    return wrap("li", "", button, " ", badge(r.status), ` ${r.answers.find((a) => a.label !== null)?.label ?? ""}`);
  }));
}
