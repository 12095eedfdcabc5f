/**
 * The table of networks of queues: what a customer's hop costs, in customers of Lindley's recursion
 * of the same round.
 */
import { foreignTandem } from './foreign.js';
import { measureInTurn } from './measure.js';
import { Absent, nanoseconds, print, section, times } from './printing.js';
import { TANDEMS, tandemName } from './tandem.js';

const LINDLEY = 'Lindley by hand';

export function networks(
  rounds: number,
  units: (count: number) => number,
  warmSeconds: number,
): void {
  const hops = units(2e6);
  const names = TANDEMS.map(tandemName);
  const others = [foreignTandem('SimPy'), foreignTandem('Ciw')];
  const absent = new Absent();
  const measured = measureInTurn(
    [
      { side: LINDLEY, units: 5 * hops },
      ...names.map((side) => ({ side, units: hops })),
      { side: others[0], units: hops / 20 },
      { side: others[1], units: hops / 100 },
    ].map((ask) => ({ ...ask, warmSeconds })),
    rounds,
    absent.note,
  );
  const [lindley, ours] = [LINDLEY, tandemName({ stations: 10, servers: 1 })].map((side) =>
    measured.get(side),
  );
  const head = ['stations', 'ns/hop', 'wall ns/hop', '/ Lindley', '/ ours of 10'];
  section('Networks of queues, every server used to 0.8: EventList, StationBank, Stream', [
    head,
    ...absent.rows(
      [LINDLEY, ...names, ...others],
      measured,
      (row) => [...nanoseconds(row), times(row, lindley), times(row, ours)],
      head.length,
    ),
  ]);
  absent.explain();
  print(
    '\na hop is an event, a service time, and a place in a queue of one of the stations; a row of Lindley by hand is a customer',
  );
}
