export type * from './model.js';
export { formatFault, nearest, type Fault } from './faults.js';
export { parseModel, type Override, type ParseOptions } from './parse.js';
export { LANGUAGE, type Field, type Section } from './language.js';
