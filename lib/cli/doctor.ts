import type { CommandArguments } from './command-line.js';
import type { CommandContext } from './context.js';
import { examine, type Finding } from './doctor-checks.js';
import { loadConfiguration } from './load-configuration.js';

/** Says what works here; returns 1 when something needed does not. @throws OssicleError CONFIGURATION_INVALID. */
export async function doctor({ flags }: CommandArguments, { stdout, environment }: CommandContext): Promise<number> {
  const configuration = await loadConfiguration(flags, environment);
  const findings = await examine(configuration);
  const broken = findings.filter(({ ok, needed }) => needed && !ok);
  if (configuration.json) stdout.write(`${JSON.stringify({ ok: broken.length === 0, findings })}\n`);
  else stdout.write(`${findings.map(findingLine).join('\n')}\n\n${conclusion(broken)}\n`);
  return broken.length === 0 ? 0 : 1;
}

function findingLine({ name, ok, needed, detail }: Finding): string {
  const remark = !ok && !needed ? ' (the server runs without it)' : '';
  return `${ok ? '✓' : '✗'} ${name.padEnd(10)}  ${detail.replaceAll('\n', `\n${' '.repeat(14)}`)}${remark}`;
}

function conclusion(broken: readonly Finding[]): string {
  if (broken.length === 0) return 'Everything needed works: start with `ossicle serve`.';
  return `Not working yet: ${broken.map(({ name }) => name).join(', ')}. The lines marked ✗ say what to do.`;
}
