import type { z } from 'zod';

const longestText = 200;

/**
 * What is wrong with a parameter: its name, what it must be, and what it is. Texts are told by their kind alone, but for
 * choices: they may be long, or secret.
 */
export function issueText(issue: z.core.$ZodIssue, parents: readonly PropertyKey[] = []): string {
  const path = [...parents, ...issue.path];
  // Of alternatives the first is the one that is documented.
  const [first] = issue.code === 'invalid_union' && issue.message === 'Invalid input' ? (issue.errors[0] ?? []) : [];
  if (first) return issueText(first, path);
  const name = path.length === 0 ? 'params' : path.map(String).join('.');
  return `${name.slice(0, 100)}: ${sayingOf(issue).slice(0, longestText)}`;
}

function sayingOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${kinds[issue.expected] ?? issue.expected}, but ${kindOf(issue.input)}`;
    case 'invalid_value':
      return `must be one of ${issue.values.join(', ')}, but ${choiceOf(issue.input)}`;
    case 'too_small':
      return `must be at least ${issue.minimum}${unitOf(issue.origin)}${gotNumber(issue.input)}`;
    case 'too_big':
      return `must be at most ${issue.maximum}${unitOf(issue.origin)}${gotNumber(issue.input)}`;
    case 'unrecognized_keys':
      return `has no ${issue.keys.join(', ')}`;
    default:
      return issue.message;
  }
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'an array',
};

function kindOf(input: unknown): string {
  if (input === undefined) return 'is missing';
  if (input === null) return 'is null';
  if (Array.isArray(input)) return 'is an array';
  if (Number.isNaN(input)) return 'is no number';
  return typeof input === 'boolean' ? `is ${input}` : `is ${kinds[typeof input] ?? typeof input}`;
}

function choiceOf(input: unknown): string {
  if (typeof input === 'string') return `is ${JSON.stringify(input.slice(0, 40))}`;
  return typeof input === 'number' ? `is ${input}` : kindOf(input);
}

function gotNumber(input: unknown): string {
  return typeof input === 'number' ? `, but is ${input}` : '';
}

function unitOf(origin: string): string {
  if (origin === 'array') return ' long';
  return origin === 'string' ? ' characters long' : '';
}
