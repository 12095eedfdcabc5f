/** The one generator of seedrandom that is used; @types/seedrandom does not declare this path. */
declare module 'seedrandom/lib/alea.js' {
  interface AleaState {
    readonly s0: number;
    readonly s1: number;
    readonly s2: number;
    readonly c: number;
  }
  interface Alea {
    /** Uniform on [0, 1) with 53 bits. */
    double(): number;
    /** 32 random bits, signed. */
    int32(): number;
  }
  export default function alea(seed: string): Alea;
  export default function alea(
    seed: string,
    options: { readonly state: true },
  ): Alea & { state(): AleaState };
}
