/**
 * The head of a model's part: one sentence, the four answers, and the numbers behind them with
 * their intervals.
 */
import { counted, percent } from '../format.js';
import { headroomOf, passedBy, timesLoad } from './headroom.js';
import { element, type Child, type Markup } from './markup.js';
import { known, numberIn, textIn, type Known, type ModelResults } from './results.js';
import { journeyEnds, journeyP99 } from './journeys.js';
import { stagesOf, topStages, type Stage } from './waterfall.js';
import { recoveryText } from './timelines.js';
import { changesOf, helps } from './tornado.js';
import { interval, listed, milliseconds, perSecond, plusMinus } from './words.js';

export function headSection(results: ModelResults, prefix: string): Markup {
  const { model, facts } = results;
  return element(
    'header',
    { class: 'head', id: `${prefix}head` },
    element('h2', {}, model),
    facts.question === undefined || facts.question === ''
      ? null
      : element('p', { class: 'asked' }, facts.question),
    element('p', { class: 'verdict' }, verdictOf(results)),
    promisesOf(results),
    element('div', { class: 'cards' }, cards(results, prefix)),
    element('dl', { class: 'numbers' }, numbersOf(results).map(pair)),
  );
}

function backAfterFaults(results: ModelResults): string {
  const told = recoveryText(results);
  return told === '' ? '' : ` ${told}`;
}

/**
 * `100-users holds 100 users (1K records/s) at p99 8.40 ms ± 0.3%; brokers.handlers is full first.`
 */
export function verdictOf(results: ModelResults): string {
  const { model, summary } = results;
  const { unit, load, ceilings } = headroomOf(results);
  const offered = numberIn(summary, 'offered_records_per_second') ?? 0;
  const who =
    unit === 'users' ? `${counted(load)} users (${perSecond(offered)})` : perSecond(offered);
  const first = ceilings.at(0);
  const full =
    first === undefined ? '' : `; ${first.resource} is full first, at ${counted(first.at)} ${unit}`;
  const { label, value } = slowOf(results);
  const p99 =
    value === null
      ? `a ${label} of which too little is known`
      : `${label} ${plusMinus(value, milliseconds)}`;
  switch (textIn(summary, 'verdict')) {
    case 'overloaded':
      return `${model} does not hold ${who}: the backlog grows, and there is no latency to speak of${full}.`;
    case 'steady':
      return `${model} holds ${who} at ${p99}${full}.${backAfterFaults(results)}`;
    case 'transient':
      return `${model} with ${who}, in the window as asked for: ${p99}${full}.${backAfterFaults(results)}`;
    default:
      return `${model} with ${who}: ${p99}, but whether it holds is not decided${full}.`;
  }
}

/**
 * The latency that the head speaks of: where groups send on, from the event to where it takes
 * longest.
 */
function slowOf(results: ModelResults): {
  readonly label: string;
  readonly value: Known | null;
  readonly stages: readonly Stage[];
  readonly figure: string;
} {
  const journey = journeyEnds(results).at(0);
  if (journey === undefined) {
    const value = known(results.summary, 'p99', 'ms');
    return { label: 'p99', value, stages: stagesOf(results), figure: 'stages' };
  }
  const { to, stages } = journey;
  const value = journeyP99(results, to);
  return { label: `p99 to ${to}`, value, stages, figure: `journey-${to}` };
}

/** What the model promises, and whether it is kept. */
function promisesOf({ rows }: ModelResults): Markup | null {
  const all = rows('promises');
  if (all.length === 0) return null;
  const said = (heading: string, answer: string): string => {
    const own = all.filter((row) => textIn(row, 'answer') === answer);
    return own.length === 0
      ? ''
      : ` ${heading}: ${listed(own.map((row) => textIn(row, 'promise')))}.`;
  };
  const broken = said('Broken', 'broken');
  const text = `Promises.${broken}${said('Not shown either way', 'open')}${said('Kept', 'kept')}`;
  return element('p', { class: broken === '' ? 'asked' : 'bad' }, text);
}

function cards(results: ModelResults, prefix: string): Markup[] {
  const { summary } = results;
  const headroom = headroomOf(results);
  const first = headroom.ceilings.at(0);
  const { label, value: p99, stages, figure } = slowOf(results);
  const top = topStages(stages);
  const tried = changesOf(results);
  const found = tried.find(helps) ?? null;
  return [
    card(
      'Breaks first',
      first?.resource ?? 'nothing',
      first === undefined
        ? 'no resource has a bound'
        : `at ${counted(first.at)} ${headroom.unit}, ${timesLoad(headroom, first.at)}${passedBy(headroom, first.at)}`,
      `#${prefix}headroom`,
    ),
    card(
      label,
      plusMinus(p99, milliseconds),
      p99 === null ? textIn(summary, 'p99_note') : rangeText(interval(p99, milliseconds)),
      `#${prefix}latency`,
    ),
    card(
      'The slowest 1% spend most in',
      listed(top.map(({ stage }) => stage)),
      top.length === 0
        ? 'no steady state'
        : `${listed(top.map(({ shareOfSlowest }) => percent(shareOfSlowest)))} of their time`,
      `#${prefix}${figure}`,
    ),
    card(
      'Helps most',
      found === null
        ? tried.length === 0
          ? 'not tried'
          : 'no resource'
        : `${found.resource} 10% faster`,
      found === null
        ? tried.length === 0
          ? 'no steady state, or --trials was asked for'
          : 'none that is 10% faster changes p99 beyond its interval'
        : `p99 ${milliseconds(found.change.value)} (${interval(found.change, milliseconds)})`,
      `#${prefix}relief`,
    ),
  ];
}

function rangeText(range: string): string {
  return range === '' ? 'no interval' : `95% interval ${range}`;
}

function card(label: string, value: string, more: string, href: string): Markup {
  return element(
    'a',
    { class: 'card', href },
    element('span', { class: 'label' }, label),
    element('span', { class: 'value' }, breakable(value)),
    element('span', { class: 'more' }, more),
  );
}

/** A name may be broken after its dots. */
function breakable(name: string): Child[] {
  return name.split(/(?<=[._])/).flatMap((part) => [element('wbr'), part]);
}

interface Pair {
  readonly name: string;
  readonly value: string;
}

/** What is known besides; of losses only what there is. */
function numbersOf(results: ModelResults): Pair[] {
  const { summary } = results;
  // Where journeys pass several groups, latency to each of them has a number of its own.
  const of = journeyEnds(results).length === 0 ? '' : ', all groups together';
  const latency = (name: string, column: string): Pair => ({
    name,
    value: plusMinus(known(summary, column, 'ms'), milliseconds),
  });
  const offered = numberIn(summary, 'offered_records_per_second') ?? 0;
  const rate = known(summary, 'goodput_records', 'per_second');
  const counts = [
    ['dropped in a window', known(summary, 'dropped', 'records')],
    ['lost in a window', known(summary, 'lost', 'records')],
    ['delivered twice', known(summary, 'duplicate', 'records')],
  ] as const;
  return [
    ...(['p50', 'p99', 'p999', 'mean'] as const).map((column) =>
      latency(`${column === 'p999' ? 'p99.9' : column}${of}`, column),
    ),
    { name: 'offered', value: perSecond(offered) },
    { name: 'comes through', value: plusMinus(rate, perSecond) },
    ...counts.flatMap(([name, count]) =>
      count === null || count.value === 0 ? [] : [{ name, value: plusMinus(count, counted) }],
    ),
    {
      name: 'rests on',
      value: `${counted(numberIn(summary, 'replications') ?? 0)} trials, ${counted(numberIn(summary, 'records') ?? 0)} records`,
    },
    {
      name: 'cells',
      value: `${counted(numberIn(summary, 'cells_simulated') ?? 0)} of ${counted(numberIn(summary, 'cells_total') ?? 0)}`,
    },
  ];
}

function pair({ name, value }: Pair): Markup {
  return element('div', {}, element('dt', {}, name), element('dd', {}, value));
}
