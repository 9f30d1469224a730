// The pool: an autoregression and the same about a daily course, each with constant and with local volatility, and the marginal law.
import { fitAutoregression, LARGEST_ORDER, refitLocally } from './estimate.js';
import { modelContextSteps, type FittedModel, type SeriesFit, type VoidClass } from './fit.js';
import type { Segment } from './grid.js';
import { createProfileReader, fitDailyProfile } from './harmonic-profile.js';
import { layPseudoGaps } from './pseudo-gaps.js';
import { quantilesOf } from './quantile-table.js';
import { weighModels, type Weighing } from './stacking.js';
import { VOLATILITY_REACH_STEPS } from './volatility.js';

/** Context on each side of a pseudo-gap: as much as any model asks for. */
const MOST_CONTEXT_STEPS = Math.max(2 * LARGEST_ORDER, LARGEST_ORDER + VOLATILITY_REACH_STEPS);

/** Voids are judged by length: what fills one reading best need not fill an hour best. `usual` stands in where the series has none. */
const CLASSES = [
  { longestSteps: 2, usual: 1 },
  { longestSteps: 24, usual: 8 },
  { longestSteps: Number.MAX_SAFE_INTEGER, usual: 64 },
] as const;
/** With fewer pseudo-gaps than this a class takes the mixture of the shorter one. */
const FEWEST_GAPS = 6;
const MARGINAL_CELLS = 64;

/** What the pool adds to a fit. */
type FittedPool = Pick<SeriesFit, 'models' | 'classes' | 'context'>;

/**
 * Fits all models of the pool to standardised segments and weighs them for each class of void lengths. A model that will not do for
 * short voids is out for longer ones too: far from its edges a path without memory scores as well, and looks like nothing observed.
 */
export function fitPool(segments: readonly Segment[], cadenceMs: number, lengths: readonly number[]): FittedPool {
  const models = fitModels(segments, cadenceMs);
  const classes: VoidClass[] = [];
  let last: Weighing = { members: [], plausible: models.map((_, k) => k) };
  let shortest = 1;
  for (const { longestSteps, usual } of CLASSES) {
    const own = lengths.filter((n) => n >= shortest && n <= longestSteps);
    const gaps = layPseudoGaps(segments, own.length > 0 ? own : [usual], MOST_CONTEXT_STEPS);
    if (gaps.length >= FEWEST_GAPS) last = weighModels(models, last.plausible, gaps);
    classes.push({ longestSteps, members: last.members });
    shortest = longestSteps + 1;
  }
  return withoutIdlers(models, classes);
}

/** Leaves out the models that fill no void, and asks for no more context than the others need. */
function withoutIdlers(models: readonly FittedModel[], classes: readonly VoidClass[]): FittedPool {
  const used = models.map((_, k) => k).filter((k) => classes.some(({ members }) => members.some(({ model }) => model === k)));
  const steps = Math.max(1, ...used.map((k) => modelContextSteps(models[k])));
  return {
    models: used.map((k) => models[k]),
    classes: classes.map(({ longestSteps, members }) => ({
      longestSteps,
      members: members.map((member) => ({ ...member, model: used.indexOf(member.model) })),
    })),
    context: { before: steps, after: steps },
  };
}

function fitModels(segments: readonly Segment[], cadenceMs: number): FittedModel[] {
  const values = segments.map(({ value }) => value);
  const plain = fitAutoregression(values);
  const sorted = Float64Array.from(values.flatMap((z) => [...z].filter((x) => !Number.isNaN(x)))).sort();
  const models: FittedModel[] = [
    { kind: 'autoregression', name: 'ar', autoregression: plain, localVolatility: false },
    { kind: 'autoregression', name: 'ar-local', autoregression: refitLocally(values, plain), localVolatility: true },
    { kind: 'marginal', name: 'marginal', quantiles: quantilesOf(sorted, MARGINAL_CELLS) },
  ];
  const profile = fitDailyProfile(segments, cadenceMs);
  if (profile) {
    const profileAt = createProfileReader(profile);
    const rest = segments.map(({ timeMs, value }) => value.map((z, t) => z - profileAt(timeMs[t])));
    const autoregression = fitAutoregression(rest);
    const local = refitLocally(rest, autoregression);
    models.push(
      { kind: 'autoregression', name: 'daily-ar', autoregression, profile, localVolatility: false },
      { kind: 'autoregression', name: 'daily-ar-local', autoregression: local, profile, localVolatility: true },
    );
  }
  return models;
}
