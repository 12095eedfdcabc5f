/**
 * The commands in the order of the help, each with its line there, and how it is loaded: only the
 * one that is called for, with what it needs, so that none waits for what the others need.
 */
import type { Command } from 'commander';
import type { Output } from './output.js';

export type MakeCommand = (output: Output) => Command;

export interface CommandEntry {
  readonly group: string;
  readonly about: string;
  readonly load: () => Promise<MakeCommand>;
}

const [ANSWERS, SEARCHES, FITS, MACHINES, HELPS, PROVES] = [
  'One system:',
  'Several, and the best of them:',
  'What the numbers are:',
  'On many machines:',
  'Writing and reading:',
  'Whether to believe it:',
];

export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  check: {
    group: ANSWERS,
    about: 'validate a model and compare offered load with capacity, by arithmetic',
    load: async () => (await import('./checkCommand.js')).checkCommand,
  },
  run: {
    group: ANSWERS,
    about: 'simulate models and report latency, its sources and what saturates first',
    load: async () => (await import('./runCommand.js')).runCommand,
  },
  trace: {
    group: ANSWERS,
    about: 'follow single records from the event to the end of their journey',
    load: async () => (await import('./traceCommand.js')).traceCommand,
  },
  live: {
    group: ANSWERS,
    about: 'a page in the browser where a model is written, runs, breaks and is mended',
    load: async () => (await import('./liveCommand.js')).liveCommand,
  },
  capacity: {
    group: SEARCHES,
    about: 'the highest number of users that keeps a promise, and what gives way above it',
    load: async () => (await import('./capacityCommand.js')).capacityCommand,
  },
  tune: {
    group: SEARCHES,
    about: 'the cheapest configuration that keeps a promise',
    load: async () => (await import('./tuneCommand.js')).tuneCommand,
  },
  compare: {
    group: SEARCHES,
    about: 'compare two models, or a model and a change, on common random numbers',
    load: async () => (await import('./compareCommand.js')).compareCommand,
  },
  sweep: {
    group: SEARCHES,
    about: 'study a model at every combination of some of its values',
    load: async () => (await import('./sweepCommand.js')).sweepCommand,
  },
  experiment: {
    group: SEARCHES,
    about: 'run one of the experiments that come with Highwater, or one of your own',
    load: async () => (await import('./experimentCommand.js')).experimentCommand,
  },
  sensitivity: {
    group: FITS,
    about: 'screen all numbers of a model, then Sobol indices of those that matter most',
    load: async () => (await import('./sensitivityCommand.js')).sensitivityCommand,
  },
  calibrate: {
    group: FITS,
    about: 'fit numbers of a model to measured latency quantiles',
    load: async () => (await import('./calibrateCommand.js')).calibrateCommand,
  },
  watch: {
    group: FITS,
    about: 'a model beside the system that it is of, by the metrics of Prometheus',
    load: async () => (await import('./watchCommand.js')).watchCommand,
  },
  work: {
    group: MACHINES,
    about: 'take trials off a queue, on as many machines as you like',
    load: async () => (await import('./workCommand.js')).workCommand,
  },
  queue: {
    group: MACHINES,
    about: 'who is at work on a queue and what waits there, or clear it',
    load: async () => (await import('./queueCommand.js')).queueCommand,
  },
  trials: {
    group: MACHINES,
    about: 'run a study in parts, on other machines or by a batch system',
    load: async () => (await import('./trialsCommand.js')).trialsCommand,
  },
  init: {
    group: HELPS,
    about: 'write a first model, with comments',
    load: async () => (await import('./initCommand.js')).initCommand,
  },
  import: {
    group: HELPS,
    about: 'make a model of what you have: benchmarks, a cluster, metrics, its resources',
    load: async () => (await import('./importCommand.js')).importCommand,
  },
  explain: {
    group: HELPS,
    about: 'what a word of the reports or of the models means, and what helps',
    load: async () => (await import('./explainCommand.js')).explainCommand,
  },
  show: {
    group: HELPS,
    about: 'print an earlier result again, or two side by side',
    load: async () => (await import('./showCommand.js')).showCommand,
  },
  schema: {
    group: HELPS,
    about: "print the JSON Schema of the model language, or one section's keys",
    load: async () => (await import('./schemaCommand.js')).schemaCommand,
  },
  mcp: {
    group: HELPS,
    about: 'serve assistants: check, run, capacity, compare, tune, explain over MCP',
    load: async () => (await import('./mcpCommand.js')).mcpCommand,
  },
  completion: {
    group: HELPS,
    about: 'print what a shell needs to complete commands, options and models',
    load: async () => (await import('./completionCommand.js')).completionCommand,
  },
  verify: {
    group: PROVES,
    about: 'known answers on fresh seeds, coverage of intervals, equal bytes, audits',
    load: async () => (await import('./verifyCommand.js')).verifyCommand,
  },
  theory: {
    group: PROVES,
    about: 'compare simulations with the exact answers of queueing theory, on fresh seeds',
    load: async () => (await import('./theoryCommand.js')).theoryCommand,
  },
  coverage: {
    group: PROVES,
    about: 'how often intervals hold the truth, over many whole studies',
    load: async () => (await import('./coverageCommand.js')).coverageCommand,
  },
};
