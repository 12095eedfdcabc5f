/** `highwater check`: a model's faults, or its offered load against capacity by arithmetic. */
import { Command } from 'commander';
import { offeredLoad } from '../analysis/offeredLoad.js';
import { promisesOf } from '../experiments/promise.js';
import { chooseWindow } from '../experiments/trialPlan.js';
import { checkReport } from '../report/checkReport.js';
import { costLines } from '../report/costText.js';
import { changesOf, withChangeFlags, type ChangeFlags } from './changes.js';
import type { Output } from './output.js';
import { loadModel } from '../execution/modelFiles.js';
import { sizeText } from './sizeText.js';

export function checkCommand(output: Output): Command {
  const command = new Command('check').argument('<model>');
  return withChangeFlags(command).action((file: string, flags: ChangeFlags) => {
    const { model } = loadModel(file, changesOf(flags));
    promisesOf(model);
    const offered = offeredLoad(model);
    const window = chooseWindow(model, offered, 'sampled');
    const cost = costLines(model).map((line) => `${line}\n`);
    output.out(`${checkReport(model, offered, window)}\n${cost.join('')}${sizeText(model)}`);
  });
}
