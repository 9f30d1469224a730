// The event: one reading, as it stands in a log line and as the library hands it out.

/** One reading. Field names are those of telemend's own logs; --field maps foreign names onto them. */
export interface Event {
  readonly event_id?: string;
  readonly sensor_id?: string;
  /** RFC 3339 with offset or Z, or a number in the log's time unit. */
  readonly timestamp: string | number;
  /** °C; null where the sensor reported that it has no reading. */
  readonly temperature: number | null;
  readonly status?: string;
  /** Unknown fields are kept. */
  readonly [field: string]: unknown;
}

/** What a synthetic event carries beside the reading. */
export interface SyntheticEvent extends Event {
  readonly temperature: number;
  readonly origin: 'filled' | 'repaired';
  readonly flag: number;
  /** Conditional mean and standard deviation, °C, not rounded. */
  readonly mean: number;
  readonly sd: number;
  /** 90 % interval, °C. */
  readonly lo: number;
  readonly hi: number;
  readonly method: string;
  /** The value that was replaced (repaired events only). */
  readonly observed?: number;
  /** Why it was replaced (repaired events only). */
  readonly reason?: string;
}

/** The five fields that telemend knows. */
export type FieldName = 'event_id' | 'sensor_id' | 'timestamp' | 'temperature' | 'status';

/** How the five fields are called in a log. */
export type FieldNames = Readonly<Record<FieldName, string>>;

/** telemend's own names. */
export const OWN_FIELD_NAMES: FieldNames = Object.freeze({
  event_id: 'event_id',
  sensor_id: 'sensor_id',
  timestamp: 'timestamp',
  temperature: 'temperature',
  status: 'status',
});

/** The unit of a timestamp that is a number. */
export type TimeUnit = 's' | 'ms' | 'us' | 'ns';

/** A closed range of °C: both bounds are inside. */
export interface Range {
  readonly low: number;
  readonly high: number;
}
