import { theorySuite } from './suite.js';

theorySuite(0, 3);
