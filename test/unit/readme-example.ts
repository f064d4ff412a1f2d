import { readFileSync } from 'node:fs';
import ts from 'typescript';

type Body = (...values: unknown[]) => Promise<void>;
const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor as new (...source: string[]) => Body;

/**
 * Runs the example of `lib/<folder>/README.md` as it stands there, with `names` in scope; `printed` gets the values of
 * each `console.log`.
 */
export async function runReadmeExample(
  folder: string,
  names: Readonly<Record<string, unknown>>,
  printed: unknown[][] = [],
): Promise<unknown[][]> {
  const readme = readFileSync(new URL(`../../lib/${folder}/README.md`, import.meta.url), 'utf8');
  const [, code] = /```ts\n(.*?)```/s.exec(readme) ?? [];
  if (code === undefined) throw new Error(`lib/${folder}/README.md has no example`);
  // `await using` is newer than the oldest Node, so the compiler lowers it.
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
  const { outputText } = ts.transpileModule(`(async () => {${code}})();`, { compilerOptions });
  const at = outputText.lastIndexOf('(async () => {');
  const console = { log: (...values: unknown[]) => printed.push(values) };
  const body = new AsyncFunction(
    'console',
    ...Object.keys(names),
    `${outputText.slice(0, at)}\nreturn ${outputText.slice(at)}`,
  );
  await body(console, ...Object.values(names));
  return printed;
}
