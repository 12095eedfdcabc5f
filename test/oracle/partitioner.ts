/**
 * Which partition a producer's record goes to: engine/assembly/producers/accumulator.ts in plain
 * objects.
 */
import type { Flow } from './flow.js';
import { mix, type OracleRecord, type System } from './system.js';

export class Partitioner {
  private readonly draw: () => number;
  private current: number;
  private stickyLeft = 0;

  constructor(
    system: System,
    private readonly flow: Flow,
    /** The producer's in its kind. */
    index: number,
  ) {
    const stream = system.stream(`${flow.name}.${index}`, 'partitions');
    this.draw = () => Math.floor(stream.next() * flow.partitions);
    this.current = index % flow.partitions;
  }

  choose({ key, keyed }: OracleRecord): number {
    const { model, partitions, batchRecords } = this.flow;
    if (keyed) return mix(key, 0) % partitions;
    if (model.partitioner === 'round_robin') {
      const partition = this.current;
      this.current = (partition + 1) % partitions;
      return partition;
    }
    if (model.partitioner === 'sticky' && this.stickyLeft > 0) this.stickyLeft--;
    else {
      this.current = this.draw();
      this.stickyLeft = batchRecords - 1;
    }
    return this.current;
  }
}
