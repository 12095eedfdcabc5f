/** A WebAssembly module of the bytes that the build has written as text (base64). */
export function moduleOf(text: string): WebAssembly.Module {
  return new WebAssembly.Module(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)));
}
