/**
 * The layers of src/: what each is for, and which it may import. `test/tidy.test.ts` holds the code
 * to it.
 */
export interface Layer {
  readonly job: string;
  readonly mayImport: readonly string[];
}

const BELOW_EXPERIMENTS = ['analysis', 'model', 'statistics', 'execution', 'network'];

export const LAYERS: Readonly<Record<string, Layer>> = {
  mathematics: {
    job: 'logarithms, exponentials, angles: the same bits on every platform',
    mayImport: [],
  },
  statistics: { job: "histograms, intervals, warm-up, distributions' moments", mayImport: [] },
  model: {
    job: 'text to a validated Model: every unit, default and cross-reference is settled here',
    mayImport: ['statistics'],
  },
  engine: {
    job: 'a cell with brokers, in WebAssembly; event list, stations, random streams: numbers only',
    mayImport: ['statistics'],
  },
  network: {
    job: 'lay a Model out in memory, run it, Measurements, audits; direct delivery',
    mayImport: ['engine', 'statistics', 'model'],
  },
  analysis: {
    job: 'offered load, pooling of trials, bottlenecks; closed forms',
    mayImport: ['statistics', 'model', 'network'],
  },
  execution: {
    job: 'trials here, in worker threads or in parts; models by name; files written whole or not at all',
    mayImport: ['network', 'model', 'statistics'],
  },
  importers: {
    job: 'what people have, to models and measured data: benchmarks, clusters, metrics, resources',
    mayImport: ['model'],
  },
  experiments: {
    job: 'a study: warm-up, rounds until precise, what brings relief; searches, fits, designs',
    mayImport: [...BELOW_EXPERIMENTS, 'engine', 'importers'],
  },
  report: {
    job: 'CSV, tables, text, the page; what each word means',
    mayImport: ['statistics', 'experiments', 'analysis', 'network', 'model', 'importers'],
  },
  library: {
    job: 'what `import` gives: the questions of the commands as functions, with defaults',
    mayImport: [...BELOW_EXPERIMENTS, 'engine', 'experiments', 'report', 'importers'],
  },
  proof: {
    job: 'what shows its makers that it is right: known answers, coverage of intervals, verify',
    mayImport: [...BELOW_EXPERIMENTS, 'engine', 'experiments', 'report'],
  },
  live: {
    job: 'the live page: worlds that are looked at as they run, models that are written as they run',
    mayImport: [...BELOW_EXPERIMENTS, 'engine', 'experiments', 'report'],
  },
  cli: {
    job: 'argv to exit code',
    mayImport: [
      ...BELOW_EXPERIMENTS,
      'experiments',
      'report',
      'library',
      'proof',
      'importers',
      'live',
    ],
  },
};
