/** `highwater check`: a model's faults, or its offered load against capacity by arithmetic. */
import { Command } from 'commander';
import { decidingDefaults } from '../analysis/decidingDefaults.js';
import { offeredLoad } from '../analysis/offeredLoad.js';
import { promisesOf } from '../experiments/promise.js';
import { chooseWindow } from '../experiments/trialPlan.js';
import { checkJson } from '../report/checkJson.js';
import { checkNotes, checkTable } from '../report/checkReport.js';
import { costLines } from '../report/costText.js';
import { changesOf, withChangeFlags, type ChangeFlags } from './changes.js';
import type { Output } from './output.js';
import { loadModel, readModel } from '../execution/modelFiles.js';
import { withValues } from '../model/index.js';
import { titled } from '../report/format.js';
import { sizeText } from './sizeText.js';

export function checkCommand(output: Output): Command {
  const command = new Command('check').argument('<model>').option('--json', 'print it as JSON');
  return withChangeFlags(command).action(
    (file: string, flags: ChangeFlags & { readonly json?: boolean }) => {
      const changes = changesOf(flags);
      const { model, text } = loadModel(file, changes);
      promisesOf(model);
      if (flags.json !== true) output.out(titled(model));
      const offered = offeredLoad(model);
      if (flags.json === true) {
        output.out(checkJson(model, offered));
        return;
      }
      // What takes a while, because the arithmetic is done for many variants, comes after it.
      output.out(checkTable(model, offered));
      const window = chooseWindow(model, offered, 'sampled');
      const defaults = decidingDefaults(withValues(text, changes), file, model, (more) => {
        const changed = readModel(file, [...changes, ...more]);
        return 'model' in changed ? changed.model : null;
      });
      const notes = checkNotes(model, offered, window, defaults);
      output.out([...notes, ...costLines(model), sizeText(model)].join('\n'));
    },
  );
}
