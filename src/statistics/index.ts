export * from './bins.js';
export * from './distribution.js';
export * from './histogram.js';
export * from './interval.js';
export * from './powers.js';
export * from './sobol.js';
export * from './stratified.js';
export * from './warmup.js';
export {
  gammaFunction,
  gammaQuantile,
  incompleteBeta,
  incompleteGamma,
  lnGamma,
  normalCdf,
  normalQuantile,
} from './special.js';
export * from './elementaryEffects.js';
export * from './sobolIndices.js';
