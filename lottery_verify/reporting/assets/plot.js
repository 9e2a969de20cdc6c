"use strict";
// The calculator's plot: neurons per target weight against one quantity, both axes logarithmic, as SVG.

const SIZE = { width: 760, height: 460, left: 64, right: 172, top: 18, bottom: 52 };

function svgElement(name, attributes, text) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

const powerOfTen = (exponent) => (exponent === 0 ? "1" : exponent === 1 ? "10" : "10" + superscript(String(exponent)));

function ticks(low, high, most) { // whole exponents
  const step = Math.max(1, Math.ceil((high - low) / most)), found = [];
  for (let i = Math.ceil(low / step) * step; i <= high + 1e-9; i += step) found.push(i);
  return found;
}

// Pushes labels apart so that neighbours are `gap` away from each other, keeping their order.
function spread(labels, gap, low, high) {
  labels.sort((a, b) => a.y - b.y);
  labels.forEach((label, i) => { label.at = Math.max(label.y, i ? labels[i - 1].at + gap : low); });
  for (let i = labels.length - 1, most = high; i >= 0; most = labels[i].at - gap, i -= 1) {
    labels[i].at = Math.min(labels[i].at, most);
  }
}

// series: [{name, colour, dash, points: [[log10 x, log10 y]]}]; here: log10 of the current x
function drawPlot(svg, series, axis, here) {
  svg.replaceChildren();
  svg.setAttribute("viewBox", `0 0 ${SIZE.width} ${SIZE.height}`);
  const points = series.flatMap((one) => one.points);
  if (!points.length) {
    svg.append(svgElement("text", { x: SIZE.width / 2, y: SIZE.height / 2, class: "note" }, "No bound applies here."));
    return;
  }
  const xs = points.map(([x]) => x), ys = points.map(([, y]) => y);
  const x0 = Math.min(...xs), x1 = Math.max(...xs, x0 + 1e-6);
  const y0 = Math.floor(Math.min(...ys)), y1 = Math.max(y0 + 1, Math.ceil(Math.max(...ys)));
  const right = SIZE.width - SIZE.right, bottom = SIZE.height - SIZE.bottom;
  const px = (x) => SIZE.left + ((x - x0) / (x1 - x0)) * (right - SIZE.left);
  const py = (y) => bottom - ((y - y0) / (y1 - y0)) * (bottom - SIZE.top);
  for (const y of ticks(y0, y1, 8)) {
    svg.append(svgElement("line", { x1: SIZE.left, x2: right, y1: py(y), y2: py(y), class: "grid" }));
    svg.append(svgElement("text", { x: SIZE.left - 8, y: py(y) + 4, class: "tick end" }, powerOfTen(y)));
  }
  const marks = axis.ticks ? axis.ticks.filter(([x]) => x >= x0 - 1e-9 && x <= x1 + 1e-9)
    : ticks(x0, x1, 9).map((x) => [x, powerOfTen(x)]);
  for (const [x, label] of marks) {
    svg.append(svgElement("line", { x1: px(x), x2: px(x), y1: SIZE.top, y2: bottom, class: "grid" }));
    svg.append(svgElement("text", { x: px(x), y: bottom + 18, class: "tick middle" }, label));
  }
  svg.append(svgElement("path", { d: `M${SIZE.left},${SIZE.top}V${bottom}H${right}`, class: "axis" }));
  svg.append(svgElement("text", { x: (SIZE.left + right) / 2, y: SIZE.height - 10, class: "label middle" }, axis.label));
  svg.append(svgElement("text", { x: 14, y: (SIZE.top + bottom) / 2, class: "label middle",
    transform: `rotate(-90 14 ${(SIZE.top + bottom) / 2})` }, "neurons of G per target weight"));
  if (here >= x0 && here <= x1) {
    svg.append(svgElement("line", { x1: px(here), x2: px(here), y1: SIZE.top, y2: bottom, class: "here" }));
  }
  const labels = [];
  for (const one of series) {
    if (!one.points.length) continue;
    const path = one.points.map(([x, y], i) => `${i ? "L" : "M"}${px(x).toFixed(1)},${py(y).toFixed(1)}`).join("");
    svg.append(svgElement("path", { d: path, class: "line", stroke: one.colour, "stroke-dasharray": one.dash || "none" }));
    const [x, y] = one.points[one.points.length - 1];
    labels.push({ x: px(x), y: py(y), name: one.name, colour: one.colour });
  }
  spread(labels, 17, SIZE.top + 6, bottom - 2);
  for (const label of labels) {
    svg.append(svgElement("path", { d: `M${label.x + 2},${label.y}L${right + 12},${label.at}`, class: "leader", stroke: label.colour }));
    svg.append(svgElement("text", { x: right + 16, y: label.at + 4, class: "name", style: `fill: ${label.colour}` }, label.name));
  }
}
