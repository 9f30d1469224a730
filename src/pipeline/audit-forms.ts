// How the audit's entries are spelled: a form for each kind, and which slot each of their gaps is filled from.
import { escapedIn, instantIn, numberIn, textIn, wholeIn, type Form, type FormMemory, type FormPart } from '../io/forms/form-memory.js';
import { OWN_SPELLING } from '../model/instant.js';

/** Slots of the entries' gaps. Texts and instants take two each. */
export const Slot = {
  Sensor: 0,
  /** Of an entry about a line its instant, of a void the reading before it. */
  TimeMs: 2,
  TimeNs: 3,
  File: 4,
  Line: 6,
  Offset: 7,
  Raw: 8,
  Observed: 10,
  Temperature: 11,
  Reasons: 12,
  Because: 14,
  KeptFile: 10,
  KeptLine: 12,
  KeptOffset: 13,
  AfterMs: 4,
  AfterNs: 5,
  LengthMs: 6,
  CadenceMs: 7,
  ToCadenceMs: 8,
  Instants: 8,
  Skipped: 9,
  Filled: 10,
  Repaired: 11,
  Outcome: 12,
} as const;

/** The form of each kind of entry. */
export type AuditForms = Readonly<Record<'repair' | 'drop' | 'missing' | 'missingFilled' | 'duplicate' | 'conflict' | 'void' | 'regime', Form>>;

/** Puts the forms of all entries into a memory. */
export function createAuditForms(forms: FormMemory): AuditForms {
  const milliseconds = forms.spelling(OWN_SPELLING);
  const nanoseconds = forms.spelling({ ...OWN_SPELLING, digits: 9 });
  const instant = (slot: number) => instantIn(slot, milliseconds, nanoseconds);
  const head = (kind: string): FormPart[] => [`{"kind":"${kind}","sensor_id":`, textIn(Slot.Sensor)];
  const place = (file: number, line: number, offset: number): FormPart[] => (
    ['"file":', textIn(file), ',"line":', numberIn(line), ',"offset":', numberIn(offset)]
  );
  const aboutLine = (kind: string, ...parts: FormPart[]): Form => forms.form([
    ...head(kind), ',"timestamp":', instant(Slot.TimeMs), ',',
    ...parts,
    ...place(Slot.File, Slot.Line, Slot.Offset), ',"raw":"', escapedIn(Slot.Raw), '"}',
  ]);
  const rival = (kind: string) => aboutLine(kind, '"kept":{', ...place(Slot.KeptFile, Slot.KeptLine, Slot.KeptOffset), '},');
  return {
    repair: aboutLine(
      'repair', '"observed":', numberIn(Slot.Observed), ',"temperature":', numberIn(Slot.Temperature), ',"reasons":', textIn(Slot.Reasons), ',',
    ),
    drop: aboutLine(
      'drop', '"observed":', numberIn(Slot.Observed), ',"reasons":', textIn(Slot.Reasons), ',"because":', textIn(Slot.Because), ',',
    ),
    missing: aboutLine('missing', '"filled":false,'),
    missingFilled: aboutLine('missing', '"filled":true,'),
    duplicate: rival('duplicate'),
    conflict: rival('conflict'),
    void: forms.form([
      ...head('void'), ',"after":', instant(Slot.TimeMs), ',"before":', instant(Slot.AfterMs),
      ',"lengthMs":', numberIn(Slot.LengthMs), ',"cadenceMs":', numberIn(Slot.CadenceMs),
      ',"instants":', wholeIn(Slot.Instants), ',"skipped":', wholeIn(Slot.Skipped),
      ',"filled":', wholeIn(Slot.Filled), ',"repaired":', wholeIn(Slot.Repaired),
      textIn(Slot.Outcome), '}',
    ]),
    regime: forms.form([
      ...head('cadence'), ',"timestamp":', instant(Slot.TimeMs),
      ',"fromCadenceMs":', numberIn(Slot.CadenceMs), ',"toCadenceMs":', numberIn(Slot.ToCadenceMs), '}',
    ]),
  };
}
