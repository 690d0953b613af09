/** In a thread of its own, which ends afterwards, so that what the drawing took is given back. */
import { fileURLToPath } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { Resvg } from '@resvg/resvg-js';
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { Chart } from './chart.ts';

/** Sizes are for a phone, which shows the picture at about a third of its width. */
const [WIDTH, HEIGHT] = [1_080, 810];
const FONT = 'DejaVu Sans';
const COLOURS = ['#2f9e6e', '#e8743b', '#3b6fd4'];
const INK = '#26323d';

function svgOf({ title, labels, bars, line }: Chart): string {
  echarts.use([BarChart, LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  const axisLabel = { fontSize: 26, color: INK };
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    color: COLOURS,
    textStyle: { fontFamily: FONT },
    title: { text: title, left: 'center', top: 16, textStyle: { fontSize: 38, color: INK, fontFamily: FONT } },
    legend: {
      ...{ top: 82, left: 'center', width: WIDTH - 60, itemWidth: 36, itemHeight: 22, itemGap: 24 },
      textStyle: { fontSize: 26, color: INK },
    },
    grid: { left: 120, right: 100, top: 190, bottom: 70 },
    xAxis: { type: 'category', data: [...labels], axisLabel: { ...axisLabel, hideOverlap: true } },
    yAxis: [
      { type: 'value', axisLabel, splitNumber: 4, splitLine: { lineStyle: { color: '#e4e8ec' } } },
      { type: 'value', axisLabel: { ...axisLabel, color: COLOURS[2] }, minInterval: 1, splitLine: { show: false } },
    ],
    series: [
      ...bars.map(({ name, values }) => ({ type: 'bar', name, data: [...values] })),
      {
        ...{ type: 'line', name: line.name, data: [...line.values], yAxisIndex: 1, symbolSize: 10 },
        lineStyle: { width: 5 },
      },
    ],
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

const fonts = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((file) =>
  fileURLToPath(import.meta.resolve(`dejavu-fonts-ttf/ttf/${file}`)),
);
const picture = new Resvg(svgOf(workerData as Chart), {
  font: { loadSystemFonts: false, fontFiles: fonts, defaultFontFamily: FONT },
}).render();
parentPort?.postMessage(new Uint8Array(picture.asPng()));
