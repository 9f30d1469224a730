import { describe, expect, it } from 'vitest';
import { findTable, looksLikeTable, type TableReading } from '../../../src/io/csv/find-table.js';

const find = (text: string, reading: TableReading = {}) => findTable(text.split('\n').map((line) => Buffer.from(line)), reading, 'log.csv');

describe('findTable', () => {
  it('finds delimiter and header behind a preamble, and skips rows of units', () => {
    const { table, headLines, headBytes } = find('Logger, v1.2\nSerial: 17; cellar\n\nTime;T1;RH\n;°C;%\n2026-01-01 00:00:00;21,5;40\n2026-01-01 00:01:00;21,6;41\n');
    expect(table).toMatchObject({ delimiter: ';', columns: ['Time', 'T1', 'RH'], header: 'Time;T1;RH', lineEnd: '\n' });
    expect(headLines).toBe(5);
    expect(headBytes).toBe(Buffer.byteLength('Logger, v1.2\nSerial: 17; cellar\n\nTime;T1;RH\n;°C;%\n'));
  });

  it('does not take decimal commas for delimiters', () => {
    expect(find('Zeit;T;U\n1;21,5;3,1\n2;21,6;3,2').table.delimiter).toBe(';');
  });

  it('takes a first row of numbers for units nowhere', () => {
    expect(find('timestamp,temperature\n1,21\n2,22').headLines).toBe(1);
  });

  it('takes what is given', () => {
    expect(find('a|b\n1|2', { delimiter: '|', skipLines: 0 }).table.columns).toEqual(['a', 'b']);
    expect(find('x,y\nTime,T\n1,2', { skipLines: 1 })).toMatchObject({ table: { columns: ['Time', 'T'] }, headLines: 2 });
    const named = find('1,2\n3,4', { columns: ['timestamp', 'temperature'] });
    expect(named).toMatchObject({ headLines: 0, headBytes: 0, table: { header: 'timestamp,temperature' } });
  });

  it('meets the header that was given in what was written with it', () => {
    expect(find('timestamp,temperature\n3,4', { columns: ['timestamp', 'temperature'] }).headLines).toBe(1);
  });

  it('begins a file of telemend with its first line, whatever is skipped in the log it came from', () => {
    const text = 'ts;v;origin;flag;mean;sd;lo;hi;method;observed;reason\n1;2;;;;;;;;;';
    expect(find(text, { skipLines: 7, delimiter: ',' })).toMatchObject({ headLines: 1, table: { delimiter: ';' } });
  });

  it('keeps carriage returns as the end of lines', () => {
    expect(find('ts,v\r\n1,2\r\n').table).toMatchObject({ header: 'ts,v', lineEnd: '\r\n' });
  });

  it('refuses two columns of one name, and a table without header, and says what to do', () => {
    expect(() => find('ts,v,v\n1,2,3')).toThrow(/two columns named "v"/);
    expect(() => find('2026-01-01T00:00:00Z,21.5\n2026-01-01T00:01:00Z,21.6')).toThrow(/no header/);
  });
});

describe('looksLikeTable', () => {
  it('tells tables from prose and from JSON', () => {
    const lines = (text: string) => text.split('\n').map((line) => Buffer.from(line));
    expect(looksLikeTable(lines('ts,v\n1,2\n3,4'))).toBe(true);
    expect(looksLikeTable(lines('a word\nand another'))).toBe(false);
    expect(looksLikeTable(lines('\n\n'))).toBe(false);
  });
});
