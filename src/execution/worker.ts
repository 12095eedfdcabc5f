/** What a worker thread does: one trial. */
import { simulate } from '../network/simulate.js';

export default simulate;
