import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { parse as parseToml } from 'smol-toml';
import { errorMessage, OssicleError } from '../core/index.js';
import type { ConfigurationSource } from './configuration.js';
import { settings } from './settings.js';

/** Settings given as flags: `{ 'sip-port': '5070', json: true }`. */
export function flagSource(flags: Readonly<Record<string, string | boolean | undefined>>): ConfigurationSource {
  const values: Record<string, unknown> = {};
  for (const { key, flag, parse } of settings) {
    const given = flags[flag];
    if (given !== undefined) put(values, key, typeof given === 'string' ? parse(given) : given);
  }
  return { values, nameOf: (key) => `--${settings.find((setting) => setting.key === key)?.flag}` };
}

/** Settings given as environment variables. */
export function environmentSource(environment: Readonly<Record<string, string | undefined>>): ConfigurationSource {
  const values: Record<string, unknown> = {};
  for (const { key, variable, parse } of settings) {
    const given = environment[variable];
    if (given !== undefined) put(values, key, parse(given));
  }
  return { values, nameOf: (key) => `${settings.find((setting) => setting.key === key)?.variable}` };
}

/**
 * Settings of a TOML file, or of a JSON file when its name ends in `.json`.
 *
 * @throws OssicleError CONFIGURATION_INVALID naming the file.
 */
export async function fileSource(path: string): Promise<ConfigurationSource> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw invalidFile(path, `cannot be read: ${errorMessage(error)}`, error);
  });
  const isJson = extname(path).toLowerCase() === '.json';
  let values: unknown;
  try {
    values = isJson ? JSON.parse(text) : parseToml(text);
  } catch (error) {
    throw invalidFile(path, `is no valid ${isJson ? 'JSON' : 'TOML'}: ${errorMessage(error)}`, error);
  }
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    throw invalidFile(path, 'must hold an object of settings');
  }
  return { values: values as Record<string, unknown>, nameOf: () => path };
}

function put(values: Record<string, unknown>, key: string, value: unknown): void {
  const parts = key.split('.');
  const last = parts.pop() as string;
  let table = values;
  for (const part of parts) {
    table[part] ??= {};
    table = table[part] as Record<string, unknown>;
  }
  table[last] = value;
}

function invalidFile(path: string, why: string, cause?: unknown): OssicleError {
  return new OssicleError('CONFIGURATION_INVALID', `The configuration file ${path} ${why}.`, {
    cause,
    details: { path },
  });
}
