/** The few parts of the platform's WebAssembly that are used; @types/node does not declare them. */
declare namespace WebAssembly {
  // A handle that the platform declares as a class; nothing is asked of it.
  // eslint-disable-next-line @typescript-eslint/no-extraneous-class -- see above
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, unknown>>);
    readonly exports: unknown;
  }
  class Memory {
    constructor(descriptor: { initial: number; maximum: number; shared: boolean });
    readonly buffer: SharedArrayBuffer;
    /** By so many pages of 64 KiB; throws RangeError when the machine has no more. */
    grow(pages: number): number;
  }
}
