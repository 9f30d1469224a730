// HTML that is put together from templates: what comes from data is text, wherever it stands.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packSeries, unpackSeries } from '../../src/report/chart-data.js';
import { html, scriptJson, trusted } from '../../src/report/html/html.js';
import type { SeriesReport } from '../../src/model/recovery-report.js';

describe('html', () => {
  it('lets no text become markup, and takes pieces, lists and nothing', () => {
    expect(html`<p title="${'"><script>'}">${'<b>&'}${html`<i>${1}</i>`}${[html`<u></u>`, '<']}${undefined}${false}</p>`.markup)
      .toBe('<p title="&quot;&gt;&lt;script&gt;">&lt;b&gt;&amp;<i>1</i><u></u>&lt;</p>');
    expect(html`${'a\u0000\u202eb'}`.markup).toBe('a\\x0\\u{202e}b'.replace('\\x0', '\\x00'));
    expect(html`${trusted('<br>')}`.markup).toBe('<br>');
  });

  it('writes JSON that cannot end its script element, and reads the same', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      const { markup } = scriptJson(value);
      expect(markup).not.toContain('<');
      expect(JSON.parse(markup)).toEqual(JSON.parse(JSON.stringify(value)));
    }));
    expect(scriptJson('</script><!--').markup).toBe('"\\u003c/script>\\u003c!--"');
  });
});

describe('the points of a series in the page', () => {
  it('come out as they went in, but for digits beyond the ninth', () => {
    const time = fc.integer({ min: -1e15, max: 1e15 }).map((micros) => micros / 1000);
    const value = fc.oneof(fc.constant(NaN), fc.integer({ min: -1e8, max: 1e8 }).map((number) => number / 1000));
    const voids = fc.array(fc.tuple(fc.integer(), fc.nat(100), fc.constantFrom('max-gap', 'edge')), { maxLength: 5 });
    fc.assert(fc.property(fc.array(fc.tuple(time, value, value, fc.constantFrom('a', 'b')), { maxLength: 40 }), voids, (points, open) => {
      const timeMs = points.map(([ms]) => ms).sort((a, b) => a - b);
      const values = points.map(([, each]) => each);
      const words = points.map(([, , , word]) => word);
      const series = {
        sensorId: '<s>', firstMs: NaN, lastMs: NaN,
        observed: { timeMs, value: values, flag: words.map((word) => (word === 'a' ? 1 : 3)) },
        made: { timeMs, value: values, lo: values, hi: values, origin: words.map((word) => (word === 'a' ? 'filled' : 'repaired')), method: words },
        setAside: { timeMs, value: values, why: words, outcome: words.map(() => 'dropped') },
        voids: open.map(([afterMs, instants, why]) => ({ afterMs, beforeMs: Infinity, instants, why })),
        thinning: { observed: 1, made: 1, setAside: 1, voids: 0 },
      } as unknown as SeriesReport;
      const found = unpackSeries(JSON.parse(JSON.stringify(packSeries(series))) as ReturnType<typeof packSeries>);
      expect(found.observed).toEqual({ t: timeMs, v: values, flag: series.observed.flag.map(String) });
      expect(found.made).toEqual({ t: timeMs, v: values, lo: values, hi: values, origin: series.made.origin, method: words });
      expect(found.aside).toEqual({ t: timeMs, v: values, why: words, outcome: words.map(() => 'dropped') });
      expect(found.voids).toEqual(open.map(([from, instants, why]) => ({ from, to: Infinity, instants, why })));
    }));
  });
});
