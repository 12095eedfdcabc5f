/** Compares what a README shows with what a command prints now, or prints in a small form. */

/** A number with its unit, and the half-width of its interval where one is printed: relative. */
interface Read {
  readonly value: number;
  readonly half: number;
}

const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  ms: 1e-3,
  s: 1,
  K: 1e3,
  M: 1e6,
  B: 1e9,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  PB: 1e15,
  '%': 0.01,
};
const NUMBER = String.raw`-?\d[\d,]*(?:\.\d+)?`;
const QUANTITY = new RegExp(
  String.raw`(?<![\w.])(${NUMBER})( ?(?:ns|us|ms|KB|MB|GB|TB|PB|[sKMB%])(?![\w]))?(?: ± (${NUMBER})%)?`,
  'g',
);

/** A line without its numbers, and its numbers. */
function read(line: string): { text: string; numbers: (Read | null)[]; trials: Set<number> } {
  const numbers: (Read | null)[] = [];
  const trials = new Set<number>();
  const text = line
    // What a small form has no interval for.
    .replaceAll(/ \(\d+ replications of at least[^)]*\)/g, '')
    .replaceAll(/not enough data/g, '~')
    .replaceAll(/(~)|.[^~]*/g, (part: string) => {
      if (part === '~') {
        numbers.push(null);
        return '#';
      }
      return part.replaceAll(
        QUANTITY,
        (_, digits: string, unit: string | undefined, half: string | undefined, at: number) => {
          // How much was simulated is what a small form has less of.
          if (/^ (?:trials|records)\b/.test(part.slice(at + _.length))) trials.add(numbers.length);
          const scale = UNITS[unit?.trim() ?? ''] ?? 1;
          const value = Number(digits.replaceAll(',', '')) * scale;
          numbers.push({ value, half: Number(half ?? 0) / 100 });
          return '#';
        },
      );
    })
    .replaceAll(/[─\s]+/g, ' ')
    .trim();
  return { text, numbers, trials };
}

/**
 * What is wrong with printed lines, each of which must be among the actual ones, or begin one where
 * it ends in `...`; null where nothing is. Numbers with intervals may differ by twice their
 * intervals' sum, others by the share `within` of the printed one (0: not at all).
 */
export function difference(
  printed: readonly string[],
  actual: readonly string[],
  within: number,
): string | null {
  const there = actual.map(read);
  for (const line of printed) {
    if (line.trim() === '' || line.trim() === '...') continue;
    const begun = line.endsWith(' ...');
    const wanted = read(begun ? line.slice(0, -' ...'.length) : line);
    const alike = there.filter(({ text }) =>
      begun ? text.startsWith(wanted.text) : text === wanted.text,
    );
    if (alike.length === 0) return `no line like: ${line}`;
    if (!alike.some((found) => agree(wanted, found, within))) {
      return `other numbers: ${line}`;
    }
  }
  return null;
}

function agree(
  wanted: ReturnType<typeof read>,
  found: ReturnType<typeof read>,
  within: number,
): boolean {
  return wanted.numbers.every((number, index) => {
    const other = found.numbers[index];
    if (number === null || other === null || wanted.trials.has(index)) return true;
    const room = 2 * (number.half + other.half);
    return Math.abs(other.value - number.value) <= Math.max(room, within) * Math.abs(number.value);
  });
}
