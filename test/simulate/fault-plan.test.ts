import { describe, expect, test } from 'vitest';
import { TelemendError } from '../../src/model/errors.js';
import { planFaults } from '../../src/simulate/fault-plan.js';
import { generateChunks, type ScenarioFault } from '../../src/simulate/generate.js';
import { parseFault, parseScenario } from '../../src/simulate/parse-scenario.js';

const SETTINGS = { mean: 52.5, spread: 0.5, range: { low: 50, high: 55 }, intervalMs: 1000 };
const planOf = (fault: unknown) => planFaults({ ...SETTINGS, faults: [fault as ScenarioFault] })[0];

describe('a plan', () => {
  test('has the runs begin as often as makes the share of instants that was asked for', () => {
    const { startChance, readings } = planOf({ fault: 'drift', rate: 0.2, duration: '10s:30s' });
    expect(readings).toEqual({ low: 10, high: 30 });
    const idle = (1 - startChance) / startChance;
    expect(20 / (20 + idle)).toBeCloseTo(0.2, 12);
  });

  test('follows the signal where no magnitude is given, and the name where that says how', () => {
    expect(planOf({ fault: 'offset', rate: 0.1 }).magnitude).toEqual({ low: 1.5, high: 1.5 });
    expect(planOf({ fault: 'garbled', rate: 0.1 }).corruption).toBe('garbled');
    expect(planOf({ fault: 'corrupted', rate: 0.1 }).corruption).toBeUndefined();
  });

  test.each<[unknown, number, number]>([[2, 2, 2], ['1:3', 1, 3], ['0.5', 0.5, 0.5]])('takes the magnitude %j', (magnitude, low, high) => {
    expect(planOf({ fault: 'spike', rate: 0.1, magnitude }).magnitude).toEqual({ low, high });
  });
});

describe('a scenario that cannot be used is refused by the place of the bad value', () => {
  const good = { fault: 'spike', rate: 0.1 };
  test.each<[unknown, string]>([
    ['spike', 'faults[1] cannot be "spike"'],
    [{}, 'faults[1].fault is missing'],
    [{ fault: 'spkie', rate: 0.1 }, 'faults[1].fault cannot be "spkie"'],
    [{ fault: 'spike' }, 'faults[1] says neither rate nor from or to'],
    [{ ...good, rate: 1.5 }, 'faults[1].rate cannot be 1.5'],
    [{ ...good, rate: '5%' }, 'faults[1].rate cannot be "5%"'],
    [{ ...good, Rate: 1 }, 'faults[1].Rate is no key of a fault'],
    [{ ...good, sensors: 3 }, 'faults[1].sensors cannot be 3'],
    [{ ...good, from: 'noon' }, 'faults[1].from cannot be "noon"'],
    [{ ...good, from: '2m', to: '1m' }, 'faults[1].to cannot be "1m"'],
    [{ ...good, magnitude: -1 }, 'faults[1].magnitude cannot be -1'],
    [{ ...good, magnitude: '3:2' }, 'faults[1].magnitude cannot be "3:2"'],
    [{ ...good, magnitude: '5s' }, 'faults[1].magnitude cannot be "5s"'],
    [{ ...good, duration: '5s' }, 'faults[1].duration cannot be "5s"'],
    [{ ...good, onset: 'incipient' }, 'faults[1].onset cannot be "incipient"'],
    [{ fault: 'skipped', rate: 0.1, magnitude: 1 }, 'faults[1].magnitude cannot be 1'],
    [{ fault: 'noise', rate: 0.1, direction: 'up' }, 'faults[1].direction cannot be "up"'],
    [{ fault: 'offset', rate: 0.1, direction: 'sideways' }, 'faults[1].direction cannot be "sideways"'],
    [{ fault: 'offset', rate: 0.1, duration: '0s' }, 'faults[1].duration cannot be "0s"'],
    [{ fault: 'clock-offset', rate: 0.1, magnitude: 5 }, 'faults[1].magnitude cannot be 5'],
    [{ fault: 'out-of-order', rate: 0.1, magnitude: 1.5 }, 'faults[1].magnitude cannot be 1.5'],
  ])('%j', (fault, message) => {
    const run = () => [...generateChunks({ count: 10, faults: [good, fault as ScenarioFault] })];
    expect(run).toThrow(TelemendError);
    expect(run).toThrow(message);
  });
});

describe('a scenario file', () => {
  test('gives its faults', () => {
    expect(parseScenario('{"faults":[{"fault":"spike","rate":0.1}]}', 'x.json')).toEqual([{ fault: 'spike', rate: 0.1 }]);
  });

  test.each([
    ['{', 'x.json is not JSON'],
    ['[]', 'x.json is no scenario'],
    ['{"fault":[]}', 'x.json: "fault" is no key of a scenario'],
    ['{"faults":{}}', 'x.json: faults is not a list'],
    ['{}', 'x.json: faults is not a list'],
  ])('%s is refused by name', (text, message) => expect(() => parseScenario(text, 'x.json')).toThrow(message));
});

describe('the short form of a fault', () => {
  test('tells numbers from text', () => {
    const text = 'drift:rate=0.05,duration=1m:10m,magnitude=2,sensors=s*,onset=intermittent';
    expect(parseFault(text)).toEqual({ fault: 'drift', rate: 0.05, duration: '1m:10m', magnitude: 2, sensors: 's*', onset: 'intermittent' });
  });

  test.each(['spike', 'spike:', ':rate=1', 'spike:rate', 'spike:rate=', 'spike:rate=1,'])('%s is refused', (text) => {
    expect(() => parseFault(text)).toThrow(`"${text}" is not a fault`);
  });
});
