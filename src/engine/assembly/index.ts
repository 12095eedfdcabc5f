export { accumulate, fillExponentials } from './exponentials';
export { binOfSlowest, filledBins, newlyFilled, totalOf } from './reading';
export { readLags } from './consumers/lags';
export { addToAll, serveComing, longestQueue, recordDirect } from './direct';
export { newSchedule, pushEvent, popEvent } from './events';
export { offer, receive, noteJob, noteStanding, changeNumber, startsAfter } from './stations';
export { allocate, clearAll, setZiggurat, worldAddress } from './memory/memory';
export { importance, runWatched } from './world/importance';
export { packTold } from './world/trace';
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
