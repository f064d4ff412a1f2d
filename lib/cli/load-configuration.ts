import { type Configuration, environmentSource, fileSource, flagSource, parseConfiguration } from '../server/index.js';
import type { FlagValues } from './command-line.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Flags over environment over file. @throws OssicleError CONFIGURATION_INVALID. */
export async function loadConfiguration(flags: FlagValues, environment: Environment): Promise<Configuration> {
  const path = flags['config'] ?? environment['OSSICLE_CONFIG'];
  const sources = [flagSource(flags), environmentSource(environment)];
  if (typeof path === 'string' && path !== '') sources.push(await fileSource(path));
  return parseConfiguration(sources);
}
