// Of a prediction: how such cases fared in the adapter's evaluation, its origin, commands to look closer.
import { make, when, wrap } from "./dom.js";

/** One sentence of the adapter's own evaluation, where the same modalities were present. */
export function facts(known, modalities) {
  const present = modalities.filter((m) => m.state === "present").map((m) => m.modality);
  const said = Object.entries(known.tasks).filter(([, m]) => sentence(m)).map(([task, m]) => `for ${task} ${sentence(m)}`);
  return wrap("div", "facts",
    make("p", "", `Where ${list(present)} present, this adapter reached ${said.join("; ")} in its own evaluation.`),
    make("small", "", `${known.cases} cases of the ${known.split} split, ${Math.round(100 * known.level)} % intervals over ${known.over}`));
}

function list(words) {
  return words.length === 0 ? "nothing is" : words.length === 1 ? `only ${words[0]} is`
    : `${words.slice(0, -1).join(", ")} and ${words.at(-1)} are`;
}

function sentence(m) {
  const parts = [];
  if (m.has0) {
    parts.push(`the right side of neutral in ${percent(m.has0)} of cases`);
  }
  if (m.mae) {
    parts.push(`a mean error of ${number(m.mae)}`);
  }
  if (m.auroc) {
    parts.push(`AUROC ${number(m.auroc)}`);
  }
  if (m.macroF1) {
    parts.push(`macro-F1 ${number(m.macroF1)}`);
  }
  return parts.join(", ");
}

const number = (e) => e.value === null ? "unknown" : `${e.value.toFixed(2)}${e.low === null ? "" : ` [${e.low.toFixed(2)}–${e.high.toFixed(2)}]`}`;

const percent = (e) => e.value === null ? "an unknown share"
  : `${Math.round(100 * e.value)} %${e.low === null ? "" : ` [${Math.round(100 * e.low)}–${Math.round(100 * e.high)}]`}`;

export function provenance(row, last) {
  const list = make("dl", "pairs");
  const pair = (name, ...value) => list.append(make("dt", "", name), wrap("dd", "", ...value));
  pair("window", when(row.windowStart, iso(row.windowStart)), " to ", when(row.windowEnd, iso(row.windowEnd)));
  pair("waited at most until", when(last.deadline, iso(last.deadline)));
  pair("site", last.site ?? "none named");
  pair("adapter", last.adapter, " ", digest(last.adapterDigest));
  pair("base model", digest(last.modelDigest));
  pair("samples used", last.inputs.length ? wrap("ul", "inputs", ...last.inputs.map(input)) : "none");
  return list;
}

function input(i) {
  return wrap("li", "", `${i.modality}, `, make("code", "", `${i.topic} ${i.partition}:${i.offset}`),
    i.broken ? " could not be used" : "");
}

function digest(hex) {
  const code = make("code", "", hex.slice(0, 12));
  code.title = `SHA-256 ${hex}`;
  return code;
}

const iso = (ms) => new Date(ms).toISOString().slice(0, 19).replace("T", " ");

export function commands(row) {
  const from = new Date(row.windowStart).toISOString();
  return wrap("div", "commands",
    command(`./lacuna peek predictions --config lacuna.properties --pipeline ${row.pipeline} --from ${from}`),
    command(`./lacuna explain SUBJECT --recording RECORDING`),
    make("p", "soft", "SUBJECT is the id as it stands in the records: this page shows pseudonyms only."));
}

function command(words) {
  const code = make("code", "", words);
  const button = make("button", "", "Copy");
  button.type = "button";
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(words);
      button.textContent = "✓ Copied";
    } catch { // not over plain http from elsewhere: the reader copies what is selected
      getSelection().selectAllChildren(code);
      button.textContent = "Selected";
    }
  });
  return wrap("p", "command", code, button);
}
