import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './paths.js';
import type { Outcome, Result } from './result.js';
import { markdownTable } from './table.js';

const page = join(repositoryRoot, 'docs', 'benchmarks.md');

/** Puts a result into its section of `docs/benchmarks.md`, between two marks that name the benchmark; a drawing beside it. */
export function writeDocs(result: Result, { notes, drawing }: Outcome, date: Date): void {
  const [begin, end] = [`<!-- bench ${result.name} -->`, `<!-- /bench ${result.name} -->`];
  const text = readFileSync(page, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${page} has no section between "${begin}" and "${end}".`);
  const section = [
    `${date.toISOString().slice(0, 10)}, commit ${result.commit}, \`${result.command}\``,
    '',
    `Machine: ${result.machine}`,
    '',
    markdownTable(result.rows),
    '',
    ...notes.map((note) => `- ${note}`),
    ...(drawing ? ['', `![${result.name}](${drawing.file})`] : []),
  ];
  if (drawing) writeFileSync(join(repositoryRoot, 'docs', drawing.file), drawing.text);
  writeFileSync(page, `${text.slice(0, from)}${begin}\n${section.join('\n')}\n${text.slice(to)}`);
}
