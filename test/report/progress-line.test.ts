// The line that says how far a command is.
import { describe, expect, it } from 'vitest';
import { progressLine } from '../../src/report/progress-line.js';
import { textWidth } from '../../src/report/text-width.js';

const STAGES = [{ bytes: 100e6, weight: 1 }, { bytes: 100e6, weight: 3 }];

describe('progressLine', () => {
  it('tells share, rate and time left by the weight of what was read', () => {
    expect(progressLine({ label: 'recover', stages: STAGES, bytesRead: 100e6, elapsedMs: 2000 }, 80))
      .toBe('recover  25 % ██████··················  50 MB/s  6s left');
    expect(progressLine({ label: 'index', stages: [STAGES[0]], bytesRead: 5e6, elapsedMs: 1000 }, 80)).toContain(' 5 % █·');
  });

  it('is never done before it is, though more was read than was thought', () => {
    expect(progressLine({ label: 'recover', stages: STAGES, bytesRead: 300e6, elapsedMs: 5000 }, 80)).toContain('99 %');
  });

  it('fits the terminal, and says nothing of the time left where it cannot know', () => {
    const line = progressLine({ label: 'recover', stages: STAGES, bytesRead: 0, elapsedMs: 5000 }, 30);
    expect(textWidth(line)).toBeLessThanOrEqual(30);
    expect(progressLine({ label: 'recover', stages: STAGES, bytesRead: 0, elapsedMs: 5000 }, 80)).not.toContain('left');
  });
});
