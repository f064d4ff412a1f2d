declare const brand: unique symbol;

/** A string that names one kind of thing and cannot be mistaken for another. */
export type Id<Kind extends string> = string & { readonly [brand]: Kind };

export type CallId = Id<'call'>;

/** A random id: 32 lower-case hexadecimal digits. */
export function randomId<Kind extends string>(): Id<Kind> {
  return crypto.randomUUID().replaceAll('-', '') as Id<Kind>;
}
