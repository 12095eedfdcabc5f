import { theorySuite } from './suite.js';

theorySuite(1, 3);
