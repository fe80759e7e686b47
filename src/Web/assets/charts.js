// Draws what <Chart> wrote as JSON. On canvas and with tooltips as text, so that nothing sets a style attribute; the table stays for those who want it.
import { BarChart, CustomChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

use([BarChart, LineChart, CustomChart, GridComponent, LegendComponent, TooltipComponent, AriaComponent, CanvasRenderer]);

const drawn = new Map();
const resized = new ResizeObserver(entries => entries.forEach(entry => drawn.get(entry.target)?.resize()));
const darkened = matchMedia('(prefers-color-scheme: dark)');
darkened.addEventListener('change', () => drawn.forEach((chart, plot) => chart.setOption(options(plot.closest('figure')))));

export function draw(figure) {
  const plot = figure.querySelector('.chart-plot');
  for (const [old, chart] of drawn) if (!old.isConnected) { chart.dispose(); resized.unobserve(old); drawn.delete(old); }
  const chart = init(plot, null, { renderer: 'canvas' });
  chart.setOption(options(figure));
  drawn.set(plot, chart);
  figure.querySelector('details').open = false;
  figure.dataset.drawn = 'yes';
  resized.observe(plot);
  const links = data(figure).links;
  if (links) chart.on('click', point => { if (links[point.dataIndex]) location.href = links[point.dataIndex]; });
}

const data = figure => JSON.parse(figure.querySelector('script[type="application/json"]').textContent);

/** The colours of the page, so that light and dark come from the same tokens. */
function tokens(figure) {
  const probe = figure.querySelector('.chart-plot');
  const style = getComputedStyle(probe);
  const paint = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const plain = value => {   // echarts does not read oklch() or light-dark(): let the browser paint it and read the pixel
    paint.clearRect(0, 0, 1, 1);
    paint.fillStyle = value;
    paint.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = paint.getImageData(0, 0, 1, 1).data;
    return `rgba(${r},${g},${b},${a / 255})`;
  };
  const tone = name => {
    probe.classList.add(name);
    const colour = plain(getComputedStyle(probe).color);
    probe.classList.remove(name);
    return colour;
  };
  return { font: style.fontFamily, text: plain(style.color), line: tone('chart-line-tone'), surface: tone('chart-surface-tone'), series: [1, 2, 3, 4].map(n => tone(`chart-tone-${n}`)) };
}

function options(figure) {
  const { kind, labels, series, unit, digits, language } = data(figure);
  const look = tokens(figure);
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: digits });
  const short = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 });
  const say = value => unit === '%' ? `${number.format(value * 100)}%` : unit === '₩' || unit === '£' || unit === '$' ? unit + number.format(value) : `${number.format(value)}${unit ? ' ' + unit : ''}`;
  const axisSays = value => unit === '%' ? `${number.format(value * 100)}%` : short.format(value);
  const sideways = kind === 'interval' || kind === 'rank';
  const values = { type: 'value', scale: kind === 'line', axisLabel: { color: look.text, formatter: axisSays }, splitLine: { lineStyle: { color: look.line } } };
  const names = { type: 'category', data: labels, inverse: sideways, axisLabel: { color: look.text, hideOverlap: true }, axisLine: { lineStyle: { color: look.line } }, axisTick: { show: false } };
  return {
    animation: false,
    color: look.series,
    textStyle: { fontFamily: look.font, color: look.text },
    aria: { enabled: false },
    grid: { left: 8, right: 16, top: series.length > 1 ? 32 : 12, bottom: 4, containLabel: true },
    legend: series.length > 1 ? { top: 0, left: 0, itemWidth: 12, itemHeight: 8, icon: 'roundRect', textStyle: { color: look.text } } : undefined,
    tooltip: {
      trigger: 'axis', renderMode: 'richText', confine: true, backgroundColor: look.surface, borderColor: look.line, textStyle: { color: look.text },
      axisPointer: { type: kind === 'line' ? 'line' : 'shadow' },
      formatter: points => [points[0].name, ...points.filter(point => point.seriesType !== 'custom').map(point => {
        const one = series[point.seriesIndex];
        const range = one?.low ? ` (${say(one.low[point.dataIndex])} – ${say(one.high[point.dataIndex])})` : '';
        return `${one.name}: ${say(one.values[point.dataIndex])}${range}`;
      })].join('\n'),
    },
    xAxis: sideways ? values : names,
    yAxis: sideways ? names : values,
    series: [
      ...series.map(one => kind === 'interval'
        ? { name: one.name, type: 'line', data: one.values, symbol: 'circle', symbolSize: 10, lineStyle: { width: 0 } }
        : { name: one.name, type: kind === 'line' ? 'line' : 'bar', data: one.values, barMaxWidth: 36, symbolSize: 5, itemStyle: kind === 'line' ? undefined : { borderRadius: sideways ? [0, 3, 3, 0] : [3, 3, 0, 0] } }),
      ...series.filter(one => one.low).map(one => whisker(one, series.indexOf(one), series.length, kind, look)),
    ],
  };
}

/** The interval of a value as a line with two ends; beside each other where the bars of several series stand in a group. */
function whisker(one, index, count, kind, look) {
  const sideways = kind === 'interval' || kind === 'rank';
  const grouped = kind === 'bar' || kind === 'rank';
  return {
    type: 'custom', name: one.name, silent: true, z: 5,
    data: one.low.map((low, i) => [i, low, one.high[i]]),
    encode: sideways ? { x: [1, 2], y: 0 } : { x: 0, y: [1, 2] },
    renderItem: (params, api) => {
      const [at, low, high] = [api.value(0), api.value(1), api.value(2)];
      if (!Number.isFinite(low) || !Number.isFinite(high)) return null;
      const aside = grouped && count > 1 ? api.barLayout({ count, barMaxWidth: 36 })[index].offsetCenter : 0;
      const end = value => { const [x, y] = api.coord(sideways ? [value, at] : [at, value]); return sideways ? [x, y + aside] : [x + aside, y]; };
      const [a, b] = [end(low), end(high)];
      const style = { stroke: look.text, lineWidth: 1.5 };
      const line = (x1, y1, x2, y2) => ({ type: 'line', shape: { x1, y1, x2, y2 }, style });
      const [dx, dy] = sideways ? [0, 5] : [5, 0];
      return { type: 'group', children: [line(...a, ...b), line(a[0] - dx, a[1] - dy, a[0] + dx, a[1] + dy), line(b[0] - dx, b[1] - dy, b[0] + dx, b[1] + dy)] };
    },
  };
}
