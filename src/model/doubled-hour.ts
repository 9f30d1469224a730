// Which telling of a doubled hour the readings of one series mean: the autumn night is told twice, and the order of arrival decides.

/** A place where a series passes to the second telling, or back to the first. */
export interface Turn {
  readonly fileIndex: number;
  readonly offset: number;
  readonly isSecond: boolean;
}

/** What a way through the readings costs; less is better, and earlier members count first. */
interface Cost {
  /** Milliseconds that the series goes back in time within its file. */
  backMs: number;
  /** Readings that do not go on in time: two at one instant, or back from one file to the next. */
  stuck: number;
  /** Steps that are no such steps as the series took before. */
  odd: number;
  /** Of the steps forward the sum of their square roots: of two ways the one with fewer gaps. */
  spread: number;
  /** Milliseconds back from one file to the next. Files come in any order, so it decides only between ways that are as good else. */
  fileBackMs: number;
}

interface Way extends Cost {
  readonly lastMs: number;
  readonly turns: TurnList | undefined;
}

/** The turns of a way, the last one first. */
interface TurnList extends Turn {
  readonly before: TurnList | undefined;
}

/** The readings of one series, in input order. */
export interface DoubledHours {
  /** A reading that means one instant. */
  plain(timeMs: number, fileIndex: number): void;
  /** A reading that means one of two. */
  doubled(firstMs: number, secondMs: number, fileIndex: number, offset: number): void;
  /** The turns, once all readings were told. */
  finish(): readonly Turn[];
}

/**
 * Finds the turns between first and second telling. Of all ways to part the readings between two plain ones it takes that by which the
 * series goes back least, is stuck least often, leaves its pace least often, jumps least, and goes back least from file to file; of
 * several as good the one that stays with the first telling longest.
 * O(1) a reading; memory: the turns.
 *
 * @example
 * const hours = createDoubledHours();
 * for (const [firstMs, secondMs, offset] of readings) hours.doubled(firstMs, secondMs, 0, offset);
 * hours.finish();
 */
export function createDoubledHours(): DoubledHours {
  const found: Turn[] = [];
  let isSecond = false;
  let last = { timeMs: NaN, fileIndex: -1 };
  const steps = [NaN, NaN, NaN]; // the last ones forward
  let usualMs = NaN;
  let ways: { readonly first: Way; readonly second: Way } | undefined;

  function doubled(firstMs: number, secondMs: number, fileIndex: number, offset: number): void {
    const isSameFile = last.fileIndex === fileIndex;
    const toFirst = { fileIndex, offset, isSecond: false };
    const toSecond = { fileIndex, offset, isSecond: true };
    if (ways) {
      const { first, second } = ways;
      ways = {
        first: better(step(first, firstMs, isSameFile), step(second, firstMs, isSameFile, toFirst)),
        second: better(step(first, secondMs, isSameFile, toSecond), step(second, secondMs, isSameFile)),
      };
    } else {
      usualMs = [...steps].sort((a, b) => a - b)[1];
      const start: Way = { backMs: 0, stuck: 0, odd: 0, spread: 0, fileBackMs: 0, lastMs: last.timeMs, turns: undefined };
      ways = { first: step(start, firstMs, isSameFile, toFirst), second: step(start, secondMs, isSameFile, toSecond) };
    }
    last = { timeMs: NaN, fileIndex };
  }

  function plain(timeMs: number, fileIndex: number): void {
    if (ways) {
      const isSameFile = last.fileIndex === fileIndex;
      take(better(step(ways.first, timeMs, isSameFile), step(ways.second, timeMs, isSameFile)));
    }
    const forwardMs = timeMs - last.timeMs;
    if (forwardMs > 0) [steps[0], steps[1], steps[2]] = [steps[1], steps[2], forwardMs];
    last.timeMs = timeMs;
    last.fileIndex = fileIndex;
  }

  function take({ turns }: Way): void {
    const list: Turn[] = [];
    for (let one = turns; one; one = one.before) list.push(one);
    for (const { fileIndex, offset, isSecond: to } of list.reverse()) {
      if (to !== isSecond) found.push({ fileIndex, offset, isSecond: to });
      isSecond = to;
    }
    ways = undefined;
  }

  function finish(): readonly Turn[] {
    if (ways) take(better(ways.first, ways.second));
    return found;
  }

  /** The way one reading further, by a turn where one is given. Nothing is known of what was before the first reading. */
  function step({ backMs, stuck, odd, spread, fileBackMs, lastMs, turns }: Way, timeMs: number, isSameFile: boolean, turn?: Turn): Way {
    const forwardMs = timeMs - lastMs;
    return {
      backMs: backMs + (forwardMs < 0 && isSameFile ? -forwardMs : 0),
      stuck: stuck + (forwardMs === 0 || (forwardMs < 0 && !isSameFile) ? 1 : 0),
      odd: odd + (Math.abs(forwardMs - usualMs) >= usualMs / 2 ? 1 : 0),
      spread: spread + (forwardMs > 0 ? Math.sqrt(forwardMs) : 0),
      fileBackMs: fileBackMs + (forwardMs < 0 && !isSameFile ? -forwardMs : 0),
      lastMs: timeMs,
      turns: turn ? { ...turn, before: turns } : turns,
    };
  }

  return { plain, doubled, finish };
}

/** The first one where both are as good. */
function better(a: Way, b: Way): Way {
  const rounded = Math.abs(a.spread - b.spread) < 1e-6 * a.spread ? 0 : a.spread - b.spread;
  return (a.backMs - b.backMs || a.stuck - b.stuck || a.odd - b.odd || rounded || a.fileBackMs - b.fileBackMs) <= 0 ? a : b;
}
