/** The last minute: latency, records a second, and what waits; faults as bands across all. */
import { counted, seconds as inSeconds } from '../../report/format.js';
import type { Slice } from '../readings.js';
import { marksOf } from '../marks.js';
import { Chart, type Line } from './chart.js';
import { lastReadA, shownGroup, stepSeconds, worldA, worldB, type WorldState } from './state.js';

/** Points of a line. */
const POINTS = 240;

interface Kind {
  readonly name: string;
  readonly read: (slice: Slice) => number | null;
}

export function Charts() {
  const model = lastReadA.value?.model;
  if (model === undefined) return null;
  const group = Math.min(shownGroup.value, model.consumers.length - 1);
  const step = stepSeconds.value;
  const perSecond = (count: number): number => count / step;
  const of = (slice: Slice): Slice['groups'][number] | undefined => slice.groups.at(group);
  const latency: Kind[] = [
    { name: 'p99', read: (slice) => finite(of(slice)?.p99) },
    { name: 'p50', read: (slice) => finite(of(slice)?.p50) },
  ];
  const flow: Kind[] = [
    { name: 'in', read: ({ arrived }) => perSecond(arrived) },
    {
      name: `out: ${model.consumers[group].name}`,
      read: (slice) => perSecond(of(slice)?.delivered ?? 0),
    },
    { name: 'dropped', read: ({ dropped }) => perSecond(dropped) },
    { name: 'lost or failed', read: ({ lost }) => perSecond(lost) },
  ];
  const waits: Kind[] = [
    ...model.consumers.slice(0, 5).map(({ name }, index) => ({
      name: `lag: ${name}`,
      read: (slice: Slice) => slice.groups.at(index)?.lag ?? null,
    })),
    { name: 'in producers', read: ({ inProducers }) => inProducers },
  ];
  const ends = { end: worldA.value.now?.time ?? 0, seconds: POINTS * step };
  const bands = marksOf(model, worldA.value.faults);
  const all = { ...ends, bands };
  return (
    <section class="charts" aria-label="the last minute">
      <div class="chartHead">
        <h2>The last {inSeconds(POINTS * step)}</h2>
        <GroupChoice group={group} names={model.consumers.map(({ name }) => name)} />
      </div>
      <Chart
        title="Latency"
        part="latency"
        lines={linesOf(latency)}
        written={inSeconds}
        unit="s"
        {...all}
      />
      <Chart
        title="Records a second"
        part="flow"
        lines={linesOf(flow)}
        written={(value) => `${counted(value)}/s`}
        {...all}
      />
      <Chart title="What waits" part="waits" lines={linesOf(waits)} written={counted} {...all} />
    </section>
  );
}

/** To which group latency is shown, where there are several. */
function GroupChoice({
  group,
  names,
}: {
  readonly group: number;
  readonly names: readonly string[];
}) {
  if (names.length < 2) return null;
  return (
    <label>
      Latency from the event to
      <select
        value={String(group)}
        onChange={({ currentTarget }) => {
          shownGroup.value = Number(currentTarget.value);
        }}
      >
        {names.map((name, index) => (
          <option key={name} value={String(index)}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function finite(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : value;
}

/** Of both worlds where there are two: B's dashed. */
function linesOf(kinds: readonly Kind[]): Line[] {
  const two = worldB.value.now !== null;
  const sides: readonly (readonly [string, WorldState])[] = two
    ? [
        ['A ', worldA.value],
        ['B ', worldB.value],
      ]
    : [['', worldA.value]];
  return sides.flatMap(([label, { slices }], side) => {
    const last = slices.slice(-POINTS - 1);
    return kinds.flatMap(({ name, read }, kind): Line[] => {
      const points = last.map((slice) => ({ x: slice.time, y: read(slice) }));
      // What is never there is left out, but for the first.
      if (kind > 1 && points.every(({ y }) => y === null || y === 0)) return [];
      return [{ name: `${label}${name}`, kind, isDashed: side === 1, points }];
    });
  });
}
