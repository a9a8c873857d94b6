// The report of a comparison: reads the JSON block and fills the page.
const SHOWN_AT_FIRST = 6; // lines of a chart; the rest is a click on its name away

function names(t) { return data.methods.map((m) => m.label).filter((l) => Object.values(t[t.field]).some((c) => has(c, t, l))); }
function has(condition, t, label) { return t.measures.some((m) => condition[m.task] && label in condition[m.task][m.measure]); }
function conditions(t) { return Object.keys(t.missingModalities); }
function cell(t, m, condition, label) { return t[t.field][condition][m.task][m.measure][label]; }
function title(m) { return `${m.task} ${m.measure} (${m.higherIsBetter ? "higher" : "lower"} is better)`; }

function heading() {
  const behind = data.tables.flatMap((t) => t.verdict).filter((v) => v.includes(" is behind "));
  document.getElementById("verdict").textContent = behind.length === 0
    ? `No interval puts ${data.tables[0].reference} behind another method.`
    : `${data.tables[0].reference} does not win everywhere: it is behind another method in ${behind.length} sentences below.`;
}

function methods() {
  const s = section("Methods", "Seconds of one processor, to train once and to answer under every mask, the mean; what methods of a round share is counted where it was made first.");
  table(s, "What was compared", ["Method", "What it is", "Trained values", "Seconds"],
    data.methods.map((m) => [{ text: m.label, small: m.word === m.label ? undefined : m.word }, { text: m.what, kind: "wide" },
      m.trained === 0 ? "–" : m.trained.toLocaleString("en"), m.seconds.toFixed(1)]));
}

function figure(t, m, condition, label) {
  const own = cell(t, m, condition, label);
  if (!own) return "–";
  const notes = [own.deviation === undefined ? interval(own) : `± ${number(own.deviation)}`];
  const pair = cell(t, m, condition, `${t.reference} - ${label}`);
  if (!pair || pair.value === null) return { text: number(own.value), small: notes };
  const shown = pair.low > 0 || pair.high < 0;
  const better = shown && (pair.value > 0) === m.higherIsBetter; // the reference is
  notes.push(`Δ ${number(pair.value)} ${interval(pair)}${t.significance[condition][m.task][m.measure][label].holm ? " *" : ""} ${shown ? (better ? "▼" : "▲") : "●"}`);
  return { text: number(own.value), small: notes, kind: shown ? (better ? "worse" : "better") : undefined };
}

function protocol(t) {
  const s = section(t.title + (t.missing === null ? "" : `; ${percent(t.missing)} of the training subjects lack modalities`),
    `${t.subjects} subjects, ${t.seeds} seeds. Δ is ${t.reference} minus the method, paired, over ${t.intervalsOver}; ${t.comparisons} of them in all. `
    + "▲ the method is better than the reference, ▼ worse, ● no difference shown; * holds for all of its measure together (Holm).");
  const list = el("ul");
  for (const sentence of t.verdict) list.append(el("li", sentence));
  s.append(list);
  const box = el("div", undefined, "charts");
  s.append(box);
  t.measures.filter((m) => m.leading).forEach((m) => curve(box, t, m));
  for (const m of t.measures) {
    table(s, title(m), ["Method"].concat(conditions(t).map((c) => c)),
      names(t).map((label) => [label, ...conditions(t).map((c) => figure(t, m, c, label))]));
  }
  if (t.field === "byRate") {
    table(s, "Modalities that are missing at each rate, one being always left", ["Rate"].concat(conditions(t)),
      [["missing", ...conditions(t).map((c) => percent(t.missingModalities[c]))]]);
  }
}

function curve(box, t, m) {
  const rates = t.field === "byRate";
  const labels = names(t);
  const at = conditions(t);
  const chosen = Object.fromEntries(labels.map((l, i) => [l, i < SHOWN_AT_FIRST || l === t.reference]));
  chart(box, `${title(m)}, ${t.title}`, (theme) => {
    const series = labels.flatMap((label, i) => {
      const points = at.map((c) => ({ x: rates ? Number(c) : c, s: cell(t, m, c, label) })).filter((p) => p.s && p.s.value !== null);
      const line = { type: rates ? "line" : "scatter", name: label, data: points.map((p) => [p.x, p.s.value]), z: 3, ...look(theme, i) };
      if (!rates) return [line];
      // the first dimension is the one that stacks, so y comes before x; one name, so that the legend hides all three
      const edge = { type: "line", name: label, stack: "band " + label, stackStrategy: "all", encode: { x: 1, y: 0 }, symbol: "none",
        silent: true, lineStyle: { opacity: 0 }, tooltip: { show: false }, z: 1 };
      const colour = theme.colours[i % theme.colours.length];
      return [{ ...edge, data: points.map((p) => [p.s.low, p.x]) },
        { ...edge, areaStyle: { color: colour, opacity: 0.15 }, data: points.map((p) => [p.s.high - p.s.low, p.x]) }, line];
    });
    const x = rates ? axis(theme, "rate at which each modality is missing", { min: 0, max: 0.9 })
      : { ...axis(theme, ""), type: "category", data: at };
    const option = frame(theme, title(m), x, axis(theme, "", { scale: true }), series, labels);
    option.legend.selected = chosen;
    return option;
  });
}

function making() {
  const s = section("How this was made");
  const p = el("p");
  p.append(el("code", data.command));
  s.append(p);
  table(s, "Data, base, code and settings", ["What", "Value"], Object.entries(data.about).map(([k, v]) => [k, { text: v, kind: "wide" }]));
}

show([heading, ...data.tables.map((t) => () => protocol(t)), methods, making]);
