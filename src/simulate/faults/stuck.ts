// Stuck: the sensor goes on reporting one value. Stuck-at in Ni et al. 2009, CONSTANT in Sharma et al. 2010, flat line in QARTOD.
import { ON_OR_OFF, type FaultKind } from './kind.js';

/** The true value at the onset, over the whole run: so what is held does not depend on other faults. */
export const stuck: FaultKind = {
  name: 'stuck',
  aliases: ['stuck-at', 'constant', 'flat-line'],
  lasts: 'run',
  onsets: ON_OR_OFF,
  directed: false,
  create: () => {
    let held = NaN;
    return (reading, { sinceMs }) => {
      if (sinceMs === 0) held = reading.trueValue;
      reading.value = held;
      return true;
    };
  },
};
