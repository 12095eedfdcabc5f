/**
 * The model's text: CodeMirror, with what the language's table knows for completion and hints, and
 * faults where they stand.
 */
import {
  autocompletion,
  completionKeymap,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { linter, lintKeymap, setDiagnostics, type Diagnostic as Mark } from '@codemirror/lint';
import { Annotation, EditorState, type Text } from '@codemirror/state';
import { drawSelection, EditorView, hoverTooltip, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Diagnostic } from '../../model/index.js';
import { aboutKey, completionsAt } from '../completion.js';
import { NONCE } from './nonce.js';

interface Given {
  readonly text: string;
  readonly faults: readonly Diagnostic[];
  readonly set: (text: string) => void;
}

export function Editor({ text, faults, set }: Given) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const setter = useRef(set);
  setter.current = set;
  useEffect(() => {
    if (place.current === null) return;
    view.current = makeView(place.current, text, (written) => {
      setter.current(written);
    });
    return () => view.current?.destroy();
  }, []);
  // At once: later, more may have been typed, and the text would be an older one.
  useLayoutEffect(() => {
    if (view.current !== null) replace(view.current, text);
  }, [text]);
  useEffect(() => {
    const now = view.current;
    if (now === null) return;
    now.dispatch(setDiagnostics(now.state, marksOf(faults, now.state.doc)));
  }, [faults]);
  return <div class="editor" ref={place} />;
}

/** What the page itself put in: by the time that is told, the page may have a newer text. */
const FROM_OUTSIDE = Annotation.define<boolean>();

const STYLE = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--blue)' },
  { tag: tags.comment, color: 'var(--mute)' },
  { tag: [tags.string, tags.number, tags.bool, tags.content], color: 'var(--ink)' },
  { tag: [tags.separator, tags.punctuation, tags.brace, tags.squareBracket], color: 'var(--mute)' },
]);

function makeView(parent: HTMLElement, doc: string, written: (text: string) => void): EditorView {
  const state = EditorState.create({
    doc,
    extensions: [
      EditorView.cspNonce.of(NONCE),
      lineNumbers(),
      history(),
      drawSelection(),
      bracketMatching(),
      yaml(),
      syntaxHighlighting(STYLE),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': 'the model as YAML', tabindex: '0' }),
      autocompletion({ override: [complete], icons: false }),
      hoverTooltip(hint),
      linter(null),
      keymap.of([...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
      EditorView.updateListener.of(({ docChanged, state: now, transactions }) => {
        const isOurs = transactions.some((each) => each.annotation(FROM_OUTSIDE) === true);
        if (docChanged && !isOurs) written(now.doc.toString());
      }),
    ],
  });
  return new EditorView({ state, parent });
}

/** Only what differs is replaced, so that the cursor stays where it is. */
function replace(view: EditorView, text: string): void {
  const before = view.state.doc.toString();
  if (before === text) return;
  const most = Math.min(before.length, text.length);
  let from = 0;
  while (from < most && before[from] === text[from]) from++;
  let same = 0;
  while (same < most - from && before[before.length - 1 - same] === text[text.length - 1 - same])
    same++;
  view.dispatch({
    changes: { from, to: before.length - same, insert: text.slice(from, text.length - same) },
    annotations: FROM_OUTSIDE.of(true),
  });
}

function complete({ state, pos, explicit }: CompletionContext): CompletionResult | null {
  const found = completionsAt(state.doc.toString(), pos);
  if (found === null || (found.from === pos && !explicit)) return null;
  const options = found.all.map(({ label, detail, about, more }) => ({
    label,
    detail,
    apply: `${label}${more}`,
    ...(about === '' ? {} : { info: about }),
  }));
  return { from: found.from, options, validFor: /^[\w-]*$/ };
}

function hint(view: EditorView, pos: number) {
  const text = view.state.doc.toString();
  let from = pos;
  while (from > 0 && /[\w-]/.test(text[from - 1])) from--;
  const found = aboutKey(text, from);
  if (found === null) return null;
  return {
    pos: from,
    end: from + found.key.length,
    create: () => {
      const dom = document.createElement('div');
      dom.className = 'tip';
      dom.textContent = `${found.key}: ${found.about} (${found.detail})`;
      return { dom };
    },
  };
}

function marksOf(faults: readonly Diagnostic[], doc: Text): Mark[] {
  return faults.map(({ line, column, path, received, expected, hint: fix }) => {
    const at = doc.line(Math.min(Math.max(1, line), doc.lines));
    const from = Math.min(at.from + column - 1, at.to);
    const rest = /^[^\s,}\]]+/.exec(doc.sliceString(from, at.to))?.[0].length ?? 0;
    const where = path === '' ? '' : `${path}: `;
    const message = `${where}found ${received}; expected ${expected}; fix: ${fix}`;
    return {
      from,
      to: Math.max(from, Math.min(at.to, from + Math.max(1, rest))),
      severity: 'error' as const,
      message,
    };
  });
}
