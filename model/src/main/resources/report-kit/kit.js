// What reports have in common: the data of the page, tables, charts, themes. Every name from the data goes in as text.
"use strict";
const data = JSON.parse(document.querySelector("script[type='application/json']").textContent);
const main = document.getElementById("main");
const SYMBOLS = ["circle", "rect", "triangle", "diamond", "pin", "arrow"];
const DASHES = ["solid", "dashed", "dotted"];
const THEMES = {
  light: { ink: "#1d2329", soft: "#59636e", line: "#dde1e6",
    colours: ["#0b5fa5", "#b34700", "#00705a", "#8a3d80", "#5f5f00", "#444c55"] },
  dark: { ink: "#e4e8ec", soft: "#a0abb6", line: "#303842",
    colours: ["#86b4f2", "#f0a070", "#7ad3b8", "#e0a3d8", "#d8d070", "#c0c8d0"] },
};
const dark = matchMedia("(prefers-color-scheme: dark)");
const charts = []; // {box, option: theme => option}

function el(name, text, kind) {
  const e = document.createElement(name);
  if (text !== undefined) e.textContent = text;
  if (kind) e.className = kind;
  return e;
}
function section(title, note) {
  const s = el("section");
  s.append(el("h2", title));
  if (note) s.append(el("p", note, "note"));
  main.append(s);
  return s;
}
function number(v, digits = 3) { return v === null || v === undefined ? "–" : v.toFixed(digits); }
function percent(v) { return v === null ? "–" : (100 * v).toFixed(1) + " %"; }
function interval(i) { return i.low === null || i.value === null ? "" : `[${number(i.low)}, ${number(i.high)}]`; }

/** A table; a cell is text, or {text, small, kind}, small being one line or several. The first cell of a row is its head. */
function table(parent, caption, heads, rows) {
  const box = el("div", undefined, "scroll");
  const t = el("table");
  t.append(el("caption", caption));
  const head = t.createTHead().insertRow();
  for (const h of heads) {
    const th = el("th", h);
    th.scope = "col";
    head.append(th);
  }
  const body = t.createTBody();
  for (const row of rows) {
    const tr = body.insertRow();
    row.forEach((cell, i) => {
      const c = typeof cell === "object" && cell !== null ? cell : { text: cell };
      const td = el(i === 0 ? "th" : "td", String(c.text), c.kind);
      if (i === 0) td.scope = "row";
      for (const line of [c.small].flat()) if (line) td.append(el("small", line));
      tr.append(td);
    });
  }
  box.append(t);
  parent.append(box);
}

function chart(parent, label, option, small) {
  const box = el("div", undefined, small ? "chart small" : "chart");
  box.setAttribute("role", "img");
  box.setAttribute("aria-label", label + "; the table below has the figures");
  parent.append(box);
  charts.push({ box, option });
}
function draw(theme) {
  for (const c of charts) {
    if (c.drawn) c.drawn.dispose();
    c.drawn = echarts.init(c.box, null, { renderer: "canvas", devicePixelRatio: 2 });
    c.drawn.setOption(c.option(THEMES[theme]));
  }
}
function axis(theme, name, more) {
  return { type: "value", name, nameLocation: "middle", nameGap: 28, nameTextStyle: { color: theme.ink },
    axisLabel: { color: theme.soft }, axisLine: { show: true, lineStyle: { color: theme.soft } },
    splitLine: { lineStyle: { color: theme.line } }, ...more };
}
function frame(theme, title, x, y, series, legend) {
  return { animation: false, color: theme.colours, textStyle: { color: theme.ink },
    title: { text: title, left: 8, top: 6, textStyle: { fontSize: 14, color: theme.ink } },
    grid: { left: 56, right: 20, top: 44, bottom: legend ? 78 : 48 },
    legend: legend ? { bottom: 4, type: "scroll", data: legend, textStyle: { color: theme.ink } } : undefined,
    tooltip: { trigger: "item", renderMode: "richText" }, xAxis: x, yAxis: y, series };
}
function look(theme, i) {
  const colour = theme.colours[i % theme.colours.length];
  return { symbol: SYMBOLS[i % SYMBOLS.length], symbolSize: 9, itemStyle: { color: colour },
    lineStyle: { color: colour, type: DASHES[i % DASHES.length], width: 2 } };
}
/** Fills the page, then draws; the theme is the reader's, and light on paper. */
function show(parts) {
  parts.forEach((part) => part());
  const theme = () => (dark.matches ? "dark" : "light");
  draw(theme());
  dark.addEventListener("change", () => draw(theme()));
  addEventListener("resize", () => charts.forEach((c) => c.drawn.resize()));
  addEventListener("beforeprint", () => draw("light"));
  addEventListener("afterprint", () => draw(theme()));
}
