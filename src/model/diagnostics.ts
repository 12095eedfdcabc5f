/**
 * Faults of a model file, as data: all found at once, each with its place and the way to mend it.
 */
export interface Diagnostic {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Dotted path in the model, for example `brokers.count`; empty for the file as a whole. */
  readonly path: string;
  readonly received: string;
  readonly expected: string;
  readonly hint: string;
}

/**
 * `file:line:column: path: found ...; expected ...; fix: ...`, on one line, whatever the file
 * holds.
 */
export function formatDiagnostic(fault: Diagnostic): string {
  const where = fault.path === '' ? '' : `${shown(fault.path)}: `;
  // What was set in the call has no line.
  const at = fault.file.startsWith('--') ? '' : `:${fault.line}:${fault.column}`;
  const place = shown(fault.file) + at;
  return `${place}: ${where}found ${shown(fault.received)}; expected ${shown(fault.expected)}; fix: ${shown(fault.hint)}`;
}

const MAXIMUM_SHOWN = 240;
/** Control characters, line ends, and the marks that turn the direction of writing. */
const OBEYED =
  // eslint-disable-next-line no-control-regex -- these characters are what is replaced
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/**
 * Text of a file for a terminal: without what a terminal obeys, and not longer than people read.
 */
function shown(text: string): string {
  const cut = text.length > MAXIMUM_SHOWN ? `${text.slice(0, MAXIMUM_SHOWN)}...` : text;
  return cut.replaceAll(OBEYED, (sign) => {
    return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
