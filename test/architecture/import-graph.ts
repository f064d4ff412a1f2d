import { posix } from 'node:path';
import { filesBelow, readSource } from './source-tree.js';

/** One import statement of `lib`: both ends relative to `lib`. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  /** False for `import type` and `export type`, which leave no trace at run time. */
  readonly atRunTime: boolean;
}

const statement = /^\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'(\.[^']+)'|\bimport\('(\.[^']+)'\)/gm;

/** Relative imports of one TypeScript source, as paths below `lib`. */
export function importsOf(file: string, source: string): Edge[] {
  return [...source.matchAll(statement)].map(([, type, target, dynamic]) => ({
    from: file,
    to: posix.join(posix.dirname(file), target ?? dynamic ?? '').replace(/\.js$/, '.ts'),
    atRunTime: type === undefined,
  }));
}

/** Every relative import of `lib`. */
export function readImportGraph(): Edge[] {
  return filesBelow('lib')
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => importsOf(file, readSource(`lib/${file}`)));
}

/** One cycle of the graph as the files on it, or undefined. */
export function findCycle(edges: readonly Edge[]): string[] | undefined {
  const next = new Map<string, Edge[]>();
  for (const edge of edges) next.set(edge.from, [...(next.get(edge.from) ?? []), edge]);
  const done = new Set<string>();
  const visit = (file: string, path: string[]): string[] | undefined => {
    const at = path.indexOf(file);
    if (at >= 0) return [...path.slice(at), file];
    if (done.has(file)) return undefined;
    for (const edge of next.get(file) ?? []) {
      const cycle = visit(edge.to, [...path, file]);
      if (cycle !== undefined) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of next.keys()) {
    const cycle = visit(file, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
