import { expect, test } from 'vitest';
import { withRow } from './record.js';

const PAGE = '# Page\n\n| run | counts |\n|---|---|\n| one | 1 line |\n| two | 2 lines |\n';

test('a run replaces its own row and leaves the others', () => {
  expect(withRow(PAGE, '| one | 5 lines |')).toBe(PAGE.replace('1 line ', '5 lines '));
});

test('a run that was never recorded comes behind the others', () => {
  expect(withRow(PAGE, '| three | 3 lines |')).toBe(`${PAGE}| three | 3 lines |\n`);
});
