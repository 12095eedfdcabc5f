/**
 * Lines over the last so many seconds of simulated time, each named at its end; faults as bands.
 */
import { apart, fitted, linearScale, TEXT_WIDTH, timeUnit } from '../../report/page/drawing.js';
import { useWidth } from './useWidth.js';

export interface Line {
  readonly name: string;
  /** Its color. */
  readonly kind: number;
  readonly isDashed: boolean;
  readonly points: readonly { readonly x: number; readonly y: number | null }[];
}

export interface Band {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

interface Given {
  readonly title: string;
  readonly part: string;
  readonly lines: readonly Line[];
  readonly bands: readonly Band[];
  readonly written: (value: number) => string;
  /** s: values are seconds, with round numbers of a unit of time at the axis. */
  readonly unit?: 's';
  /** Simulated seconds: the right end, and how long. */
  readonly end: number;
  readonly seconds: number;
}

const HEIGHT = 132;
const [TOP, BOTTOM] = [14, HEIGHT - 20];
const LEFT = 62;
const NAMES = 132;

export function Chart(given: Given) {
  const [ref, width] = useWidth();
  const { title, part, lines, written } = given;
  const last = lines.map(({ name, points }) => {
    const y = points.findLast((point) => point.y !== null)?.y ?? null;
    return `${name} ${y === null ? 'none' : written(y)}`;
  });
  return (
    <figure class="chart" ref={ref} data-chart={part}>
      <figcaption>
        <b>{title}</b> <span class="small">{last.join(', ')}</span>
      </figcaption>
      {width === 0 ? null : <Picture {...given} width={width} />}
    </figure>
  );
}

function Picture({
  title,
  part,
  lines,
  bands,
  written,
  unit,
  end,
  seconds,
  width,
}: Given & { readonly width: number }) {
  const right = width - (width < 500 ? 84 : NAMES);
  const from = Math.max(0, end - seconds);
  const to = Math.max(from + seconds, end);
  const x = (time: number): number => LEFT + ((time - from) / (to - from)) * (right - LEFT);
  const values = lines.flatMap(({ points }) => points.map(({ y }) => y ?? 0));
  const scaleUnit = unit === 's' ? timeUnit(values.map((value) => value * 1e3)) / 1e3 : 1;
  const y = linearScale(values, BOTTOM, TOP, scaleUnit);
  const ticks = linearScale(values, BOTTOM, TOP, scaleUnit).ticks(3);
  const ends = lines.map(({ points }) => y(points.findLast((point) => point.y !== null)?.y ?? 0));
  const heights = apart(ends, 13, TOP, BOTTOM);
  return (
    <svg
      viewBox={`0 0 ${width} ${HEIGHT}`}
      width={width}
      height={HEIGHT}
      role="img"
      aria-label={`${title} over time`}
      data-picture={part}
    >
      <Bands bands={bands} from={from} to={to} x={x} />
      {ticks.map((tick) => (
        <g key={tick}>
          <line class="grid" x1={LEFT} x2={right} y1={y(tick)} y2={y(tick)} />
          <text class="tick" x={LEFT - 6} y={y(tick) + 4} text-anchor="end">
            {short(written(tick))}
          </text>
        </g>
      ))}
      {[0, 1, 2, 3, 4].map((part) => {
        const time = from + (part / 4) * (to - from);
        return (
          <text
            key={part}
            class="tick"
            x={x(time)}
            y={HEIGHT - 5}
            text-anchor={part === 4 ? 'end' : 'middle'}
          >
            {Number(time.toFixed(1))} s
          </text>
        );
      })}
      {lines.map(({ name, kind, isDashed, points }, index) => (
        <g key={name}>
          <path class={`line k${kind % 6}${isDashed ? ' dashed' : ''}`} d={pathOf(points, x, y)} />
          <text class={`small t${kind % 6}`} x={right + 5} y={heights[index] + 4}>
            {fitted(name, width - right - 5, TEXT_WIDTH)}
          </text>
        </g>
      ))}
    </svg>
  );
}

/** Faults, as far as they lie between these moments. */
function Bands({
  bands,
  from,
  to,
  x,
}: Pick<Given, 'bands'> & {
  readonly from: number;
  readonly to: number;
  readonly x: (time: number) => number;
}) {
  return bands
    .filter((band) => band.to > from && band.from < to)
    .map((band) => {
      const [left, right] = [x(Math.max(from, band.from)), x(Math.min(to, band.to))];
      return (
        <g key={`${band.name}${band.from}`}>
          <rect
            class="band"
            x={left}
            y={TOP}
            width={Math.max(1, right - left)}
            height={BOTTOM - TOP}
          />
          <text class="tick" x={left + 3} y={TOP - 3}>
            {band.name}
          </text>
        </g>
      );
    });
}

/** At an axis, without zeros that say nothing. */
function short(text: string): string {
  return text.replace(/(\.\d*?)0+(?=\D|$)/, '$1').replace(/\.(?=\D|$)/, '');
}

function pathOf(
  points: Line['points'],
  x: (time: number) => number,
  y: (value: number) => number,
): string {
  let d = '';
  let isDown = false;
  for (const point of points) {
    if (point.y !== null)
      d += `${isDown ? 'L' : 'M'}${x(point.x).toFixed(1)},${y(point.y).toFixed(1)}`;
    isDown = point.y !== null;
  }
  return d;
}
