// Hard-over: the sensor is pinned at a rail, far out of the range (a broken wire, a short circuit). Low battery often ends so (Ni et al. 2009).
import { ON_OR_OFF, type FaultKind } from './kind.js';

/** The upper or lower rail: as far out of the range as the magnitude says, by default its width. */
export const hardOver: FaultKind = {
  name: 'hard-over',
  aliases: ['hardover', 'rail'],
  lasts: 'run',
  onsets: ON_OR_OFF,
  directed: true,
  magnitude: { unit: '°C', usual: ({ range }) => ({ low: range.high - range.low, high: range.high - range.low }) },
  create: ({ settings: { range } }) => (reading, { size }) => {
    reading.value = size < 0 ? range.low + size : range.high + size;
    return true;
  },
};
