import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, it } from 'vitest';
import * as audio from '../../../lib/audio/index.js';
import { native } from '../../../lib/native/index.js';

const folder = new URL('../../../docs/audio/', import.meta.url);
const pages = readdirSync(folder).filter((file) => file.endsWith('.md'));
/** These rest on the WebRTC module, which a build may lack. */
const needModule = ['echo-canceller.md', 'noise-suppressor.md', 'voice-processor.md'];
const doorReadme = '../../lib/audio/README.md';
const textOf = (page: string): string => readFileSync(new URL(page, folder), 'utf8');
const examplesOf = (page: string): string[] =>
  [...textOf(page).matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code ?? '');

type Runner = (load: (module: string) => Promise<unknown>, console: Pick<Console, 'log'>) => Promise<void>;
const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor as new (...source: string[]) => Runner;

/** Runs an example as it stands on the page and returns the lines it prints. */
async function run(example: string): Promise<string[]> {
  const loading = example.replace(/^import (\{[^}]*\}) from '([^']+)';$/gm, "const $1 = await load('$2');");
  const source = `(async () => {${loading}})();`; // `using` and `await` in one block, for the compiler to lower
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
  const { outputText } = ts.transpileModule(source, { compilerOptions });
  const at = outputText.lastIndexOf('(async () => {');
  const printed: string[] = [];
  const runner = new AsyncFunction('load', 'console', `${outputText.slice(0, at)}\nreturn ${outputText.slice(at)}`);
  await runner((name) => (name === 'ossicle/audio' ? Promise.resolve(audio) : import(/* @vite-ignore */ name)), {
    log: (...values: unknown[]) => printed.push(values.map(String).join(' ')),
  });
  return printed;
}

async function checkExamples(page: string): Promise<void> {
  const examples = examplesOf(page);
  expect(examples.length).toBeGreaterThan(0);
  for (const example of examples) {
    const promised = [...example.matchAll(/console\.log\(.*?\); \/\/ (.+)$/gm)].map(([, text]) => text);
    expect(promised.length).toBeGreaterThan(0);
    expect(await run(example)).toEqual(promised);
  }
}

for (const page of [...pages, doorReadme]) {
  const possible = native().buildInfo().webrtc || !needModule.includes(page);
  it.skipIf(!possible)(`the example of ${page} prints what it says`, () => checkExamples(page));
}

it('every class and function of the door is on a page, and every page in the list', () => {
  const all = pages.map(textOf).join('\n');
  const names = Object.entries(audio).filter(([name, value]) => typeof value === 'function' && name !== 'Unit');
  expect(
    names.map(([name]) => name).filter((name) => !all.includes(`# ${name}`) && !all.includes(`\`${name}`)),
  ).toEqual([]);
  const list = textOf('README.md');
  expect(pages.filter((page) => page !== 'README.md' && !list.includes(`(${page})`))).toEqual([]);
});
