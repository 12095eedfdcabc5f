/**
 * FIFO rings over typed columns; they double when full and never shrink. Reading an empty ring is
 * the caller's fault.
 */
export class FloatRing {
  size = 0;
  private head = 0;
  private cells = new Float64Array(8);

  push(value: number): void {
    if (this.size === this.cells.length) this.grow();
    this.cells[(this.head + this.size++) & (this.cells.length - 1)] = value;
  }

  shift(): number {
    const value = this.cells[this.head];
    this.head = (this.head + 1) & (this.cells.length - 1);
    this.size--;
    return value;
  }

  /** The value `offset` places from the oldest. */
  at(offset: number): number {
    return this.cells[(this.head + offset) & (this.cells.length - 1)];
  }

  private grow(): void {
    const cells = new Float64Array(this.cells.length * 2);
    for (let index = 0; index < this.size; index++) cells[index] = this.at(index);
    this.cells = cells;
    this.head = 0;
  }
}
