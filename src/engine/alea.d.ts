/** The one generator of seedrandom that is used; @types/seedrandom does not declare this path. */
declare module 'seedrandom/lib/alea.js' {
  interface Alea {
    /** Uniform on [0, 1) with 53 bits. */
    double(): number;
  }
  export default function alea(seed: string): Alea;
}
