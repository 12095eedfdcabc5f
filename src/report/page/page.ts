/**
 * The page of a result: what its files say, by pictures, in the order in which people ask. Pure:
 * the same files give the same bytes.
 */
import { commonFigures } from './common.js';
import { callBlock, documentText, type Hash } from './document.js';
import { figureSection, type Figure } from './figure.js';
import { findingsFigures, findingsParts } from './findingsPage.js';
import { groupsFigures } from './groups.js';
import { graphFigure } from './graph.js';
import { headSection } from './head.js';
import { headroomFigure } from './headroom.js';
import { journeyFigures } from './journeys.js';
import { loadCurveFigures } from './loadCurve.js';
import { latenciesFigure } from './latencies.js';
import { ladderFigure } from './ladder.js';
import { element, type Child, type Markup } from './markup.js';
import { partsFigures } from './parts.js';
import { modelsOf, readResults, type ModelResults, type Results } from './results.js';
import { timelinesFigure } from './timelines.js';
import { tornadoFigure } from './tornado.js';
import { trialsFigure } from './trials.js';
import { waterfallFigure } from './waterfall.js';

/**
 * The figures of a model, in their order. `brief`: on a page of several models, pictures that show
 * nothing that stands out are left to their sentence.
 */
export function figuresOf(results: ModelResults, brief = false): Figure[] {
  const journeys = journeyFigures(results);
  return [
    graphFigure(results),
    headroomFigure(results),
    ...loadCurveFigures(results),
    latenciesFigure(results),
    ...(journeys.length > 0 ? journeys : [waterfallFigure(results)]),
    ...commonFigures(results, brief),
    tornadoFigure(results),
    timelinesFigure(results, brief),
    ...groupsFigures(results, brief),
    ...partsFigures(results, brief),
    trialsFigure(results),
  ];
}

/** A page has fewer bytes; what only copies other files is left out where it would have more. */
const MOST_BYTES = 300_000;

/** `files`: of a result's folder, by name. Throws where they are none of Highwater's. */
export function pageText(files: ReadonlyMap<string, string>, hash: Hash): string {
  const results = readResults(files);
  const whole = pageOf(results, hash);
  if (lengthInBytes(whole) < MOST_BYTES) return whole;
  const { runs = [], ...manifest } = results.manifest;
  const without = runs.map((run) => ({ ...run, model_text: '' }));
  return pageOf({ ...results, manifest: { ...manifest, runs: without }, report: '' }, hash);
}

/** Of UTF-8. */
function lengthInBytes(text: string): number {
  let bytes = 0;
  for (const sign of text) {
    const code = sign.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

function pageOf(results: Results, hash: Hash): string {
  const { title, top, parts } = contentOf(results);
  const { manifest } = results;
  const body = [
    element('header', { class: 'top' }, element('h1', {}, `Highwater: ${title}`), top),
    element('main', {}, parts, repeatPart(results)),
  ];
  const seed = manifest.seed === undefined ? '' : `, seed ${manifest.seed}`;
  const foot = `Highwater ${manifest.version ?? ''}${seed}. The same model, seed and version give the same bytes. Every interval is a 95% confidence interval.`;
  return documentText(`Highwater: ${title}`, body, foot, hash);
}

interface Content {
  readonly title: string;
  readonly top: Markup | null;
  readonly parts: readonly Child[];
}

/** Of a run its models; of what another command found its pictures. */
function contentOf(results: Results): Content {
  const models = modelsOf(results);
  if (models.length === 0) {
    const figures = findingsFigures(results) ?? [];
    return { ...findingsParts(results, figures), top: null };
  }
  const several = models.length > 1;
  return {
    title: models.map(({ model }) => model).join(', '),
    top: several ? modelLinks(models) : null,
    parts: [
      several ? [element('h2', {}, 'Side by side'), figureSection(ladderFigure(models), '')] : null,
      models.map((each, index) => modelPart(each, several ? `m${index + 1}-` : '')),
    ],
  };
}

/** A figure with its address in the page. */
interface NamedFigure {
  readonly name: string;
  readonly figure: Figure;
}

/** All figures of a page, in their order. */
export function figuresIn(results: Results): NamedFigure[] {
  const models = modelsOf(results);
  if (models.length === 0) {
    return (findingsFigures(results) ?? []).map((figure) => ({ name: figure.name, figure }));
  }
  const several = models.length > 1;
  const ladder = several ? [ladderFigure(models)] : [];
  return [
    ...ladder.map((figure) => ({ name: figure.name, figure })),
    ...models.flatMap((each, index) =>
      figuresOf(each, several).map((figure) => ({
        name: `${several ? `m${index + 1}-` : ''}${figure.name}`,
        figure,
      })),
    ),
  ];
}

/** Whether a page can be made of the files. */
export function hasPage(files: ReadonlyMap<string, string>): boolean {
  const results = readResults(files);
  return modelsOf(results).length > 0 || (findingsFigures(results) ?? []).length > 0;
}

function modelLinks(models: readonly ModelResults[]): Markup {
  return element(
    'nav',
    { 'aria-label': 'models' },
    models.map(({ model }, index) => element('a', { href: `#m${index + 1}-head` }, model)),
  );
}

function modelPart(results: ModelResults, prefix: string): Markup {
  const { facts } = results;
  return element(
    'article',
    {},
    headSection(results, prefix),
    (facts.failures ?? []).map((failure) => element('p', { class: 'bad' }, failure)),
    figuresOf(results, prefix !== '').map((figure) =>
      figureSection(figure, prefix, prefix === '' ? '' : results.model),
    ),
    facts.model_text === undefined || facts.model_text === ''
      ? null
      : element(
          'details',
          {},
          element('summary', {}, 'the model, as it was given'),
          element('pre', { tabindex: '0', 'aria-label': 'the model' }, facts.model_text),
        ),
  );
}

function repeatPart({ manifest, report }: Results): Markup {
  return element(
    'section',
    { id: 'repeat' },
    element('h2', {}, 'Again, and in words'),
    manifest.repeat === undefined
      ? null
      : [element('p', {}, 'The same bytes once more:'), callBlock(manifest.repeat)],
    report === ''
      ? null
      : element(
          'details',
          {},
          element('summary', {}, 'the report, as it was printed'),
          element('pre', { tabindex: '0', 'aria-label': 'the report' }, report),
        ),
  );
}
