// The CRC-32 of two pieces of bytes in a row from those of the pieces, so that bytes are summed up once.

/** The polynomial of CRC-32, bit-reversed: bit 31 stands for x^0. */
const POLYNOMIAL = 0xedb88320;
const ONE = 0x80000000;

/** The product of two polynomials, modulo the polynomial of the CRC. */
function multiply(a: number, b: number): number {
  let product = 0;
  let shifted = b;
  for (let bit = ONE; bit !== 0; bit >>>= 1) {
    if ((a & bit) !== 0) product ^= shifted;
    shifted = (shifted & 1) === 0 ? shifted >>> 1 : (shifted >>> 1) ^ POLYNOMIAL;
  }
  return product >>> 0;
}

/** Entry k: x^(8 · 2^k), what 2^k further bytes multiply a CRC with. */
const BYTE_POWERS: number[] = [ONE >>> 8];
for (let k = 1; k < 53; k++) BYTE_POWERS.push(multiply(BYTE_POWERS[k - 1], BYTE_POWERS[k - 1]));

/** Powers by the number of further bytes: blocks of a log end at lines, so there are some hundred lengths of them. */
const knownPowers = new Map<number, number>();
const MOST_KNOWN = 1024;

/** What so many further bytes multiply a CRC with. */
function powerOf(byteCount: number): number {
  const known = knownPowers.get(byteCount);
  if (known !== undefined) return known;
  let power = ONE;
  for (let k = 0, rest = byteCount; rest > 0; k++, rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power = multiply(BYTE_POWERS[k], power);
  }
  if (knownPowers.size === MOST_KNOWN) knownPowers.clear();
  knownPowers.set(byteCount, power);
  return power;
}

/**
 * The CRC-32 of bytes A followed by bytes B. O(log of B's length), O(1) where B is as long as another one was. Source: crc32_combine of zlib.
 *
 * @example
 * combineCrc32(crc32('tele'), crc32('mend'), 4) === crc32('telemend');
 */
export function combineCrc32(crcOfA: number, crcOfB: number, lengthOfB: number): number {
  return (multiply(powerOf(lengthOfB), crcOfA) ^ crcOfB) >>> 0;
}
