/** A close-up of a trial, and the cells that it stands for. */
import type { CloseUp } from '../../network/closeUp.js';

export interface WeightedCloseUp {
  readonly closeUp: CloseUp;
  readonly weight: number;
}
