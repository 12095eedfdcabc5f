export { accumulate, fillExponentials } from './exponentials';
export { filledBins, totalOf } from './reading';
export { addToAll, serveComing, longestQueue, recordDirect } from './direct';
export { newSchedule, pushEvent, popEvent } from './events';
export { offer, receive, noteJob, noteStanding, changeNumber } from './stations';
export { allocate, clearAll, setZiggurat, worldAddress } from './memory/memory';
export { importance, runWatched } from './world/importance';
export { reseedWorld } from './world/reseed';
export { scheduleFault } from './world/faults';
export {
  addBank,
  scheduleLook,
  prepareWorld,
  startWorld,
  runWorld,
  recordsInProducers,
  endWorld,
} from './world/run';
