// Random numbers: every draw of the project comes from here, keyed by what it is for, so that no output depends on the order of work.
import seedrandom from 'seedrandom';

/** A stream of random numbers. */
export interface Rng {
  /** Uniform in [0, 1), 32 bits. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
}

/**
 * The random stream of a key: the same key gives the same stream, other keys give unrelated ones.
 * Alea (Baagøe 2010, as in seedrandom); normals by the polar method (Marsaglia & Bray 1964). Creating one costs about a microsecond.
 *
 * @example
 * const rng = createRng('seed-1', 'sensor-7', 1767225600000);
 * rng.normal();
 */
export function createRng(...key: readonly (string | number)[]): Rng {
  const uniform = seedrandom.alea(key.join('\u0000'));
  let spare = NaN;
  return {
    uniform,
    normal() {
      if (!Number.isNaN(spare)) {
        const kept = spare;
        spare = NaN;
        return kept;
      }
      let u: number, v: number, s: number;
      do {
        u = 2 * uniform() - 1;
        v = 2 * uniform() - 1;
        s = u * u + v * v;
      } while (s >= 1 || s === 0);
      const scale = Math.sqrt((-2 * Math.log(s)) / s);
      spare = v * scale;
      return u * scale;
    },
  };
}
