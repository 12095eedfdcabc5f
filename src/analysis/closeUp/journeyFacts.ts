/**
 * What is so of a journey that a close-up tells of: the way it went, the partitions and instances
 * that it passed, its last broker and shard, its users' region, the faults that it met.
 */
import type { CloseUp } from '../../network/closeUp.js';
import type { ToldReader } from '../../network/world/told.js';
import type { Model } from '../../model/model.js';
import type { Dimension, Dimensions } from './dimensions.js';

/** Of a group. */
interface GroupDimensions {
  readonly partition: Dimension;
  readonly instance: Dimension;
  readonly broker: Dimension;
  readonly shard: Dimension;
}

export class JourneyFacts {
  private readonly groups: readonly GroupDimensions[];
  private readonly way: Dimension;
  private readonly region: Dimension;
  private readonly fault: Dimension;
  /** [way * groups + group]: the way that goes on to the group; way 0 is where all begin. */
  private readonly ways: (number | undefined)[] = [];
  private readonly wayNames = [''];

  constructor(
    private readonly model: Model,
    private readonly dimensions: Dimensions,
  ) {
    this.way = dimensions.add('way', (way) => this.wayNames[way]);
    this.groups = model.consumers.map(({ name, store }) => ({
      partition: dimensions.add(`partition of ${name}`),
      instance: dimensions.add(`instance of ${name}`),
      broker: dimensions.add(`broker before ${name}`),
      shard: dimensions.add(`shard of ${store ?? 'its store'}`),
    }));
    this.region = dimensions.add('region of the users', (region) => model.regions[region]);
    this.fault = dimensions.add('fault', (fault) =>
      fault === 0 ? 'none' : `during ${model.faults[fault - 1].name}`,
    );
  }

  /** All that is so of the journey at which `told` stands, of a trial of the model. */
  count({ trial, faults }: CloseUp, told: ToldReader): void {
    const { dimensions, groups, model } = this;
    let way = 0;
    for (let hop = 0; hop < told.hops; hop++) {
      const group = told.group(hop);
      dimensions.count(groups[group].partition, told.partition(hop));
      dimensions.count(groups[group].instance, told.instance(hop));
      way = this.wayTo(way, group);
    }
    dimensions.count(this.way, way);
    const last = groups[told.group(told.hops - 1)];
    if (told.broker >= 0) dimensions.count(last.broker, told.broker);
    if (told.shard >= 0) dimensions.count(last.shard, told.shard);
    if (model.regions.length > 1) {
      dimensions.count(this.region, model.placements[trial.placement].roles['home']);
    }
    if (model.faults.length > 0) this.countFaults(faults, told);
  }

  /** Those that were on while it was under way. */
  private countFaults(faults: CloseUp['faults'], { from, to }: ToldReader): void {
    let met = false;
    for (const fault of faults) {
      if (fault.from >= to || fault.to <= from) continue;
      met = true;
      const place = this.model.faults.findIndex(({ name }) => name === fault.name);
      this.dimensions.count(this.fault, place + 1);
    }
    if (!met) this.dimensions.count(this.fault, 0);
  }

  private wayTo(way: number, group: number): number {
    const step = way * this.groups.length + group;
    const known = this.ways[step];
    if (known !== undefined) return known;
    const { name } = this.model.consumers[group];
    const made = this.wayNames.push(way === 0 ? name : `${this.wayNames[way]} > ${name}`) - 1;
    this.ways[step] = made;
    return made;
  }
}
