export { clear, copy } from './bytes';
export { accumulate, fillExponentials } from './exponentials';
export { serve, noteWaits } from './threads';
export { deliver, publish } from './deliveries';
export { serveComing, longestQueue, recordDirect } from './direct';
