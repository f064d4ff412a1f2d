import { type JitterPoint, ofFamily } from './jitter-points.js';

/** A way to play, as the picture shows it. */
export interface Curve {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly JitterPoint[] | undefined;
}

const panel = { width: 230, height: 170, left: 38, top: 26, right: 10, bottom: 30 };
const columns = 4;

function scale(values: readonly number[]): (share: number) => number {
  const most = Math.max(...values, 1e-9) * 1.1;
  return (value) => value / most;
}

function panelOf(family: string, curves: readonly Curve[]): string {
  const all = curves.flatMap(({ points }) => ofFamily(points, family));
  const [across, up] = [all.map((point) => point.concealed), all.map((point) => point.delay)];
  const [x, y] = [scale([...across, 0.1]), scale(up)];
  const [width, height] = [panel.width - panel.left - panel.right, panel.height - panel.top - panel.bottom];
  const at = (point: JitterPoint): string =>
    `${(panel.left + x(point.concealed) * width).toFixed(1)},${(panel.top + (1 - y(point.delay)) * height).toFixed(1)}`;
  const drawn = curves.map(({ colour, points }) => {
    const line = ofFamily(points, family);
    const dots = line.map((point) => {
      const [cx, cy] = at(point).split(',');
      return `<circle cx="${cx}" cy="${cy}" r="${point.point === 0 ? 3.5 : 1.8}" fill="${colour}"/>`;
    });
    const path = `<polyline points="${line.map(at).join(' ')}" fill="none" stroke="${colour}"/>`;
    return `${line.length > 1 ? path : ''}${dots.join('')}`;
  });
  const [right, bottom] = [panel.width - panel.right, panel.height - panel.bottom];
  return [
    `<text x="${panel.left}" y="16" font-weight="bold">${family}</text>`,
    `<path d="M${panel.left} ${panel.top}V${bottom}H${right}" fill="none" stroke="#888"/>`,
    `<text x="${panel.left - 3}" y="${panel.top + 8}" text-anchor="end">${Math.max(...up).toFixed(0)}</text>`,
    `<text x="${panel.left - 3}" y="${bottom}" text-anchor="end">0 ms</text>`,
    `<text x="${right}" y="${bottom + 13}" text-anchor="end">${Math.max(...across, 0.1).toFixed(2)} %</text>`,
    ...drawn,
  ].join('');
}

/** Delay over concealment, a panel for each family, as SVG. Large dots are defaults. */
export function drawCurves(families: readonly string[], curves: readonly Curve[]): string {
  const rows = Math.ceil(families.length / columns);
  const [width, height] = [columns * panel.width, rows * panel.height + 24];
  const panels = families.map((family, i) => {
    const [left, top] = [(i % columns) * panel.width, Math.floor(i / columns) * panel.height];
    return `<g transform="translate(${left} ${top})">${panelOf(family, curves)}</g>`;
  });
  const names = curves.map(({ name, colour }, i) => {
    return `<circle cx="${44 + i * 160}" cy="${height - 12}" r="4" fill="${colour}"/><text x="${54 + i * 160}" y="${height - 8}">${name}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="10">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...panels,
    ...names,
    '</svg>',
    '',
  ].join('\n');
}
