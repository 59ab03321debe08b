import { describe, expect, test } from 'vitest';
import { columnsOf } from '../../../kernel/tabular/contract.ts';
import { sourceByCode, SOURCES } from '../sources/index.ts';
import { personsReader } from './written-persons.ts';

/** A row of the source with these cells, blank elsewhere, in the contract's order. */
function rowOf(source: string, cells: Record<string, string>): string[] {
  return columnsOf(sourceByCode(source).contract).map(([, { header }]) => cells[header] ?? '');
}

function written(source: string, cells: Record<string, string>) {
  return personsReader(sourceByCode(source))(rowOf(source, cells));
}

describe('a row says of whom it is', () => {
  test('with a blank number', () => {
    const [person] = written('civil-affairs.cremation', {
      逝者姓名: '高雨倩',
      身份证号: '-',
      性别: '女',
      出生日期: '1976年7月25日',
      户籍地址: '样本西路1弄2号',
    });
    expect(person?.record).toEqual({
      name: '高雨倩',
      idNumber: null,
      birthDate: '1976年7月25日',
      sex: '女',
      phone: null,
      address: '样本西路1弄2号',
    });
  });

  test('each owner with their own number, one of them blank', () => {
    const owners = written('housing.property', { 权利人: '刘宁浩、高贵建', 证件号: '、31019' });
    expect(owners.map(({ part, record }) => [part, record.name, record.idNumber])).toEqual([
      [0, '刘宁浩', null],
      [1, '高贵建', '31019'],
    ]);
  });

  test('husband and wife, whose sex the column tells', () => {
    const couple = written('civil-affairs.marriage', { 男方姓名: '白辉', 女方姓名: '陆宇' });
    expect(couple.map(({ part, record }) => [part, record.name, record.sex])).toEqual([
      [0, '白辉', '男'],
      [1, '陆宇', '女'],
    ]);
  });

  test('nobody where no name is written', () => {
    expect(written('tax.income', { 姓名: '无' })).toEqual([]);
  });
});

test("puts another number in one person's place and leaves the others", () => {
  const [, second] = written('housing.property', { 权利人: '甲、乙', 证件号: '1、2' });
  expect(second?.withNumber('9')).toEqual(
    rowOf('housing.property', { 权利人: '甲、乙', 证件号: '1、9' }),
  );
});

test('every column a source names for it exists', () => {
  for (const { written: persons, contract } of SOURCES) {
    const known = columnsOf(contract).map(([key]) => String(key));
    const named = persons.flatMap(({ several: _, sexIs: __, ...columns }) =>
      Object.values(columns),
    );
    expect(known).toEqual(expect.arrayContaining(named));
  }
});
