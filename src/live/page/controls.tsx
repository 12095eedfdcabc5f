/** Play, pause, step, speed, rewind: with the time line, on which faults leave their marks. */
import { useState } from 'preact/hooks';
import { seconds as inSeconds } from '../../report/format.js';
import { marksOf } from '../marks.js';
import { cellsOf } from '../nodesNow.js';
import { ask, fingerprints } from './live.js';
import {
  isPlaying,
  lastReadA,
  placement,
  seed,
  speed,
  speedReached,
  worldA,
  worldB,
} from './state.js';

const SPEEDS = [0.01, 0.1, 0.5, 1, 2, 5, 10, 100, Infinity];
/** What has been reached counts as what was asked for from this share on. */
const REACHED = 0.9;

export function Controls() {
  const { now, standing } = worldA.value;
  const time = now?.time ?? 0;
  return (
    <section class="controls" aria-label="run">
      <div class="buttons">
        <button
          type="button"
          class="main"
          onClick={() => {
            ask({ kind: isPlaying.value ? 'pause' : 'play' });
          }}
          aria-pressed={isPlaying.value}
          data-part="play"
        >
          {isPlaying.value ? '❚❚ Pause' : '▶ Play'}
        </button>
        <button
          type="button"
          onClick={() => {
            ask({ kind: 'step' });
          }}
        >
          Step
        </button>
        <button
          type="button"
          onClick={() => {
            ask({ kind: 'rewind', to: Math.max(0, time - 5) });
          }}
        >
          ↶ 5 s
        </button>
        <button
          type="button"
          onClick={() => {
            ask({ kind: 'rewind', to: 0 });
          }}
        >
          To the start
        </button>
        <Speed />
        <Settings />
      </div>
      <TimeLine />
      <p class="small" aria-live="off">
        {standing === 'full'
          ? 'It is full: more comes than goes, and nothing more can be seen of it. Rewind, or change the model. '
          : ''}
        {standing === 'over' ? 'An hour has passed: rewind to see it again. ' : ''}
        What moves is one trial of one cell{cellsText()}, from its empty beginning: what is typical,
        with its interval, only several trials say. <Fingerprint />
      </p>
    </section>
  );
}

/** Equal states have equal numbers, here, after a rewind, and in any other browser. */
function Fingerprint() {
  const [shown, show] = useState('');
  const look = async (): Promise<void> => {
    show('');
    show((await fingerprints()).join(' and '));
  };
  return (
    <>
      <button type="button" class="plain" onClick={() => void look()}>
        This state’s number
      </button>
      <output class="mono" data-part="fingerprint">
        {shown}
      </output>
    </>
  );
}

function cellsText(): string {
  const model = lastReadA.value?.model;
  if (model === undefined) return '';
  const cells = cellsOf(model);
  return cells === 1 ? '' : ` of ${cells.toLocaleString('en-US')}`;
}

function Speed() {
  const asked = speed.value;
  const reached = speedReached.value;
  const isShort =
    isPlaying.value && reached > 0 && (asked === Infinity || reached < REACHED * asked);
  return (
    <label>
      Speed
      <select
        value={String(asked)}
        onChange={({ currentTarget }) => {
          speed.value = Number(currentTarget.value);
          ask({ kind: 'speed', speed: speed.value });
        }}
      >
        {SPEEDS.map((each) => (
          <option key={each} value={String(each)}>
            {each === Infinity ? 'as fast as it goes' : `${each}×`}
          </option>
        ))}
      </select>
      <output class="small" data-part="speed">
        {isPlaying.value && reached > 0
          ? `${isShort ? 'reached: ' : ''}${shortSpeed(reached)}×`
          : ''}
      </output>
    </label>
  );
}

function shortSpeed(speed: number): string {
  return String(Number(speed.toPrecision(2)));
}

export function Seed() {
  return (
    <label>
      Seed
      <input
        class="short"
        value={seed.value}
        maxLength={40}
        onChange={({ currentTarget }) => {
          if (currentTarget.value.trim() !== '') seed.value = currentTarget.value.trim();
        }}
      />
    </label>
  );
}

function Settings() {
  const model = lastReadA.value?.model;
  const regions = model?.placements ?? [];
  return (
    <>
      <Seed />
      {regions.length < 2 ? null : (
        <label>
          Cell
          <select
            value={String(placement.value)}
            onChange={({ currentTarget }) => {
              placement.value = Number(currentTarget.value);
            }}
          >
            {regions.map((_, index) => (
              <option key={index} value={String(index)}>
                placement {index + 1}
              </option>
            ))}
          </select>
        </label>
      )}
    </>
  );
}

/** From the start to now, or to the latest that has been seen. */
function TimeLine() {
  const { now, faults } = worldA.value;
  const time = now?.time ?? 0;
  const end = Math.max(10, time);
  const marks = marksOf(lastReadA.value?.model ?? { faults: [] }, faults).filter(
    ({ from }) => from < end,
  );
  return (
    <div class="timeline">
      <span class="clock" data-part="time">
        {time.toFixed(2)} s
      </span>
      <div class="track">
        <input
          type="range"
          min={0}
          max={end}
          step="any"
          value={time}
          aria-label="rewind to"
          aria-valuetext={`${inSeconds(time)} of ${inSeconds(end)}`}
          onChange={({ currentTarget }) => {
            ask({ kind: 'rewind', to: Number(currentTarget.value) });
          }}
        />
        {marks.map(({ name, from, to }) => (
          <span
            key={`${name}${from}`}
            class="mark"
            style={{
              left: `${(100 * from) / end}%`,
              width: `${Math.max(0.5, (100 * (Math.min(to, end) - from)) / end)}%`,
            }}
            title={`${name}, from ${from.toFixed(2)} s to ${to.toFixed(2)} s`}
          />
        ))}
      </div>
      <span class="small">
        {worldB.value.now === null ? '' : 'A and B on the same random numbers'}
      </span>
    </div>
  );
}
