export { clear, copy } from './bytes';
export { accumulate, fillExponentials } from './exponentials';
export { serve, noteWaits } from './threads';
export { deliver } from './deliveries';
export { filledBins, totalOf } from './reading';
export { publish } from './publish';
export { addToAll, serveComing, longestQueue, recordDirect } from './direct';
export { pushEvent, popEvent } from './events';
export { offer, receive, noteJob, waitingAt, startsAfter, noteStanding, changeNumber } from './stations';
