/** All experiments by name, in the order of the list. */
import type { Experiment } from '../src/experiments/experiment.js';
import brokerScaling from './broker-scaling.js';
import consumerScaling from './consumer-scaling.js';
import geoDistribution from './geo-distribution.js';
import hotPartition from './hot-partition.js';
import partitioning from './partitioning.js';
import storageGrowth from './storage-growth.js';
import tenfoldGrowth from './tenfold-growth.js';

export const EXPERIMENTS: readonly Experiment[] = [
  brokerScaling,
  partitioning,
  consumerScaling,
  hotPartition,
  geoDistribution,
  storageGrowth,
  tenfoldGrowth,
];
