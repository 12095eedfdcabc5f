/**
 * Several trials at once: what is typical, with its interval, as pictures; the same numbers as
 * `highwater run`.
 */
import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { HATCH } from '../../report/page/document.js';
import { figureSection } from '../../report/page/figure.js';
import { headSection } from '../../report/page/head.js';
import { figuresOf } from '../../report/page/page.js';
import { modelsOf, readResults } from '../../report/page/results.js';
import { PAGE_STYLE, PICTURE_STYLE } from '../../report/page/style.js';
import { runCall, type MeasureOptions } from '../measured.js';
import type { MeasureTold } from '../messages.js';
import type { GivenModel } from '../givenModel.js';
import { download, reportText } from './files.js';
import { scriptText } from './live.js';
import { given, isRead, isStill, lastReadB, other, readA, readB, seed, start } from './state.js';
import { messageOf, workerOf } from './workerScope.js';

interface Result {
  readonly given: GivenModel;
  readonly options: MeasureOptions;
  readonly files: ReadonlyMap<string, string>;
}

type UnderWay = Extract<MeasureTold, { kind: 'progress' }>;

const result = signal<Result | null>(null);
const underWay = signal<UnderWay | null>(null);
const failure = signal('');
let worker: Worker | null = null;

/** Workers beside the one that runs live, at most. */
const MOST_WORKERS = 8;
/** Where nothing moves a model is measured when nothing was changed for so long. */
const SETTLED_MS = 700;

function measure(model: GivenModel, options: MeasureOptions): void {
  stop();
  failure.value = '';
  underWay.value = { kind: 'progress', done: 0, planned: 0, what: 'how long it takes to settle' };
  worker = workerOf(scriptText(), 'study');
  worker.onmessage = ({ data }: MessageEvent<MeasureTold>) => {
    if (data.kind === 'progress') {
      underWay.value = data;
      return;
    }
    stop();
    if (data.kind === 'failed') failure.value = data.message;
    else result.value = { given: model, options, files: data.files };
  };
  worker.onerror = ({ message }) => {
    stop();
    failure.value = message;
  };
  const workers = Math.max(1, Math.min(MOST_WORKERS, navigator.hardwareConcurrency));
  const { version } = start;
  worker.postMessage({ given: model, options, version, script: scriptText(), workers });
}

function stop(): void {
  worker?.terminate();
  worker = null;
  underWay.value = null;
}

export function Measure() {
  const [precision, setPrecision] = useState(0.05);
  const two = lastReadB.value !== null;
  const options = { seed: seed.value, precision, relief: true };
  const still = isStill.value && isRead(readA.value);
  useEffect(() => {
    if (!still) return;
    const waiting = setTimeout(() => {
      measure(given.value, options);
    }, SETTLED_MS);
    return () => {
      clearTimeout(waiting);
    };
  }, [still, given.value, seed.value, precision]);
  const button = (label: string, model: GivenModel | null, isOff: boolean) => (
    <button
      type="button"
      class="main"
      disabled={isOff}
      data-part={`measure${label}`}
      onClick={() => {
        if (model !== null) measure(model, options);
      }}
    >
      Measure{label === '' ? '' : ` ${label}`}
    </button>
  );
  return (
    <section class="measure" aria-label="measure">
      <h2>What is typical?</h2>
      <p class="small">
        {isStill.value ? '' : 'What moves above is one trial. '}Measure runs as many as p99 needs,
        in several workers, also with each resource 10% faster, and shows what is typical, with 95%
        intervals.
      </p>
      <div class="buttons">
        {button(two ? 'A' : '', given.value, !isRead(readA.value))}
        {two ? button('B', other.value, !isRead(readB.value)) : null}
        <label>
          p99 within
          <select
            value={String(precision)}
            onChange={({ currentTarget }) => {
              setPrecision(Number(currentTarget.value));
            }}
          >
            {[0.1, 0.05, 0.02, 0.01].map((each) => (
              <option key={each} value={String(each)}>
                ± {each * 100}%
              </option>
            ))}
          </select>
        </label>
        <code>{runCall(given.value, options)}</code>
      </div>
      <Progress />
      {failure.value === '' ? null : (
        <p class="notice" role="alert">
          {failure.value}
        </p>
      )}
      {result.value === null ? null : <Report result={result.value} />}
    </section>
  );
}

function Progress() {
  const now = underWay.value;
  if (now === null) return null;
  return (
    <p class="progress">
      <progress
        value={now.planned === 0 ? undefined : now.done}
        max={Math.max(1, now.planned)}
        aria-label="trials done"
      />
      <span>
        {now.done} of {now.planned} trials: {now.what}
      </span>
      <button type="button" onClick={stop}>
        Stop
      </button>
    </p>
  );
}

/**
 * The report's own pictures, in a shadow of their own: their styles and addresses are not the
 * page's.
 */
function Report({ result: { given: model, files } }: { readonly result: Result }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const host = place.current;
    if (host === null) return;
    const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(PAGE_STYLE + PICTURE_STYLE);
    root.adoptedStyleSheets = [sheet];
    root.innerHTML = figuresText(files);
    root.addEventListener('click', goTo);
    return () => {
      root.removeEventListener('click', goTo);
    };
  }, [files]);
  const isStale = model.text !== given.value.text && model.text !== other.value?.text;
  const name =
    model.name
      .split('/')
      .pop()
      ?.replace(/\.ya?ml$/, '') ?? 'model';
  return (
    <>
      <p class="small" data-part="measured" aria-live="polite">
        Measured{isStale ? ': of the model as it was then' : ''}.{' '}
        <button
          type="button"
          class="plain"
          onClick={() => {
            reportText(files).then(
              (text) => {
                download(`${name}-report.html`, text, 'text/html');
              },
              (error: unknown) => {
                failure.value = messageOf(error);
              },
            );
          }}
        >
          Save the report
        </button>
      </p>
      <div class="report" ref={place} />
    </>
  );
}

/** Made by the report's own `element`, which escapes whatever a model is called. */
function figuresText(files: ReadonlyMap<string, string>): string {
  const [results] = modelsOf(readResults(files));
  const figures = figuresOf(results).map((figure) => figureSection(figure, ''));
  const defs = `<svg class="defs" width="0" height="0" aria-hidden="true">${HATCH.text}</svg>`;
  return `${defs}${[headSection(results, ''), ...figures].map(({ text }) => text).join('')}`;
}

/**
 * Links within the pictures go there, and leave the page's address alone, which holds the model.
 */
function goTo(event: Event): void {
  const link = event.composedPath().find((each) => each instanceof HTMLAnchorElement);
  const root = event.currentTarget;
  if (link === undefined || !(root instanceof ShadowRoot)) return;
  event.preventDefault();
  root.getElementById(link.hash.slice(1))?.scrollIntoView({ behavior: 'smooth' });
}
