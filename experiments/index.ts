/** All experiments, in the order of the list. */
import type { Experiment } from 'highwater';
import autoscaling from './autoscaling.js';
import backpressure from './backpressure.js';
import brokerFailure from './broker-failure.js';
import brokerScaling from './broker-scaling.js';
import caching from './caching.js';
import claims from './claims/index.js';
import consumerFailure from './consumer-failure.js';
import consumerScaling from './consumer-scaling.js';
import deliveryStyles from './delivery-styles.js';
import geoDistribution from './geo-distribution.js';
import hotPartition from './hot-partition.js';
import partitioning from './partitioning.js';
import regionFailover from './region-failover.js';
import retryStorm from './retry-storm.js';
import storageGrowth from './storage-growth.js';
import tenfoldGrowth from './tenfold-growth.js';

export const EXPERIMENTS: readonly Experiment[] = [
  brokerScaling,
  partitioning,
  consumerScaling,
  autoscaling,
  hotPartition,
  caching,
  geoDistribution,
  backpressure,
  retryStorm,
  deliveryStyles,
  brokerFailure,
  consumerFailure,
  regionFailover,
  storageGrowth,
  tenfoldGrowth,
  claims,
];
