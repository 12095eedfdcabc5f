/** An operator's mistake: its message is printed as it is, without a stack, and the exit code is 2. */
export class UsageError extends Error {}

/** A broken law: the numbers must not be believed. Exit code 3. */
export class AuditError extends Error {}
