/**
 * The page of what a search, a sweep, an experiment or a fit found: its finding, and the pictures
 * that it is about.
 */
import { comparisonFigure } from './comparison.js';
import { costFigures } from './costs.js';
import { figureSection, type Figure } from './figure.js';
import { fitFigures } from './fits.js';
import { loadsFigure } from './loads.js';
import { element, type Markup } from './markup.js';
import { multiplesFigures } from './multiples.js';
import { outcomesOf } from './outcomes.js';
import type { Manifest, Results, Row, TableFacts } from './results.js';
import { rowsTable } from './rowsTable.js';
import { sensitivityFigures } from './sensitivities.js';

/** Null where the files are of no command that has pictures. */
export function findingsFigures(results: Results): Figure[] | null {
  const { manifest, tables } = results;
  const rowsOf = ({ file }: TableFacts): readonly Row[] => tables.get(file) ?? [];
  const [first] = manifest.tables ?? [];
  switch (manifest.command ?? '') {
    case 'compare':
      return [comparisonFigure(rowsOf(first))];
    case 'capacity':
      return [loadsFigure(manifest, rowsOf(first))];
    case 'tune':
      return costFigures(results);
    case 'sensitivity':
      return sensitivityFigures(results);
    case 'calibrate':
      return fitFigures(results);
    case 'sweep':
    case 'experiment':
      return (manifest.tables ?? []).flatMap((facts, index) =>
        tableFigures(manifest, facts, rowsOf(facts), index),
      );
    default:
      return null;
  }
}

function tableFigures(
  manifest: Manifest,
  facts: TableFacts,
  rows: readonly Row[],
  index: number,
): Figure[] {
  const outcomes = outcomesOf(facts, rows);
  const name = index === 0 ? 'outcomes' : `outcomes-${index + 1}`;
  const asked = index === 0 ? (manifest.question ?? '') : '';
  if (outcomes.names.length === 0) {
    const question = asksOf(asked, facts.title);
    return [
      {
        name,
        question,
        answer: index === 0 ? (manifest.finding ?? `${facts.title}.`) : `${facts.title}.`,
        reading: '',
        draw: null,
        data: [rowsTable(rows)],
      },
    ];
  }
  if (facts.question !== undefined) {
    const [figure] = multiplesFigures(outcomes, name, asksOf(facts.question, ''));
    return [{ ...figure, answer: facts.answer ?? figure.answer }];
  }
  return multiplesFigures(
    outcomes,
    name,
    asksOf(asked, `What does ${outcomes.names.join(' and ')} change`),
  );
}

/** With a capital, and a question mark. */
function asksOf(asked: string, otherwise: string): string {
  const text = asked === '' ? otherwise : asked;
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${text.endsWith('?') ? '' : '?'}`;
}

/** What is compared. */
function sidesOf({ a, b }: NonNullable<Manifest['facts']>): string[] {
  if (typeof a !== 'string' || typeof b !== 'string') return [];
  // Its changes stand behind the name of the model.
  const said = (name: string): string => name.replace(/ (?=[\w.-]+=)/, ' with ');
  return [`A is ${said(a)}.`, `B is ${said(b)}.`];
}

/** What such a page is called, and its parts above the command that repeats it. */
export function findingsParts(
  { manifest }: Results,
  figures: readonly Figure[],
): { readonly title: string; readonly parts: readonly Markup[] } {
  const { command = '', experiment, finding, missed = [], facts = {} } = manifest;
  const title = experiment ?? command;
  return {
    title,
    parts: [
      element(
        'header',
        { class: 'head', id: 'head' },
        element('h2', {}, title),
        element('p', { class: 'verdict' }, finding ?? figures[0].answer),
        sidesOf(facts).map((side) => element('p', { class: 'asked' }, side)),
        missed.map((line) => element('p', { class: 'bad' }, `${line}.`)),
      ),
      ...figures.map((figure) => figureSection(figure, '')),
    ],
  };
}
