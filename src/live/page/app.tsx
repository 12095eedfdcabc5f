/** The page: left the model, right what becomes of it. */
import { ModelPanel } from './modelPanel.js';
import { Verdict } from './verdict.js';
import { Controls } from './controls.js';
import { Faults } from './faults.js';
import { GraphView } from './graphView.js';
import { Inspector } from './inspector.js';
import { Charts } from './charts.js';
import { RecordView } from './recordView.js';
import { Measure } from './measure.js';
import { Still } from './still.js';
import { Head } from './head.js';
import { readA, readB, isRead, isStill, notice } from './state.js';

export function App() {
  const two = readB.value !== null;
  return (
    <>
      <Head />
      <main class="desk">
        <ModelPanel />
        <div class="stage">
          <Verdict found={readA.value} label={two ? 'A' : ''} />
          {two && readB.value !== null ? <Verdict found={readB.value} label="B" /> : null}
          {isStill.value ? <Still /> : <Controls />}
          {notice.value === '' ? null : (
            <p class="notice" role="alert">
              {notice.value}
            </p>
          )}
          <GraphView side="A" />
          {two && isRead(readB.value) ? <GraphView side="B" /> : null}
          {isStill.value ? null : <Moving />}
          <Measure />
        </div>
      </main>
    </>
  );
}

/** What is seen only while it runs. */
function Moving() {
  return (
    <>
      <Inspector />
      <Faults />
      <Charts />
      <RecordView />
    </>
  );
}
