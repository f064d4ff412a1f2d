export type { CommandContext } from './context.js';
export { run } from './run.js';
