// Outage: nothing is written for a while. Connection fault in Ni et al. 2009; an idle source, a long gap.
import { ON_OR_OFF, type FaultKind } from './kind.js';

export const outage: FaultKind = {
  name: 'outage',
  aliases: ['connection', 'gap'],
  lasts: 'run',
  onsets: ON_OR_OFF,
  directed: false,
  create: () => () => true,
};
