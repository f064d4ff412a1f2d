import { describe, expect, it } from 'vitest';
import { type Edge, findCycle, importsOf, readImportGraph } from './import-graph.js';
import { unitOf, violation } from './layer-rules.js';

function edge(from: string, to: string): Edge {
  return { from, to, atRunTime: true };
}

describe('layers of lib', () => {
  const graph = readImportGraph();

  it('has imports to check', () => {
    expect(graph.length).toBeGreaterThan(20);
  });

  it('imports point down, and only allowed siblings know one another', () => {
    expect(graph.map(violation).filter((text) => text !== undefined)).toEqual([]);
  });

  it('has no cycle of files at run time', () => {
    expect(findCycle(graph.filter(({ atRunTime }) => atRunTime))).toBeUndefined();
  });

  it('has no cycle of folders, types included', () => {
    const folders = graph
      .map(({ from, to, atRunTime }) => ({ from: unitOf(from), to: unitOf(to), atRunTime }))
      .filter(({ from, to }) => from !== to);
    expect(findCycle(folders)).toBeUndefined();
  });
});

describe('the rules themselves', () => {
  it.each([
    ['protocol/sip/message.ts', 'media/session.ts'],
    ['core/ids.ts', 'native/binding.ts'],
    ['calls/call.ts', 'sip/sip-leg.ts'],
    ['calls/call.ts', 'rooms/room.ts'],
    ['sip/user-agent.ts', 'providers/espeak-ng/index.ts'],
    ['providers/espeak-ng/index.ts', 'stores/sqlite/index.ts'],
    ['protocol/sip/message.ts', 'protocol/sdp/parse.ts'],
    ['sip/sip-leg.ts', 'server/server.ts'],
    ['transport/transport.ts', 'media/session.ts'],
    ['testing/index.ts', 'sip/user-agent.ts'],
  ])('forbid %s importing %s', (from, to) => {
    expect(violation(edge(from, to))).toContain(`lib/${from} imports lib/${to}`);
  });

  it.each([
    ['media/session.ts', 'audio/mixer.ts'],
    ['calls/call.ts', 'providers/text-to-speech.ts'],
    ['sip/sip-leg.ts', 'calls/leg.ts'],
    ['providers/espeak-ng/index.ts', 'providers/text-to-speech.ts'],
    ['cli/main.ts', 'server/server.ts'],
    ['index.ts', 'server/server.ts'],
  ])('allow %s importing %s', (from, to) => {
    expect(violation(edge(from, to))).toBeUndefined();
  });

  it('find imports of every form', () => {
    const source = [
      "import { a } from './a.js';",
      "import type { B } from '../core/b.js';",
      'import {\n  c,\n} from "./not-our-quotes.js";',
      "export * from './d.js';",
      "const e = await import('./e.js');",
      "import 'node:fs';",
      "import './side-effect.js';",
    ].join('\n');
    expect(importsOf('media/x.ts', source).map(({ to }) => to)).toEqual([
      'media/a.ts',
      'core/b.ts',
      'media/d.ts',
      'media/e.ts',
      'media/side-effect.ts',
    ]);
  });

  it('see a cycle', () => {
    expect(findCycle([edge('a', 'b'), edge('b', 'c'), edge('c', 'b')])).toEqual(['b', 'c', 'b']);
  });
});
