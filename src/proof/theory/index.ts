/** The known answers: every case, and how one is run. */
import { deskCases } from './deskCases.js';
import { directCases } from './directCases.js';
import { engineCases } from './engineCases.js';
import { networkCases } from './networkCases.js';
import type { TheoryCase } from './theoryCase.js';
import { topicCases } from './topicCases.js';

export { runTheoryCase, type TheoryFinding } from './runTheoryCase.js';
export {
  FAMILY_WISE_ERROR,
  familySummaries,
  scoreBound,
  testScores,
  type FamilySummary,
  type LawTest,
} from './scores.js';
export { REPLICATIONS, type Claim, type TheoryCase } from './theoryCase.js';

/** All cases, in a fixed order; building them solves their closed forms (about a second). */
export function theoryCases(): TheoryCase[] {
  return [...directCases(), ...engineCases(), ...networkCases(), ...topicCases(), ...deskCases()];
}
