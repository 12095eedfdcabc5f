/**
 * Where the page's one script begins: in the page, and in the workers that the page makes of the
 * same script, so that what both need is there once.
 */
import { startPage } from './startPage.js';
import { startWorker } from './startWorker.js';

if (typeof document === 'undefined') startWorker();
else startPage();
