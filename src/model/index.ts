export type * from './model.js';
export { formatDiagnostic, type Diagnostic } from './diagnostics.js';
export { listed, nearest, writeOneOf } from './hints.js';
export { splitAtCommas } from './listText.js';
export { isPathFault, parseModel, type Override, type ParseOptions } from './parse.js';
export * from './factor.js';
export type { Field, Section } from './fields.js';
export { LANGUAGE } from './language.js';
export {
  ParameterError,
  findParameters,
  readRange,
  written,
  writtenParameters,
  type Parameter,
} from './parameter.js';
export { withValues } from './edit.js';
