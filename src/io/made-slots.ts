// What is known of a made value, as the slots of a form: the same for every format.
import { roundedIn, textIn, type FormMemory, type FormPart, type KeptText } from './forms/form-memory.js';
import { decimalsBeside } from './value-writer.js';

/** Values made for the readings of a void, with their uncertainty, °C; an entry each. */
export interface MadeValues {
  readonly value: ArrayLike<number>;
  readonly mean: ArrayLike<number>;
  readonly sd: ArrayLike<number>;
  readonly lo: ArrayLike<number>;
  readonly hi: ArrayLike<number>;
  readonly method: string;
  /** Further draws of the same readings, where they were asked for. */
  readonly draws?: readonly ArrayLike<number>[];
}

/** Slots of a made value; the method takes two. Those from `Free` on are the format's. */
export const MadeSlot = { Value: 0, Mean: 1, Sd: 2, Lo: 3, Hi: 4, Decimals: 5, Method: 6, Free: 8 } as const;

/** What a form says beside a made value, in this order. */
export type Uncertainty = 'mean' | 'sd' | 'lo' | 'hi' | 'method';

/** The gap of each, for values that are kept inside a range. */
export function uncertaintyParts(memory: FormMemory, range: { readonly low: number; readonly high: number }): Readonly<Record<Uncertainty, FormPart>> {
  const [bounds, fromZero] = [memory.bounds(range.low, range.high), memory.bounds(0, Infinity)];
  return {
    mean: roundedIn(MadeSlot.Mean, MadeSlot.Decimals, bounds),
    sd: roundedIn(MadeSlot.Sd, MadeSlot.Decimals, fromZero),
    lo: roundedIn(MadeSlot.Lo, MadeSlot.Decimals, bounds),
    hi: roundedIn(MadeSlot.Hi, MadeSlot.Decimals, bounds),
    method: textIn(MadeSlot.Method),
  };
}

/** Fills the slots of one memory from entry i of what was made, but for the value; gives the method as it is spelled. */
export type FillMadeSlots = (made: MadeValues, i: number) => KeptText;

/** @param spell how a format spells a method */
export function createMadeSlots(memory: FormMemory, spell: (method: string) => string): FillMadeSlots {
  let [methodName, method] = ['', { at: 0, length: 0 }];
  let [lastSd, lastDecimals] = [NaN, NaN];
  return (made, i) => {
    if (made.method !== methodName) [methodName, method] = [made.method, memory.text(spell(made.method))];
    const { slots } = memory;
    const sd = made.sd[i];
    if (sd !== lastSd) [lastSd, lastDecimals] = [sd, decimalsBeside(sd)];
    slots[MadeSlot.Mean] = made.mean[i];
    slots[MadeSlot.Sd] = sd;
    slots[MadeSlot.Lo] = made.lo[i];
    slots[MadeSlot.Hi] = made.hi[i];
    slots[MadeSlot.Decimals] = lastDecimals;
    memory.setText(MadeSlot.Method, method);
    return method;
  };
}
