/**
 * The M/M/1 of yardsticks.ts in SIM.JS (npm simjs, built from the repository simjs-updated): a
 * source and a facility.
 */
import { createRequire } from 'node:module';

// The package exports nothing: it puts itself into the browser's window.
globalThis.window = {};
createRequire(import.meta.url)('simjs');
const { Sim, Entity, Facility, Random } = globalThis.window.Sim;

export function run(customers, rho) {
  const sim = new Sim();
  const random = new Random(1234);
  const server = new Facility('server');
  let sum = 0;
  let served = 0;
  class Source extends Entity {
    start() {
      this.next();
    }

    next() {
      this.setTimer(random.exponential(rho)).done(() => {
        const came = this.time();
        this.useFacility(server, random.exponential(1)).done(() => {
          sum += this.time() - came;
          served++;
        });
        this.next();
      });
    }
  }
  sim.addEntity(Source);
  sim.simulate(customers / rho, Infinity);
  return { customers: served, mean: sum / served };
}
