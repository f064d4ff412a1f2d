// Writes docs/control.schema.json from the compiled schemas of the control protocol. A test compares the two.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { paths } from './setup/paths.mjs';

const { controlJsonSchema } = await import(pathToFileURL(join(paths.dist, 'protocol', 'control', 'index.js')).href);

writeFileSync(
  join(paths.root, 'docs', 'control.schema.json'),
  `${JSON.stringify(controlJsonSchema(), undefined, 2)}\n`,
);
