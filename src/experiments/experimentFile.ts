/**
 * An experiment as a YAML file, read by the same reader as models: every fault at once, each with
 * its place.
 *
 *     name: partitions
 *     question: what do more partitions buy a group of 20 instances?
 *     model: 10k-users                      # a name in models/, or a path from here
 *     changes: { run.warmup: 0.5 s }        # in every point
 *     vary:
 *       topic.partitions: [5, 10, 20, 40]   # values, or a range: 12..96 by 12
 *     design: grid                          # grid, one_at_a_time, latin_hypercube, sobol
 *     points: 16                            # of the last two
 *     cases:                                # named changes, crossed with what varies
 *       slow: { consumers.workers.processing_time: 2 ms }
 *     responses: [verdict, throughput, p50, p99, ceiling(consumers.workers)]
 *     precision: 0.05                       # or replications: 30
 */
import { readDocument, type Tree } from '../model/document.js';
import type { Section } from '../model/fields.js';
import {
  DesignError,
  parseRange,
  type Factor,
  type Diagnostic,
  type Override,
} from '../model/index.js';
import { LanguageReader, type Reading } from '../model/read.js';
import { NAME, isName } from '../model/structured.js';
import {
  cases,
  cross,
  fullGrid,
  latinHypercube,
  oneAtATime,
  sobol,
  type Design,
} from './design.js';
import { experiment, type Experiment } from './experiment.js';
import { responseOf } from './responses.js';
import type { Response } from './response.js';

const POINTS = 16;

const EXPERIMENT: Section = {
  form: 'one',
  noun: 'experiment',
  about: 'an experiment',
  fields: {
    name: { kind: 'text', preset: null, about: 'default: the file name' },
    question: { kind: 'text', about: 'one line' },
    model: { kind: 'text', about: 'a name in models/, or a path' },
    design: {
      kind: 'text',
      preset: 'grid',
      choices: ['grid', 'one_at_a_time', 'latin_hypercube', 'sobol'],
      about: 'which combinations are tried',
    },
    points: {
      kind: 'whole',
      preset: null,
      minimum: 1,
      maximum: 1000,
      about: 'points of a latin_hypercube or sobol design',
    },
    responses: {
      kind: 'texts',
      preset: 'verdict',
      about: 'columns, for example [verdict, throughput, p50, p99]',
    },
    precision: { kind: 'fraction', preset: null, about: 'asked half-width of p99' },
    replications: { kind: 'whole', preset: null, minimum: 1, about: 'trials a point instead' },
  },
  sections: {
    changes: {
      form: 'one',
      fields: {},
      open: true,
      paths: true,
      about: 'path: value, in every point',
    },
    vary: {
      form: 'one',
      fields: {},
      open: true,
      paths: true,
      lists: true,
      about: 'path: values or low..high',
    },
    cases: {
      form: 'many',
      fields: {},
      open: true,
      paths: true,
      about: 'a name for several changes',
    },
  },
};

/** An experiment, and what can be checked of it before it runs. */
export interface ExperimentFile {
  readonly experiment: Experiment;
  readonly model: string;
  readonly changes: readonly Override[];
  readonly responses: readonly Response[];
}

export function parseExperiment(
  text: string,
  file: string,
): ExperimentFile | { faults: Diagnostic[] } {
  const document = readDocument(text, file);
  if ('faults' in document) return document;
  const odd = modelInstead(document.tree, file);
  if (odd !== null) return { faults: [odd] };
  const reader = new LanguageReader(EXPERIMENT, () => []);
  const root = reader.section(EXPERIMENT, document.tree, '');
  const read = (key: string): string => (root.values.get(key) as string | null) ?? '';
  const number = (key: string): number | undefined =>
    (root.values.get(key) as number | null) ?? undefined;
  const factors = factorsIn(root, reader);
  const responses = responsesIn(root, reader);
  const named = [...(root.many.get('cases') ?? [])].map(
    ([name, reading]) => [name, Object.fromEntries(reading.own)] as const,
  );
  if (factors.length === 0 && named.length === 0 && reader.faults.length === 0) {
    reader.fault(
      root.place,
      'vary',
      'nothing to vary',
      'vary or cases',
      'add vary: {users: 1K, 10K}',
    );
  }
  const design = (seed: string): Design => {
    const varied = designOf(read('design'), factors, number('points') ?? POINTS, seed);
    return named.length === 0 ? varied : cross(varied, cases('case', Object.fromEntries(named)));
  };
  checkNamesAndEffort(root, reader);
  // A design that cannot be is the file's fault too, and is found before anything runs.
  const where = root.one.get('vary')?.place ?? root.place;
  attempt(reader, where, 'vary', () => design('1'));
  if (reader.faults.length > 0) return { faults: reader.faults };
  const base = root.one.get('changes');
  return {
    model: read('model'),
    changes: [...(base?.own ?? [])].map(([path, value]) => ({ path, value })),
    responses,
    experiment: experiment({
      name: read('name') || (file.split('/').pop() ?? '').replace(/\.ya?ml$/, ''),
      question: read('question'),
      model: read('model'),
      changes: Object.fromEntries(base?.own ?? []),
      design,
      responses,
      precision: number('precision'),
      replications: number('replications'),
    }),
  };
}

/** A model given for an experiment is one fault, not one for each of its keys. */
function modelInstead(tree: Tree, file: string): Diagnostic | null {
  if (tree.kind !== 'map') return null;
  const has = (key: string): boolean => tree.entries.has(key);
  if (!has('workload') || !has('consumers') || has('model')) return null;
  return {
    ...tree.place,
    path: '',
    received: 'a model',
    expected: 'an experiment (a question, the name of a model, and what varies)',
    hint: `call highwater run ${file}`,
  };
}

/** Its name is that of its folder; what would be ignored is refused. */
function checkNamesAndEffort(root: Reading, reader: LanguageReader): void {
  const name = root.values.get('name');
  const place = (key: string): Reading['place'] => root.places.get(key) ?? root.place;
  if (typeof name === 'string' && !isName(name)) {
    reader.fault(place('name'), 'name', `"${name}"`, NAME, 'choose another');
  }
  const given = (key: string): boolean => root.values.get(key) !== null;
  if (given('precision') && given('replications')) {
    const received = 'precision and replications';
    reader.fault(place('precision'), 'precision', received, 'one of them', 'leave one out');
  }
  const design = (root.values.get('design') as string | null) ?? '';
  if (given('points') && design !== 'latin_hypercube' && design !== 'sobol') {
    const expected = 'design: latin_hypercube or sobol, with points';
    reader.fault(place('points'), 'points', `points of a ${design}`, expected, 'remove it');
  }
}

function factorsIn(root: Reading, reader: LanguageReader): Factor[] {
  const vary = root.one.get('vary');
  return [...(vary?.own ?? [])].flatMap(([path, text]) => {
    const place = vary?.places.get(path) ?? root.place;
    const range = attempt(reader, place, `vary.${path}`, () => parseRange(text));
    return range === null ? [] : [{ path, range }];
  });
}

function responsesIn(root: Reading, reader: LanguageReader): Response[] {
  const names = (root.values.get('responses') as readonly string[] | null) ?? [];
  const place = root.places.get('responses') ?? root.place;
  return names.flatMap((name) => {
    const response = attempt(reader, place, 'responses', () => responseOf(name));
    return response === null ? [] : [response];
  });
}

const EXPECTED: Readonly<Record<string, string>> = { responses: 'names of responses' };

/** A DesignError becomes a fault with its place: what was found; what would mend it. */
function attempt<Result>(
  reader: LanguageReader,
  place: Reading['place'],
  path: string,
  make: () => Result,
): Result | null {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof DesignError)) throw error;
    const [what, ...hints] = error.message.split('; ');
    reader.fault(
      place,
      path,
      what,
      EXPECTED[path] ?? 'values to try',
      hints.join('; ') || 'see above',
    );
    return null;
  }
}

function designOf(kind: string, factors: readonly Factor[], points: number, seed: string): Design {
  if (kind === 'one_at_a_time') return oneAtATime(factors);
  if (kind === 'latin_hypercube') return latinHypercube(factors, points, seed);
  if (kind === 'sobol') return sobol(factors, points);
  return fullGrid(factors);
}
