// Options over defaults, by the rule of the project: undefined is unset, 0 is a value.

/**
 * The defaults with what was given in their place; an explicit undefined counts as not given. O(keys).
 *
 * @example
 * withDefaults({ seed: 'a', limit: 10 }, { seed: undefined, limit: 0 }); // { seed: 'a', limit: 0 }
 */
export function withDefaults<T extends object>(defaults: T, given: { readonly [K in keyof T]?: T[K] | undefined }): T {
  const settings = { ...defaults };
  for (const key of Object.keys(defaults) as (keyof T)[]) {
    const value = given[key];
    if (value !== undefined) settings[key] = value;
  }
  return settings;
}
