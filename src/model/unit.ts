// Units of temperature, and exact conversions between them, of decimals as they are spelled and of numbers.

/** Celsius, Fahrenheit, kelvin. */
export type TemperatureUnit = 'C' | 'F' | 'K';

export const TEMPERATURE_UNITS: readonly TemperatureUnit[] = ['C', 'F', 'K'];

/** A reading, or a difference between two, which knows no zero. */
export type Quantity = 'reading' | 'difference';

/** y = (factor x + offset) / divisor, in whole numbers: F = C × 9/5 + 32, K = C + 273.15. */
interface Conversion {
  readonly factor: bigint;
  readonly offset: bigint;
  readonly divisor: bigint;
}

const CONVERSIONS: Readonly<Record<string, Conversion>> = {
  CF: { factor: 9n, offset: 160n, divisor: 5n },
  FC: { factor: 5n, offset: -160n, divisor: 9n },
  CK: { factor: 100n, offset: 27_315n, divisor: 100n },
  KC: { factor: 100n, offset: -27_315n, divisor: 100n },
  FK: { factor: 500n, offset: 229_835n, divisor: 900n },
  KF: { factor: 900n, offset: -229_835n, divisor: 500n },
};

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i;
/** More digits than a double can tell. */
const DOUBLE_DIGITS = 20;
/** Exponents beyond this are for doubles. */
const MOST_DECIMALS = 40;

/**
 * A decimal number in another unit, spelled with at least as many decimals as it had: out of °C and K exactly, out of °F with one decimal
 * more, rounded half away from zero. Converted back and rounded to the decimals that it had, it is what it was. O(digits).
 *
 * @example
 * convertDecimal('52.30', 'C', 'F'); // '126.14'
 */
export function convertDecimal(text: string, from: TemperatureUnit, to: TemperatureUnit, quantity: Quantity = 'reading'): string {
  if (from === to) return text;
  const [, sign, whole, fraction = '', exponent = '0'] = DECIMAL.exec(text)!;
  const scale = fraction.length - Number(exponent);
  if (Math.abs(scale) > MOST_DECIMALS) return String(convertNumber(Number(text), from, to, quantity));
  const decimals = Math.max(scale, 0);
  const mantissa = BigInt(`${sign === '-' ? '-' : ''}${whole}${fraction}`) * 10n ** BigInt(decimals - scale);
  const ofFahrenheit = decimals + (from === 'F' || to === 'F' ? 1 : 0);
  // 273.15 has two.
  const written = quantity === 'reading' && (from === 'K' || to === 'K') ? Math.max(ofFahrenheit, 2) : ofFahrenheit;
  return spell(convert(mantissa, decimals, written, CONVERSIONS[from + to], quantity), written, decimals);
}

/** A number in another unit: the double nearest to the exact result for the shortest decimal that spells it. */
export function convertNumber(value: number, from: TemperatureUnit, to: TemperatureUnit, quantity: Quantity = 'reading'): number {
  if (from === to || !Number.isFinite(value)) return value;
  const conversion = CONVERSIONS[from + to];
  const [, sign, whole, fraction = '', exponent = '0'] = DECIMAL.exec(String(value))!;
  const scale = fraction.length - Number(exponent);
  if (Math.abs(scale) > MOST_DECIMALS) {
    const offset = quantity === 'reading' ? Number(conversion.offset) : 0;
    return (value * Number(conversion.factor) + offset) / Number(conversion.divisor);
  }
  const decimals = Math.max(scale, 0);
  const mantissa = BigInt(`${sign === '-' ? '-' : ''}${whole}${fraction}`) * 10n ** BigInt(decimals - scale);
  const written = decimals + DOUBLE_DIGITS;
  return Number(spell(convert(mantissa, decimals, written, conversion, quantity), written, 0));
}

/** In units of the last decimal written, rounded half away from zero. */
function convert(mantissa: bigint, decimals: number, written: number, { factor, offset, divisor }: Conversion, quantity: Quantity): bigint {
  const power = 10n ** BigInt(decimals);
  const numerator = (mantissa * factor + (quantity === 'reading' ? offset * power : 0n)) * 10n ** BigInt(written);
  const denominator = divisor * power;
  const magnitude = ((numerator < 0n ? -numerator : numerator) * 2n + denominator) / (2n * denominator);
  return numerator < 0n ? -magnitude : magnitude;
}

/** `value` with the point before its last `written` digits, without zeros at its end beyond `atLeast` decimals. */
function spell(value: bigint, written: number, atLeast: number): string {
  const digits = String(value < 0n ? -value : value).padStart(written + 1, '0');
  const point = digits.length - written;
  let end = digits.length;
  while (end > point + atLeast && digits[end - 1] === '0') end--;
  const fraction = digits.slice(point, end);
  return `${value < 0n ? '-' : ''}${digits.slice(0, point)}${fraction === '' ? '' : `.${fraction}`}`;
}
