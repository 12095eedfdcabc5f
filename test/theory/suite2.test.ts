import { theorySuite } from './suite.js';

theorySuite(2, 3);
