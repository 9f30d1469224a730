// Where the columns of a wide table stand: all that is needed to give it back in its shape.

/** The wide table behind a long one: columns by their places. Plain data. */
export interface WideTable {
  readonly delimiter: string;
  readonly columns: readonly string[];
  readonly header: string;
  readonly lineEnd: '\n' | '\r\n';
  readonly timeAt: number;
  /** In the order of their names, as rows of one instant stand. */
  readonly channelsAt: readonly number[];
  /** Columns that are carried along. */
  readonly othersAt: readonly number[];
  /** The column that tells which cells were made; -1 where the table has none. */
  readonly madeAt: number;
}
