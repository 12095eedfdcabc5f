export * from './distribution.js';
export * from './histogram.js';
export * from './interval.js';
export * from './warmup.js';
export { gammaFunction, incompleteBeta, lnGamma } from './special.js';
