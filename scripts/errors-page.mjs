// Writes docs/errors.md from the compiled error catalogue. A test compares the two in both directions.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { paths } from './setup/paths.mjs';

const { errorCatalogue } = await import(pathToFileURL(join(paths.dist, 'core', 'errors.js')).href);

const head = `# Errors

Everything this package throws is an \`OssicleError\` with one of these codes in \`code\`. Codes are stable and never
reused. \`retryable\` says whether the same call may succeed later without any change.

| Code | Category | Retryable | Meaning |
| --- | --- | --- | --- |
`;
const rows = Object.entries(errorCatalogue).map(
  ([code, { category, retryable, meaning }]) =>
    `| \`${code}\` | ${category} | ${retryable ? 'yes' : 'no'} | ${meaning} |`,
);
writeFileSync(join(paths.root, 'docs', 'errors.md'), `${head}${rows.join('\n')}\n`);
