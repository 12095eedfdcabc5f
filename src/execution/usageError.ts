/**
 * An operator's mistake, in a call or in a file: one message that names it and how to mend it,
 * without a stack.
 */
export class UsageError extends Error {}
