"use strict";
// Sliders and fields -> setting -> table and plot. A field holds the exact number; a slider only writes into its field.

const decades = (low, high, mantissas) => {
  const values = [];
  for (let e = low; e < high; e += 1) for (const m of mantissas) values.push(e < 0 ? `${m}e${e}` : m + "0".repeat(e));
  values.push(high < 0 ? `1e${high}` : "1" + "0".repeat(high));
  return values;
};
const NINE = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
const plain = (text) => { // 2e-2 as 0.02
  const [m, e] = text.split("e");
  return e && Number(e) >= -4 ? "0." + "0".repeat(-Number(e) - 1) + m : text;
};
const BASES = [];
for (let i = 105; i <= 161; i += 1) BASES.push(`1.${String(i - 100).padStart(2, "0")}`);
const STOPS = {
  n: decades(0, 4, NINE),
  depth: Array.from({ length: 50 }, (_, i) => String(i + 1)),
  epsilon: decades(-9, 0, NINE).reverse().map(plain),
  delta: decades(-12, 0, NINE).slice(0, -1).reverse().map(plain),
  wMax: decades(-4, 1, NINE).map(plain),
  fMax: decades(-2, 3, NINE).map(plain),
  norm: decades(-1, 2, NINE).map(plain),
  base: [...BASES, "phi"],
};
const LOOKS = {
  "malach-pruning": ["#d55e00", ""], "product-weight": ["#8a5a00", "6 3"], "uniform-product-tail": ["#a8327d", "2 3"],
  "log-pruning-malach": ["#4a9bd4", "6 3"], "log-pruning": ["#0072b2", ""], "shared-log-pruning": ["#00735a", ""],
  "universal-ticket": ["#00735a", "6 3"], "subset-sum-pruning": ["#222222", "8 3 2 3"],
  "free-assignment": ["#222222", ""],
};
const part = (name) => document.getElementById(`c-${name}`);
const NAMES = Object.keys(STOPS);

function readSetting() { // the setting, or throws with a message that names the field
  const setting = {}, text = (name) => part(name).value.trim();
  const number = (name, label, fits, range) => {
    const value = readNumber(text(name));
    if (!value || !fits(value)) throw new RangeError(`${label}: ${text(name) || "nothing"} is not a number ${range}`);
    return value;
  };
  const positive = (value) => value.p > 0n;
  const widths = text("widths").split(",").map((one) => one.trim());
  if (widths.length < 2 || widths.length > 201 || !widths.every((one) => /^\d{1,12}$/.test(one) && BigInt(one) > 0n)) {
    throw new RangeError("widths: give 2 to 201 integers of at least 1 (at most 12 digits), e.g. 784,500,10");
  }
  setting.widths = widths.map(BigInt);
  setting.epsilon = number("epsilon", "ε", positive, "above 0");
  setting.delta = number("delta", "δ", (value) => value.p > 0n && value.p < value.q, "in (0, 1)");
  setting.wMax = number("wMax", "w_max", () => true, "of at least 0");
  setting.fMax = number("fMax", "F_max", positive, "above 0");
  const norm = number("norm", "‖W_i‖₂", () => true, "of at least 0");
  setting.norms = widths.slice(1).map(() => norm);
  if (/^(phi|φ)$/i.test(text("base"))) setting.base = null;
  else {
    setting.base = number("base", "γ", (b) => b.p > b.q && b.p * b.p <= b.p * b.q + b.q * b.q, "in (1, φ]; φ is 1.618…");
  }
  return setting;
}

function typeset(element, text) { // w_max with max as an index
  text.split(/_(w|max|i)\b/).forEach((piece, i) => {
    const node = i % 2 ? document.createElement("sub") : document.createTextNode(piece);
    if (i % 2) node.textContent = piece;
    element.append(node);
  });
}

function cell(row, text, name = "", title = "") {
  const element = row.insertCell();
  typeset(element, text);
  if (name) element.className = name;
  if (title) {
    element.title = title; // for a mouse; tapped or reached by a key it is shown below the table
    element.tabIndex = 0;
  }
}

function showTable(result) {
  const body = part("rows");
  body.replaceChildren();
  part("full").textContent = "";
  for (const row of result.rows) {
    const line = body.insertRow();
    line.dataset.id = row.id;
    cell(line, "", "claim");
    const link = document.createElement("a");
    link.href = `#${row.id}`;
    link.textContent = row.id;
    link.style.borderColor = LOOKS[row.id][0];
    line.cells[0].append(link);
    if (!row.applies) {
      cell(line, row.undecided ? `undecided: ${row.undecided}` : `does not apply: needs ${row.violated.join("; ")}`, "why");
      line.cells[1].colSpan = 6;
      continue;
    }
    cell(line, brief(row.perWeight, 6, true), "", directedDecimal(row.perWeight, 12, true));
    cell(line, readable(row.neurons), "", row.neurons.toString());
    cell(line, row.smallest === null ? "–" : readable(row.smallest), "", row.smallest === null ? "" : row.smallest.toString());
    cell(line, readable(row.weights), "", row.weights.toString());
    cell(line, row.bitsOverLowerBound ? brief(row.bitsOverLowerBound, 5, true) : "–", "",
      row.bitsOverLowerBound ? directedDecimal(row.bitsOverLowerBound, 12, true) : "");
    cell(line, row.k === null ? "–" : grouped(row.k.toString()));
  }
}

function showInFull(event) { // the number of the cell that has the focus, whole
  const element = event.target.closest("td[title]");
  if (!element) return;
  const heads = element.closest("table").tHead.rows[0].cells;
  part("full").textContent = `${element.parentElement.dataset.id}, ${heads[element.cellIndex].textContent}: ${element.title}`;
}

const square = (n, depth) => Array.from({ length: depth + 1 }, () => BigInt(n));
const steps = (low, high, count) => Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));
const AXES = {
  epsilon: { label: "1/ε", values: steps(0, 10, 41), here: (s) => -log10(s.epsilon),
    put: (s, x) => ({ ...s, epsilon: ratio(10n ** 12n, BigInt(Math.round(10 ** (12 + x)))) }) },
  delta: { label: "1/δ", values: steps(0.25, 12, 41), here: (s) => -log10(s.delta),
    put: (s, x) => ({ ...s, delta: ratio(10n ** 12n, BigInt(Math.round(10 ** (12 + x)))) }) },
  n: { label: "n, for widths that are all n", values: steps(0, 4, 41),
    here: (s) => Math.log10(Number(s.widths.reduce(larger))),
    put: (s, x) => ({ ...s, widths: square(Math.round(10 ** x), s.norms.length) }) },
  depth: { label: "ℓ, for widths that are all n", values: [1, 2, 3, 4, 5, 7, 10, 14, 20, 30, 50, 70, 100].map(Math.log10),
    here: (s) => Math.log10(s.norms.length),
    put: (s, x) => { const depth = Math.round(10 ** x);
      return { ...s, widths: square(s.widths.reduce(larger), depth), norms: Array(depth).fill(s.norms[0]) }; } },
  base: { label: "γ", values: [...BASES.map(Number), 1.618].map(Math.log10),
    ticks: ["1.05", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6"].map((b) => [Math.log10(Number(b)), b]),
    here: (s) => (s.base ? log10(s.base) : Math.log10(1.618)),
    put: (s, x) => ({ ...s, base: ratio(BigInt(Math.round(1000 * 10 ** x)), 1000n) }) },
};

function showPlot(setting) {
  const axis = AXES[part("axis").value], found = new Map(BOUNDS.map((bound) => [bound.id, []]));
  decide.start = 96; // a picture needs fewer bits; the integers are decided all the same
  try {
    for (const x of axis.values) {
      for (const row of evaluate(axis.put(setting, x), false).rows) {
        if (row.applies && row.neurons > 0n) found.get(row.id).push([x, log10(row.perWeight)]);
      }
    }
  } finally {
    decide.start = 192;
  }
  const series = [...found].filter(([, points]) => points.length > 1)
    .map(([name, points]) => ({ name, points, colour: LOOKS[name][0], dash: LOOKS[name][1] }));
  drawPlot(part("plot"), series, axis, axis.here(setting));
}

function recompute() {
  const message = part("message");
  try {
    const setting = readSetting(), result = evaluate(setting);
    const epsilonW = ratio(1n << 192n, result.it.inverse(192n).high);
    message.className = "";
    message.replaceChildren();
    typeset(message, `ε_w = ${brief(epsilonW, 6, false)},  k = ${result.it.k},  `
      + `${grouped(result.it.links.toString())} target weights,  at least `
      + `${brief(ratio(result.lowerBits.low, 1n << 192n), 4, false)} mask bits per target weight by any method`);
    window.lastResult = { result, epsilonW: directedDecimal(epsilonW, 12, false) };
    showTable(result);
    showPlot(setting);
    markWide();
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof Undecided)) throw error;
    message.className = "wrong";
    message.textContent = error.message;
    window.lastResult = null;
    part("full").textContent = "";
    part("rows").replaceChildren();
    part("plot").replaceChildren();
  }
}

function markWide() { // what is wider than the screen says that it scrolls, and can be scrolled by keys
  for (const box of document.querySelectorAll(".scroll")) {
    const wide = box.scrollWidth > box.clientWidth + 1;
    box.classList.toggle("wide", wide);
    if (wide) box.tabIndex = 0; else box.removeAttribute("tabindex");
  }
}

let waiting = 0;
const soon = () => { cancelAnimationFrame(waiting); waiting = requestAnimationFrame(recompute); };

function nearestStop(name, text) { // where a slider stands for a typed number
  const stops = STOPS[name], wanted = readNumber(text);
  if (!wanted) return stops.length - 1;
  const away = (stop) => Math.abs(log10(readNumber(stop) || ratio(1618n, 1000n)) - log10(wanted));
  return stops.reduce((best, stop, i) => (away(stop) < away(stops[best]) ? i : best), 0);
}

function start() {
  for (const name of NAMES) {
    const slider = part(`${name}-slider`), field = part(name);
    slider.min = 0;
    slider.max = STOPS[name].length - 1;
    slider.value = nearestStop(name, field.value);
    slider.addEventListener("input", () => {
      field.value = STOPS[name][slider.value];
      field.dispatchEvent(new Event("change"));
    });
    field.addEventListener("change", () => {
      slider.value = nearestStop(name, field.value);
      if (name === "n" || name === "depth") {
        const n = part("n").value, depth = Math.min(200, Math.max(1, Number(part("depth").value) || 1));
        part("widths").value = Array(depth + 1).fill(n).join(",");
      }
      soon();
    });
  }
  part("widths").addEventListener("change", () => {
    const widths = part("widths").value.split(",").map(Number);
    part("n").value = Math.max(...widths);
    part("depth").value = widths.length - 1;
    for (const name of ["n", "depth"]) part(`${name}-slider`).value = nearestStop(name, part(name).value);
    soon();
  });
  part("axis").addEventListener("change", soon);
  part("rows").addEventListener("focusin", showInFull);
  part("rows").addEventListener("click", showInFull); // where a tap gives no focus
  recompute();
  markWide();
  window.addEventListener("resize", markWide);
}
document.addEventListener("DOMContentLoaded", start);
