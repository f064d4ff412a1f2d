export type { EspeakNgOptions } from './options.js';
export { EspeakNg } from './text-to-speech.js';
