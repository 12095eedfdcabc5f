/** Hints: the word that was probably meant, and where to see the others. */

/** Nobody mistypes more than this; the time of a comparison goes with the square of the length. */
const MAXIMUM_WORD = 100;
/** A word of this length that begins another one means it. */
const LEAST_BEGINNING = 3;
/** So many words are all listed. */
const FEW = 12;
const SHOWN = 4;

/**
 * The candidate that a word means: but for a third of its letters, or the beginning of it; null
 * where there is none.
 */
export function nearest(word: string, candidates: readonly string[]): string | null {
  if (word.length > MAXIMUM_WORD) return null;
  const best = ranked(word, candidates).at(0);
  if (best !== undefined && best.distance <= Math.max(1, Math.floor(word.length / 3))) {
    return best.candidate;
  }
  const begun = candidates.filter((each) => begins(word, each) || begins(each, word));
  return begun.sort((a, b) => a.length - b.length).at(0) ?? null;
}

function begins(short: string, long: string): boolean {
  return short.length >= LEAST_BEGINNING && long.toLowerCase().startsWith(short.toLowerCase());
}

/** As `nearest`, where the candidates are names of people's own: `postgres` means `pg`, too. */
function nearestName(word: string, names: readonly string[]): string | null {
  return nearest(word, names) ?? names.find((name) => shortens(name, word)) ?? null;
}

/**
 * Whether a name of two letters or more is made of letters of the word, in their order, from its
 * first on.
 */
function shortens(name: string, word: string): boolean {
  if (name.length < 2 || name[0] !== word[0]) return false;
  let at = 0;
  for (const letter of word) if (letter === name[at]) at++;
  return at === name.length;
}

/**
 * `write x`, or, where nothing is near, what there is: a few words all, of more the nearest and how
 * to see all.
 */
export function writeOneOf(word: string, known: readonly string[], howToSeeAll: string): string {
  const near = nearestName(word, known);
  if (near !== null) return `write ${near}`;
  return known.length === 1 ? `write ${known[0]}` : `write ${listed(word, known, howToSeeAll)}`;
}

/** The same of what a section of the model names: what is none of them may be left out there. */
export function writeOrAdd(word: string, known: readonly string[], section: string): string {
  const added = `add ${word} under ${section}`;
  if (known.length === 0) return added;
  const fix = writeOneOf(word, known, `the names under ${section}`);
  return nearestName(word, known) === null ? `${fix}, or ${added}` : fix;
}

/** `one of a, b`; of many words the nearest, and how to see all. */
export function listed(word: string, known: readonly string[], howToSeeAll: string): string {
  if (known.length <= FEW) return `one of ${known.join(', ')}`;
  const short = ranked(word.slice(0, MAXIMUM_WORD), known).slice(0, SHOWN);
  const names = short.map(({ candidate }) => candidate).join(', ');
  return `one of ${names} and others (all: ${howToSeeAll})`;
}

function ranked(
  word: string,
  candidates: readonly string[],
): { candidate: string; distance: number }[] {
  return candidates
    .map((candidate) => ({ candidate, distance: distanceOf(word, candidate) }))
    .sort((a, b) => a.distance - b.distance);
}

function distanceOf(word: string, candidate: string): number {
  const apart = Math.abs(word.length - candidate.length);
  // No fewer changes than the lengths differ by.
  return apart > word.length ? apart : editDistance(word.toLowerCase(), candidate.toLowerCase());
}

/** Letters left out, put in, changed, or swapped with their neighbor (optimal string alignment). */
function editDistance(left: string, right: string): number {
  let before: number[] = [];
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const change = row[j - 1] + (left[i - 1] === right[j - 1] ? 0 : 1);
      let least = Math.min(change, row[j] + 1, next[j - 1] + 1);
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) {
        least = Math.min(least, before[j - 2] + 1);
      }
      next.push(least);
    }
    before = row;
    row = next;
  }
  return row[right.length];
}
