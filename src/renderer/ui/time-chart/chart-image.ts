import type { EChartsType } from 'echarts/core';
import type { ChartSeries } from './chart-options.ts';

/** Pixels of the image for one of the screen. */
const SCALE = 2;
const MARGIN = 12;
const LINE_HEIGHT = 20;
const SWATCH = 9;
const TITLE_FONT = '600 13px "Inter Variable", sans-serif';
const NAME_FONT = '12px "JetBrains Mono Variable", monospace';

interface ImageParts {
  title: string;
  /** Those that are drawn. */
  series: readonly ChartSeries[];
  /** Of the theme. */
  style: CSSStyleDeclaration;
}

/** The chart as it is shown, under its title and the names of its series, as the data URL of a PNG. */
export function chartImage(chart: EChartsType, { title, series, style }: ImageParts): string {
  const drawn = chart.renderToCanvas({ pixelRatio: SCALE });
  const width = drawn.width / SCALE;
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d')!;
  context.font = NAME_FONT;
  const names = legendPlaces(series, width, name => context.measureText(name).width);
  const top = MARGIN + LINE_HEIGHT + (names.at(-1)?.bottom ?? 0);
  canvas.width = drawn.width;
  canvas.height = drawn.height + top * SCALE;
  const color = (name: string) => style.getPropertyValue(name).trim();
  context.fillStyle = color('--bg');
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.scale(SCALE, SCALE);
  context.textBaseline = 'middle';
  context.fillStyle = color('--text');
  context.font = TITLE_FONT;
  context.fillText(title, MARGIN, MARGIN + LINE_HEIGHT / 2);
  context.font = NAME_FONT;
  for (const { name, color: place, x, bottom } of names) {
    const middle = MARGIN + LINE_HEIGHT / 2 + bottom;
    context.fillStyle = color(`--series-${place}`);
    context.fillRect(x, middle - SWATCH / 2, SWATCH, SWATCH);
    context.fillStyle = color('--text');
    context.fillText(name, x + SWATCH + 5, middle);
  }
  context.drawImage(drawn, 0, top, width, drawn.height / SCALE);
  return canvas.toDataURL('image/png');
}

/** Names in lines, as many of them as fit beside each other. */
function legendPlaces(series: readonly ChartSeries[], width: number, widthOf: (name: string) => number) {
  let x = MARGIN;
  let bottom = LINE_HEIGHT;
  return series.map(({ name, color }) => {
    const taken = SWATCH + 5 + widthOf(name);
    if (x > MARGIN && x + taken > width - MARGIN) {
      x = MARGIN;
      bottom += LINE_HEIGHT;
    }
    const place = { name, color, x, bottom };
    x += taken + 16;
    return place;
  });
}
