// Draws the figures that carry data-chart; the table beside each says the same without it.
// Labels of a tooltip are drawn, not written as HTML: the page allows no style inside of HTML.
"use strict";

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const common = () => ({
  animation: false,
  textStyle: { fontFamily: "inherit", color: colour("--ink") },
  tooltip: { renderMode: "richText", confine: true },
  grid: { left: 8, right: 24, top: 32, bottom: 8, containLabel: true },
});
const axisLook = () => ({
  axisLabel: { color: colour("--ink") },
  axisLine: { lineStyle: { color: colour("--line") } },
  splitLine: { lineStyle: { color: colour("--line") } },
});

// spec: { unit, names: [], series: [{ name, values: [] }], stacked, lying }
const bars = (spec) => {
  const names = { type: "category", data: spec.names, ...axisLook(), splitLine: { show: false } };
  const values = { type: "value", name: spec.unit, minInterval: 1, ...axisLook() };
  return {
    ...common(),
    color: [colour("--series-1"), colour("--series-2"), colour("--series-3"), colour("--series-4")],
    legend: { show: spec.series.length > 1, textStyle: { color: colour("--ink") } },
    xAxis: spec.lying ? values : names,
    yAxis: spec.lying ? { ...names, inverse: true } : values,
    series: spec.series.map((one) => ({
      type: "bar", name: one.name, data: one.values, barMaxWidth: 28,
      stack: spec.stacked ? "all" : undefined,
    })),
  };
};

// spec: { unit, names: [], series: [{ name, values: [] }] }
const lines = (spec) => ({
  ...bars(spec),
  tooltip: { ...common().tooltip, trigger: "axis" },
  series: spec.series.map((one) => ({ type: "line", name: one.name, data: one.values })),
});

// A colour between two of the form #rrggbb; share: 0 is the first.
const between = (low, high, share) => "#" + [1, 3, 5].map((at) => {
  const [from, to] = [low, high].map((one) => parseInt(one.slice(at, at + 2), 16));
  return Math.round(from + (to - from) * share).toString(16).padStart(2, "0");
}).join("");

// How much of its colour a value has: by the square root, since few cells hold most.
const shade = (value, most) => (most === 0 ? 0 : Math.sqrt(Math.abs(value) / most));

// spec: { unit, columns: [], rows: [], cells: [[column, row, value]] }
// Cells are rectangles of a scatter chart: the common build has no heat map. size: of one in pixels.
const heat = (spec, size = [0, 0]) => {
  const values = spec.cells.map((cell) => cell[2]);
  const most = Math.max(...values.map(Math.abs), 0);
  const [none, more, less] = ["--heat-none", "--heat-more", "--heat-less"].map(colour);
  const names = { type: "category", axisTick: { show: false }, splitLine: { show: false } };
  const look = { ...axisLook(), ...names };
  return {
    ...common(),
    tooltip: {
      ...common().tooltip,
      formatter: ({ value: [column, row, value] }) => `${spec.rows[row]} ${spec.columns[column]}：${value} ${spec.unit}`,
    },
    xAxis: { ...look, position: "top", data: spec.columns, axisLabel: { color: colour("--ink"), rotate: 40, interval: 0 } },
    yAxis: { ...look, data: spec.rows, inverse: true, axisLabel: { color: colour("--ink"), interval: 0 } },
    series: [{
      type: "scatter", symbol: "rect", symbolSize: size, cursor: "default", emphasis: { scale: false },
      label: {
        show: size[0] > 28, color: colour("--ink"), fontSize: 11,
        formatter: ({ value }) => (value[2] === 0 ? "" : String(value[2])),
      },
      data: spec.cells.map((cell) => ({
        value: cell,
        itemStyle: { opacity: 1, color: between(none, cell[2] < 0 ? less : more, shade(cell[2], most)) },
      })),
    }],
  };
};
// How large a cell is, is known once the axes are drawn.
const cellSize = (chart) => ["xAxis", "yAxis"].map((axis) =>
  Math.abs(chart.convertToPixel({ [`${axis}Index`]: 0 }, 1) - chart.convertToPixel({ [`${axis}Index`]: 0 }, 0)) - 1);

const kinds = { bars, lines, heat };
const drawn = [];
for (const place of document.querySelectorAll("[data-chart]")) {
  place.hidden = false;
  place.parentElement.querySelector("details")?.removeAttribute("open");
  const spec = JSON.parse(place.dataset.spec);
  const chart = echarts.init(place, null, { renderer: "canvas" });
  const draw = () => {
    chart.setOption(kinds[place.dataset.chart](spec), true);
    if (place.dataset.chart === "heat") chart.setOption(heat(spec, cellSize(chart)), true);
  };
  draw();
  new ResizeObserver(() => { chart.resize(); if (place.dataset.chart === "heat") draw(); }).observe(place);
  drawn.push(draw);
}
document.addEventListener("themechange", () => drawn.forEach((draw) => draw()));
