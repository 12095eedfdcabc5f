/** Faults of a model file, as data: all found at once, each with its place and the way to mend it. */
export interface Fault {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Dotted path in the model, for example `brokers.count`; empty for the file as a whole. */
  readonly path: string;
  readonly received: string;
  readonly expected: string;
  readonly hint: string;
}

/** `file:line:column: path: found ...; expected ...; fix: ...` */
export function formatFault(fault: Fault): string {
  const where = fault.path === '' ? '' : `${fault.path}: `;
  const place = `${fault.file}:${fault.line}:${fault.column}`;
  return `${place}: ${where}found ${fault.received}; expected ${fault.expected}; fix: ${fault.hint}`;
}

/** The candidate nearest to a word by edit distance, if one is near enough to be meant. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  let best: string | null = null;
  let least = Math.max(2, Math.floor(word.length / 2)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word, candidate);
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const change = row[j - 1] + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[right.length];
}
