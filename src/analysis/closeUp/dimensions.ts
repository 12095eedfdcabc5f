/**
 * Counts how many journeys have a value of a dimension, a journey after the other: by number, since
 * a run's pictures are made of thousands.
 *
 * Semantics: a journey that has a value several times counts once. What is counted of all, and of
 * the slow ones by bucket of time, are sums of weights.
 */

/** A value of a dimension that some journey had. */
export interface CountedValue {
  readonly label: string;
  /** Weights of all, and of the slow ones. */
  readonly all: number;
  readonly slow: number;
  /** Parallel: for each slow journey its bucket, and its weight. */
  readonly slowPlaces: readonly number[];
  readonly slowWeights: readonly number[];
}

interface Value {
  label: string;
  all: number;
  slow: number;
  readonly slowPlaces: number[];
  readonly slowWeights: number[];
  /** The journey that it was last counted for. */
  journey: number;
}

export interface Dimension {
  readonly name: string;
  /** How a value's number is written; asked once of each. */
  readonly labelOf: (value: number) => string;
  /** [value's number], with holes. */
  readonly values: (Value | undefined)[];
}

export class Dimensions {
  private readonly all: Dimension[] = [];
  private journey = 0;
  private weight = 0;
  private slowWeight = 0;
  private place = 0;

  add(name: string, labelOf: Dimension['labelOf'] = String): Dimension {
    const made = { name, labelOf, values: [] };
    this.all.push(made);
    return made;
  }

  /** What is counted from now on is of another journey; a weight is 0 where it does not count. */
  begin(weight: number, slowWeight: number, place: number): void {
    this.journey++;
    this.weight = weight;
    this.slowWeight = slowWeight;
    this.place = place;
  }

  count(dimension: Dimension, number: number): void {
    let value = dimension.values[number];
    if (value === undefined) {
      const label = dimension.labelOf(number);
      value = { label, all: 0, slow: 0, slowPlaces: [], slowWeights: [], journey: 0 };
      dimension.values[number] = value;
    }
    if (value.journey === this.journey) return;
    value.journey = this.journey;
    value.all += this.weight;
    if (this.slowWeight === 0) return;
    value.slow += this.slowWeight;
    value.slowPlaces.push(this.place);
    value.slowWeights.push(this.slowWeight);
  }

  /** In the order in which they were added, without values that nobody had. */
  list(): { readonly name: string; readonly values: readonly CountedValue[] }[] {
    return this.all.map(({ name, values }) => ({
      name,
      values: values.filter((value) => value !== undefined),
    }));
  }
}
