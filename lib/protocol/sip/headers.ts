import { splitCommaList } from './grammar.js';

/** Header lines in the order they came, names in long lower-case form, values unfolded and trimmed. */
export class SipHeaders {
  readonly #names: readonly string[];
  readonly #values: readonly string[];

  constructor(names: readonly string[], values: readonly string[]) {
    this.#names = names;
    this.#values = values;
  }

  get count(): number {
    return this.#names.length;
  }

  /** Value of the first line named `name` (long, lower-case). */
  get(name: string): string | undefined {
    const index = this.#names.indexOf(name);
    return index < 0 ? undefined : this.#values[index];
  }

  /** Values of all lines named `name`, one string a line. */
  getAll(name: string): string[] {
    const found: string[] = [];
    let index = this.#names.indexOf(name);
    while (index >= 0) {
      found.push(this.#values[index] as string);
      index = this.#names.indexOf(name, index + 1);
    }
    return found;
  }

  /** Elements of a comma list over all its lines; undefined when a line is malformed. Absent: an empty array. */
  list(name: string): string[] | undefined {
    const elements: string[] = [];
    for (const value of this.getAll(name)) {
      if (value === '') continue;
      const split = splitCommaList(value);
      if (!split) return undefined;
      elements.push(...split);
    }
    return elements;
  }

  /** All lines as [name, value]. */
  entries(): [string, string][] {
    return this.#names.map((name, index) => [name, this.#values[index] as string]);
  }
}
