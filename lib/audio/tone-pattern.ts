import { invalidArgument } from '../core/index.js';
import { figuresOfStep, type ToneStep } from './tone-step.js';
import { checkNumber, objectOf } from './unit.js';

/**
 * A signal for a `ToneDetector`, written as `ToneGenerator.play` takes it: a list that ends in a pause is heard again
 * and again, one without a pause at its end once, one that begins with `onMs: Infinity` has no end. No tone may be
 * shorter than 95 ms.
 */
export interface TonePattern {
  readonly steps: readonly ToneStep[];
  /** How far each frequency may be off, 1 to 100 Hz; 15, or 1.5 % where that is more, by default. */
  readonly toleranceHz?: number;
  /** How far each time may be off, 0 to 0.5 of it (and 25 ms); 0.15 by default. */
  readonly toleranceShare?: number;
}

const mostSteps = 32;
const mostPatterns = 254;
const mostHz = 2350;
const leastOnMs = 95;

/** Patterns as the native side takes them; or INVALID_ARGUMENT. */
export function figuresOfPatterns(patterns: Readonly<Record<string, TonePattern | readonly ToneStep[]>>): Float64Array {
  const all = Object.entries(objectOf('patterns', patterns));
  if (all.length > mostPatterns) throw invalidArgument('patterns', `at most ${mostPatterns} patterns`, all);
  return Float64Array.from(all.flatMap(([name, pattern]) => figuresOf(`patterns.${name}`, pattern)));
}

function figuresOf(name: string, pattern: TonePattern | readonly ToneStep[]): number[] {
  const whole: TonePattern = Array.isArray(pattern) ? { steps: pattern } : (objectOf(name, pattern) as TonePattern);
  const { steps, toleranceHz = 0, toleranceShare = 0.15 } = whole;
  if (whole.toleranceHz !== undefined) checkNumber(`${name}.toleranceHz`, toleranceHz, 1, 100);
  checkNumber(`${name}.toleranceShare`, toleranceShare, 0, 0.5);
  if (!Array.isArray(steps) || steps.length < 1 || steps.length > mostSteps)
    throw invalidArgument(`${name}.steps`, `1 to ${mostSteps} steps`, steps);
  const figures = steps.flatMap((step, i) => figuresOfHeardStep(`${name}.steps[${i}]`, step));
  if (!steps.some(({ frequenciesHz }) => frequenciesHz.length > 0))
    throw invalidArgument(`${name}.steps`, 'steps of which one is no silence', steps);
  return [steps.length, toleranceHz, toleranceShare, ...figures];
}

function figuresOfHeardStep(name: string, step: ToneStep): number[] {
  const figures = figuresOfStep(name, step, mostHz);
  if (step.frequenciesHz.length > 0 && step.onMs < leastOnMs)
    throw invalidArgument(`${name}.onMs`, `at least ${leastOnMs}`, step.onMs);
  return figures;
}
