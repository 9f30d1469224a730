// Skipped: single readings that are never written.
import { ABRUPT, type FaultKind } from './kind.js';

export const skipped: FaultKind = {
  name: 'skipped',
  aliases: ['dropped', 'missing'],
  lasts: 'reading',
  onsets: ABRUPT,
  directed: false,
  create: () => () => true,
};
