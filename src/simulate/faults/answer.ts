// What a recovery is to do about each fault, so that it can be told whether it did.
import { CLOCK_FAULTS, FAULT_NAMES, Fault, HELD_BACK, NO_LINE } from './fault.js';

/**
 * `flag`: a check objects to the reading; `fill`: an event is made, or the void reported; `duplicate`, `conflict`: the copy is reported
 * as such; `dead-letter`: the line is set aside as no event; `place`: the event stands where it belongs.
 */
export type FaultAnswer = 'flag' | 'fill' | 'duplicate' | 'conflict' | 'dead-letter' | 'place';

const ANSWERS: readonly (readonly [bits: number, answer: FaultAnswer])[] = [
  [NO_LINE, 'fill'],
  [HELD_BACK, 'place'],
  [Fault.Duplicated, 'duplicate'],
  [Fault.Conflicting, 'conflict'],
  [Fault.Corrupted, 'dead-letter'],
  [CLOCK_FAULTS, 'flag'],
];

const ANSWER_OF = new Map<string, FaultAnswer>(
  FAULT_NAMES.map((name, i) => [name, ANSWERS.find(([bits]) => bits & (1 << i))?.[1] ?? 'flag']),
);

/** The answer to a fault; one that is not of the catalogue asks for a flag. */
export function faultAnswer(name: string): FaultAnswer {
  return ANSWER_OF.get(name) ?? 'flag';
}
