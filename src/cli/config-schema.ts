// What may stand in telemend.json: the options of the commands under their names without dashes, with values as JSON has them. What a text
// means is for the option itself to say, so that it means the same in both places.
import { z } from 'zod';

const text = (description: string) => z.string().min(1).describe(description);
const texts = (description: string) => z.array(z.string().min(1)).min(1).describe(description);
const count = (description: string) => z.number().int().nonnegative().describe(description);
const range = (description: string) => text(`${description}: 50:55`);
const unit = (description: string) => z.enum(['C', 'F', 'K']).describe(description);
const yes = (description: string) => z.boolean().describe(description);

/** The shape of a configuration. */
export const CONFIG_SCHEMA = z.strictObject({
  $schema: z.string().describe('the JSON Schema of this file, for editors').optional(),
  field: z.strictObject({
    event_id: text('its name in the log'), sensor_id: text('its name in the log'), timestamp: text('its name in the log'),
    temperature: text('its name in the log'), status: text('its name in the log'),
  }).partial().describe('what the log calls the fields').optional(),
  timeUnit: z.enum(['s', 'ms', 'us', 'ns']).describe('unit of numeric timestamps').optional(),
  assumeUtc: yes('take timestamps without a zone as UTC').optional(),
  timezone: text('of timestamps without one: Europe/Berlin, +01:00').optional(),
  timeFormat: text('pattern of timestamps: dd.MM.yyyy HH:mm').optional(),
  spring: z.enum(['refuse', 'shift']).describe('times that the clock skips').optional(),
  defaultSensor: text('series of events that name none').optional(),
  sensor: texts('only these series').optional(),
  maxLine: text('longer lines are dead letters: 1MiB').optional(),
  missing: texts('readings that stand for none: -999, NaN').optional(),
  inputFormat: z.enum(['jsonl', 'csv']).describe('of the input').optional(),
  encoding: text('of the input: latin1').optional(),
  delimiter: text('between the cells of a CSV log').optional(),
  headerLine: count('number of the line with the column names').optional(),
  skip: count('lines before the header').optional(),
  columns: texts('names of the columns, where no header has them').optional(),
  decimalComma: yes('numbers are written 21,5').optional(),
  wide: text('a column a channel: time=Timestamp').optional(),
  unit: unit('of the readings').optional(),
  outputUnit: unit('of what leaves and of checks; that of the readings by default').optional(),
  range: range('what passes, bounds included').optional(),
  sensorRange: range('fail outside this, suspect between it and range').optional(),
  checks: texts('checks along a series: spike=3:8, flat-line').optional(),
  repair: z.enum(['replace', 'drop', 'keep']).describe('what becomes of failed readings').optional(),
  interval: z.union([text('cadence of all series: 1m'), z.record(z.string().min(1), text('cadence of the series whose id matches'))])
    .describe('cadence: 1m, or by patterns of sensor ids: { "mote-*": "30m" }, of which the last that matches counts').optional(),
  maxGap: text('longest gap to fill: 2h').optional(),
  series: z.record(z.string().min(1), z.strictObject({
    range: range('what passes, bounds included'),
    sensorRange: range('fail outside this, suspect between it and range'),
    checks: texts('added to those of all series, or in their place'),
    interval: text('cadence'),
    maxGap: text('longest gap to fill'),
    unit: unit('of the readings'),
  }).partial()).describe('what differs by series, by patterns of sensor ids: { "mote-*": { "range": "10:40" } }, of which the last that matches counts')
    .optional(),
  maintenance: z.array(z.strictObject({
    from: z.union([text('instant: 2026-01-01T10:00:00Z'), z.number()]),
    to: z.union([text('the first instant behind it'), z.number()]),
    sensors: text('pattern of the sensor ids that it holds for; all by default').optional(),
    reason: text('as the audit is to tell it'),
  })).min(1).describe('windows in which nothing is filled or repaired').optional(),
  fill: z.enum(['plausible', 'linear', 'hold', 'none']).describe('how missing events are made').optional(),
  value: z.enum(['draw', 'mean']).describe('what plausible writes').optional(),
  draws: count('further draws with each made event').optional(),
  seed: text('what the random numbers begin with').optional(),
  grid: text('all series at the same points of time: 1m').optional(),
  gridBy: z.enum(['nearest', 'mean']).describe('what a point of the grid is made of').optional(),
  memory: text('for events that wait: 128MiB').optional(),
});

export type Config = z.infer<typeof CONFIG_SCHEMA>;

/** The same as JSON Schema, for editors. */
export function configJsonSchema(): object {
  return { title: 'telemend.json', ...z.toJSONSchema(CONFIG_SCHEMA) };
}
