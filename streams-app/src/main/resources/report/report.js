// The evaluation report: reads the JSON block and fills the page.
const metricOf = Object.fromEntries(data.metrics.map((m) => [m.metric, m]));
const judged = data.runs.filter((r) => r.judged);
const shown = judged.length > 1 ? [judged[0], judged[judged.length - 1]] : judged; // in full
const reference = data.runs[0];
const several = data.runs.length > 1;
const COMPARED = { multilabel: ["macro_f1", "auroc", "ap", "ece"], regression: ["mae", "corr", "has0_acc", "non0_f1"] };

/** 0 to 1 where nothing else can be, from the least for a correlation, up to the most for an error. */
function range(metric, values) {
  const least = Math.min(0, ...values), most = Math.max(...values, 0.1);
  if (metric === "corr") return { min: Math.floor(least * 10) / 10, max: 1 };
  return unit(metric) ? { min: 0, max: 1 } : { min: 0, max: Math.ceil(most * 11) / 10 };
}

function find(run, task, by, scope, metric) {
  return data.scores.find((s) => s.run === run && s.task === task && s.by === by && s.scope === scope && s.metric === metric);
}
function scopes(by) {
  return [...new Set(data.scores.filter((s) => s.by === by).map((s) => s.scope))];
}
function unit(metric) { return !["mae", "corr", "wait_p50", "wait_p95"].includes(metric); }

function figure(s) {
  if (!s) return "–";
  const notes = [interval(s)];
  if (s.delta && s.delta.value !== null) {
    const mark = { better: "▲ better", worse: "▼ worse", "not shown": "●" }[s.than_reference];
    notes.push(`Δ ${number(s.delta.value)} ${interval(s.delta)} ${mark}`);
  }
  const kind = s.than_reference === "better" || s.than_reference === "worse" ? s.than_reference : undefined;
  return { text: number(s.value), small: notes, kind };
}

function heading() {
  document.title = `Lacuna: evaluation of ${data.adapter || shown[0].name}`;
  document.getElementById("subject").textContent = `evaluation of ${data.adapter || shown[0].name}`;
  const passed = document.getElementById("passed");
  passed.textContent = data.passed === null ? "– Nothing was required."
    : data.passed ? "✓ Passed: every requirement holds." : "✕ FAILED: a requirement does not hold.";
  passed.className = data.passed === null ? "" : data.passed ? "good" : "bad";
  document.getElementById("verdict").textContent = data.verdict;
}

function requirements() {
  if (data.requirements.length === 0) return;
  const s = section("Requirements", "Held against every run of the judged adapter.");
  table(s, "What was required and what was found", ["Requirement", "", "Found", "Interval", "Task", "Answers", "Run"],
    data.requirements.map((r) => [r.requirement, { text: r.passed ? "✓ holds" : "✕ FAILED", kind: r.passed ? "better" : "worse" },
      number(r.value, 4), interval(r), r.task || "–", `${r.by} ${r.scope}`, r.run]));
}

function runs() {
  const s = section("Runs", several
    ? `Differences (Δ) are to ${reference.name}, on the same subjects and the same draws. ▲ better, ▼ worse, ● no difference shown.`
    : undefined);
  table(s, "What was evaluated",
    ["Run", "Adapter", "Missing rate", "Asked to drop", "Windows", "Answered", "Not withheld", "Median wait, s", "p95 wait, s"]
      .concat(several ? ["Confidence rose with less"] : []),
    data.runs.map((r) => {
      const of = (metric) => find(r.name, "", "all", "all", metric);
      const role = [r.reference && several ? "reference" : "", r.judged ? "judged" : ""].filter(Boolean).join(", ");
      const drops = Object.entries(r.requested_drops).map(([m, rate]) => `${m} ${rate}`).join(", ") || "nothing";
      return [{ text: r.name, small: role }, Object.values(r.adapters).join(", "), percent(r.missing_rate), drops, r.windows,
        figure(of("coverage")), figure(of("decided")), figure(of("wait_p50")), figure(of("wait_p95"))]
        .concat(several ? [figure(of("confidence_rises"))] : []);
    }));
}

function curves() {
  const s = section("Figures against the missing rate",
    "Missing rate: share of the expected modalities that were absent at the last word on each window. Bands are 95 % intervals.");
  for (const task of data.tasks) {
    const box = el("div", undefined, "charts");
    s.append(box);
    for (const metric of COMPARED[task.kind].slice(0, 2)) curve(box, task, metric);
    table(s, `${task.name}: figures by missing rate`, ["Run", "Series", "Missing rate"].concat(COMPARED[task.kind].map((m) => metricOf[m].title)),
      data.runs.map((r) => [r.name, r.series, percent(r.missing_rate),
        ...COMPARED[task.kind].map((m) => figure(find(r.name, task.name, "all", "all", m)))]));
  }
}
function curve(box, task, metric) {
  const names = [...new Set(data.runs.map((r) => r.series))];
  const points = names.map((name) => data.runs.filter((r) => r.series === name)
    .map((r) => ({ x: r.missing_rate, s: find(r.name, task.name, "all", "all", metric) }))
    .filter((p) => p.s && p.s.value !== null).sort((a, b) => a.x - b.x));
  const values = points.flat().flatMap((p) => [p.s.low, p.s.high, p.s.value]);
  chart(box, `${task.name} ${metricOf[metric].title} against the missing rate`, (theme) => {
    const series = names.flatMap((name, i) => {
      const colour = theme.colours[i % theme.colours.length];
      // the first dimension is the one that stacks, so y comes before x
      const edge = { type: "line", stack: "band " + name, stackStrategy: "all", encode: { x: 1, y: 0 }, symbol: "none",
        silent: true, lineStyle: { opacity: 0 }, tooltip: { show: false }, z: 1 };
      return [
        { ...edge, name: name + " low", data: points[i].map((p) => [p.s.low, p.x]) },
        { ...edge, name: name + " band", areaStyle: { color: colour, opacity: 0.18 },
          data: points[i].map((p) => [p.s.high - p.s.low, p.x]) },
        { type: "line", name, data: points[i].map((p) => [p.x, p.s.value]), z: 3, ...look(theme, i) },
      ];
    });
    const better = metricOf[metric].higher_is_better ? "higher is better" : "lower is better";
    return frame(theme, `${task.name}: ${metricOf[metric].title} (${better})`,
      axis(theme, "missing rate", { min: 0, max: 1 }), axis(theme, "", range(metric, values)), series, names);
  });
}

function groupings() {
  const titles = { mask: "By what was present", absent: "By the number of absent modalities", site: "By site",
    adapter: "By adapter", status: "By status: provisional, corrected, final" };
  for (const by of data.settings.by.filter((b) => titles[b])) {
    const s = section(titles[by], (by === "mask" ? "I image, T text, A audio, - absent. " : "")
      + "few: fewer than 20 independent groups; their intervals can be too narrow and show no difference.");
    for (const task of data.tasks) {
      const rows = [];
      for (const scope of scopes(by)) {
        for (const run of data.runs) {
          const first = find(run.name, task.name, by, scope, COMPARED[task.kind][0]);
          if (!first) continue;
          rows.push([scope, run.name, { text: first.count, small: first.few ? "few" : undefined },
            ...COMPARED[task.kind].map((m) => figure(find(run.name, task.name, by, scope, m)))]);
        }
      }
      table(s, task.name, [by, "Run", "Answers"].concat(COMPARED[task.kind].map((m) => metricOf[m].title)), rows);
    }
  }
}

function reliability() {
  if (data.reliability.length === 0) return;
  const s = section("Stated and observed probability",
    "On the diagonal, what is said with 70 % comes true in 70 %. \"labels\" takes every label of every answer, \"confidence\" the best label.");
  for (const run of shown) {
    const all = data.reliability.filter((r) => r.run === run.name && (r.by === "mask" || r.by === "all"));
    if (all.length === 0) continue;
    s.append(el("h3", `Run ${run.name}`));
    const box = el("div", undefined, "charts");
    s.append(box);
    for (const scope of [...new Set(all.map((r) => r.scope))]) diagram(box, scope, all.filter((r) => r.scope === scope));
    table(s, "Observed share in each bin of the stated probability, and how many",
      ["Present", "Of"].concat(all[0].bins.map((b) => `${b.low.toFixed(1)}–${b.high.toFixed(1)}`)),
      all.map((r) => [r.scope, binned(r), ...r.bins.map((b) => b.count === 0 ? "–" : { text: number(b.observed, 2), small: String(b.count) })]));
  }
}
function binned(r) { return data.tasks.length > 1 ? `${r.task} ${r.of}` : r.of; }
function diagram(box, scope, curves) {
  chart(box, `reliability of ${scope}`, (theme) => frame(theme, scope,
    axis(theme, "stated", { min: 0, max: 1, interval: 0.5 }), axis(theme, "", { min: 0, max: 1, interval: 0.5 }),
    [{ type: "line", symbol: "none", silent: true, data: [[0, 0], [1, 1]], lineStyle: { color: theme.soft, type: "dotted", width: 1 } },
      ...curves.map((r, i) => ({ type: "line", name: binned(r), data: r.bins.filter((b) => b.count > 0).map((b) => [b.stated, b.observed]), ...look(theme, i) }))],
    curves.map(binned)), true);
}

function waiting() {
  const list = scopes("status");
  if (list.length === 0) return;
  const s = section("Waiting time against accuracy",
    "Event time from the first sample of a window to the decision that first used these samples. Windows count in each status that they had: p provisional, c corrected, f final.");
  const box = el("div", undefined, "charts");
  s.append(box);
  for (const task of data.tasks) {
    const metric = task.leading;
    chart(box, `${task.name}: ${metricOf[metric].title} against the waiting time`, (theme) => {
      // no line: the windows of two statuses are not the same ones
      const series = data.runs.map((r, i) => ({ type: "scatter", name: r.name, ...look(theme, i),
        label: { show: true, formatter: (p) => p.data.status[0], position: "right", color: theme.ink },
        labelLayout: { hideOverlap: true },
        data: list.map((status) => ({ status, wait: find(r.name, "", "status", status, "wait_p50"), s: find(r.name, task.name, "status", status, metric) }))
          .filter((p) => p.wait && p.s && p.s.value !== null && p.wait.value !== null)
          .map((p) => ({ value: [p.wait.value, p.s.value], status: p.status })) }));
      return frame(theme, `${task.name}: ${metricOf[metric].title}`, axis(theme, "median wait, s"),
        axis(theme, "", unit(metric) ? { min: 0, max: 1 } : {}), series, data.runs.map((r) => r.name));
    });
  }
  const rows = [];
  for (const r of data.runs) {
    for (const status of list) {
      const wait = find(r.name, "", "status", status, "wait_p50");
      if (wait) {
        rows.push([r.name, status, wait.count, figure(wait), figure(find(r.name, "", "status", status, "wait_p95")),
          ...data.tasks.map((t) => figure(find(r.name, t.name, "status", status, t.leading)))]);
      }
    }
  }
  table(s, "Waiting time and the leading figure of each task",
    ["Run", "Status", "Windows", "Median wait, s", "p95 wait, s"].concat(data.tasks.map((t) => `${t.name} ${metricOf[t.leading].title}`)), rows);
}

function confusion() {
  const s = section("Truth against answers", "All answers of a run.");
  const share = (part, of) => of === 0 ? "–" : percent(part / of);
  for (const c of data.confusion.filter((d) => shown.some((r) => r.name === d.run))) {
    if (c.labels.length > 0) {
      table(s, `Run ${c.run}, ${c.task}: decisions from ${data.settings.threshold} on`,
        ["Label", "Applies, said", "Applies, not said", "Does not apply, said", "Does not apply, not said", "Precision", "Recall"],
        c.labels.map((l) => [l.label, l.tp, l.fn, l.fp, l.tn, share(l.tp, l.tp + l.fp), share(l.tp, l.tp + l.fn)]));
    } else {
      const classes = c.classes.map((_, i) => (i > 3 ? "+" : "") + (i - 3));
      table(s, `Run ${c.run}, ${c.task}: truth (rows) by answer (columns), clipped to [-3, 3] and rounded`, ["Truth"].concat(classes),
        c.classes.map((row, i) => [classes[i], ...row.map((n, j) => ({ text: n, kind: i === j ? "diagonal" : undefined }))]));
    }
  }
}

function making() {
  const s = section("How this was made");
  const p = el("p");
  p.append(el("code", data.command));
  s.append(p);
  table(s, "Labels and settings", ["What", "Value"], [
    ["labels", { text: `${data.truth.file}, ${data.truth.subjects} subjects, SHA-256 ${data.truth.sha256}`, kind: "wide" }],
    ...Object.entries(data.settings).map(([k, v]) => [k, Array.isArray(v) ? v.join(", ") : v])]);
  for (const r of data.runs) {
    table(s, `Run ${r.name}`, ["What", "Value"], [
      ...Object.entries(r.about).map(([k, v]) => [k, { text: typeof v === "object" ? JSON.stringify(v) : v, kind: "wide" }]),
      ["windows without labels", r.windows_without_labels]]);
  }
}

show([heading, requirements, runs, curves, groupings, reliability, waiting, confusion, making]);
