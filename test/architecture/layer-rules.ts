import type { Edge } from './import-graph.js';

/** A unit of `lib` that rules speak of: `calls`, `protocol/sip`, `providers` (the ports), `providers/espeak-ng`… */
export type Unit = string;

/** Folders whose root holds ports and whose subfolders hold adapters to them. */
const portFolders = new Set(['channels', 'providers', 'stores']);

const layers: Readonly<Record<string, number>> = {
  core: 0,
  native: 1,
  protocol: 1,
  audio: 2,
  media: 2,
  transport: 2,
  calls: 3,
  agents: 3,
  rooms: 3,
  hooks: 3,
  channels: 3,
  providers: 3,
  stores: 3,
  sip: 4,
  asterisk: 4,
  control: 4,
  testing: 4,
  server: 5,
  cli: 5,
  console: 5,
  index: 6,
};

/** The only edges between units of one layer. */
const siblings: Readonly<Record<string, readonly string[]>> = {
  media: ['audio'],
  calls: ['hooks', 'channels', 'providers', 'stores'],
  agents: ['hooks', 'channels', 'providers', 'stores'],
  rooms: ['hooks', 'channels', 'providers', 'stores'],
  cli: ['server'],
};

/** The unit that a file, named relative to `lib`, belongs to. */
export function unitOf(file: string): Unit {
  const parts = file.replace(/\.ts$/, '').split('/');
  const [top = '', second] = parts;
  if (top === 'protocol' && parts.length > 2) return `protocol/${second}`;
  return portFolders.has(top) && parts.length > 2 ? `${top}/${second}` : top;
}

/** 0 (core) to 6 (the package's index). Unknown folders have no layer: a new one must be placed here first. */
export function layerOf(unit: Unit): number {
  const [top = '', second] = unit.split('/');
  const layer = layers[top];
  if (layer === undefined) throw new Error(`lib/${unit} stands in no layer; place it in layer-rules.ts`);
  return portFolders.has(top) && second !== undefined ? 4 : layer;
}

/** Why an import is not allowed, or undefined when it is. */
export function violation({ from, to }: Edge): string | undefined {
  const [importer, imported] = [unitOf(from), unitOf(to)];
  if (importer === imported) return undefined;
  const [above, below] = [layerOf(importer), layerOf(imported)];
  const sentence = `lib/${from} imports lib/${to}`;
  if (importer === 'testing' && below > 3) return `${sentence}: testing knows the layers up to the domain`;
  if (above > below) return undefined;
  if (above === below && siblings[importer]?.includes(imported)) return undefined;
  return above === below
    ? `${sentence}: ${importer} and ${imported} stand in one layer and do not know one another`
    : `${sentence}: imports point down, ${importer} is below ${imported}`;
}
