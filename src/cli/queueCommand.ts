/**
 * `highwater queue ADDRESS status|drain`: who is at work on a queue, what waits there; or clears
 * it.
 */
import { Argument, Command } from 'commander';
import { codeName } from '../execution/plannedTrials.js';
import type { QueueAddress } from '../execution/queue/address.js';
import type { Presence } from '../execution/queue/presence.js';
import { drainQueue, queueState, type ServerState } from '../execution/queue/status.js';
import { table } from '../report/table.js';
import { readQueue } from './arguments.js';
import type { Output } from './output.js';

export function queueCommand(output: Output): Command {
  return new Command('queue')
    .addArgument(
      new Argument('<address>', 'redis://HOST[:PORT][/DB][?prefix=NAME]').argParser(readQueue),
    )
    .addArgument(new Argument('[what]').choices(['status', 'drain']).default('status'))
    .option('--json', 'print it as JSON')
    .action(async (address: QueueAddress, what: string, flags: { readonly json?: boolean }) => {
      if (flags.json !== true) output.error(`asks ${address.shown}`);
      if (what === 'drain') await drain(address, flags.json === true, output);
      else await status(address, flags.json === true, output);
    });
}

async function drain(address: QueueAddress, isJson: boolean, output: Output): Promise<void> {
  const { jobs, results, coordinators } = await drainQueue(address);
  output.out(
    isJson
      ? JSON.stringify({ format: 'highwater/drained/1', jobs, results, coordinators })
      : `${address.shown}: ${jobs} trials that waited and ${results} results are gone`,
  );
  if (coordinators > 0) {
    output.error(`${coordinators} coordinators are at work and ask again; stop them first`);
  }
}

async function status(address: QueueAddress, isJson: boolean, output: Output): Promise<void> {
  const state = await queueState(address);
  if (isJson) output.out(JSON.stringify({ format: 'highwater/queue/1', ...state }, null, 2));
  else output.out(stateText(address, state));
}

function stateText(address: QueueAddress, state: ServerState): string {
  const { workers, coordinators, queues, usedBytes, peakBytes } = state;
  const machines = new Set(workers.map(({ host }) => host)).size;
  const cores = workers.reduce((sum, each) => sum + each.cores, 0);
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
  const lines = [
    `${address.shown}: ${machines} machine${machines === 1 ? '' : 's'}, ${cores} cores, ${coordinators.length} coordinators; the server holds ${megabytes(usedBytes)}, at most ${megabytes(peakBytes)}`,
  ];
  const busy = queues.filter(({ waiting, active, delayed }) => waiting + active + delayed > 0);
  if (busy.length > 0) {
    lines.push(
      '',
      table(
        ['trials of', 'waiting', 'under way', 'tried again later'],
        busy.map(({ version, code, waiting, active, delayed }) => [
          codeName(version, code),
          ...[waiting, active, delayed].map(String),
        ]),
      ),
    );
  }
  if (workers.length > 0) {
    const columns = ['worker', 'cores', 'done', 'failed', 'under way', 'longest s', 'Highwater'];
    lines.push('', table(columns, workers.map(workerRow)));
  }
  return lines.join('\n');
}

function workerRow({ name, cores, done, failed, underWay, version, code }: Presence): string[] {
  const longest = underWay.reduce((most, { seconds }) => Math.max(most, seconds), 0);
  return [
    name,
    ...[cores, done, failed, underWay.length].map(String),
    longest.toFixed(1),
    codeName(version, code),
  ];
}
