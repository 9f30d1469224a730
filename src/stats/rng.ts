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
  return fromUniform(seedrandom.alea(key.join('\u0000')));
}

/**
 * Streams for many things of one kind: the key that they share is hashed once, and each is told apart by four numbers. Hashing to 64 bits
 * makes the seed short, so a stream costs 0.8 microseconds, against five for a long key.
 *
 * @example
 * const streams = createRngFamily('seed-1', 'sensor-7');
 * streams(1767225600000, 0, 1767225602000, 0).normal();
 */
export function createRngFamily(...key: readonly (string | number)[]): (a: number, b: number, c: number, d: number) => Rng {
  const shared = key.join('\u0000');
  let [high, low] = [0x9e3779b9, 0x85ebca6b];
  for (let i = 0; i < shared.length; i++) {
    high = mix(high, shared.charCodeAt(i));
    low = mix(low ^ high, shared.charCodeAt(i));
  }
  const numbers = new Float64Array(4);
  const words = new Uint32Array(numbers.buffer);
  return (a, b, c, d) => {
    numbers[0] = a;
    numbers[1] = b;
    numbers[2] = c;
    numbers[3] = d;
    let [h, l] = [high, low];
    for (let i = 0; i < words.length; i++) {
      h = mix(h, words[i]);
      l = mix(l ^ h, words[i]);
    }
    return fromUniform(seedrandom.alea(String.fromCharCode(h & 0xffff, h >>> 16, l & 0xffff, l >>> 16)));
  };
}

/** One round of MurmurHash3 with its finaliser (Appleby 2011). */
function mix(hash: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  let h = hash ^ k;
  h = Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function fromUniform(uniform: () => number): Rng {
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
