/**
 * Writes down each experiment's name and question, so that the list of them need not load them all.
 */
import { writeFileSync } from 'node:fs';
import { loadExperiments } from '../dist/src/cli/findExperiment.js';

const questions = (await loadExperiments()).map(({ name, question }) => ({ name, question }));
writeFileSync('dist/package/questions.json', `${JSON.stringify(questions, null, 1)}\n`);
