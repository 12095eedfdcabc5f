import { availableParallelism } from 'node:os';

const MOST = 8;

/** Worker threads of a call that does not say how many: one a core, at most 8. */
export const USUAL_WORKERS = Math.min(availableParallelism(), MOST);
