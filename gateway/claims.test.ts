import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { JWTPayload } from 'jose';
import { describe, expect, it } from 'vitest';
import { readClaims } from './claims.ts';
import { DEFAULT_RULES, readIdentityRules, type IdentityRules } from './identity-rules.ts';

const CLAIMS: JWTPayload = { sub: 'u-1', role: 'CASE_OFFICER', street_code: '310106012' };

/** Rules as an operator writes them. */
function rulesOf(content: unknown): IdentityRules {
  const directory = mkdtempSync(path.join(tmpdir(), 'yikou-rules-'));
  const file = path.join(directory, 'identity.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  try {
    return readIdentityRules(file);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function read(claims: JWTPayload, rules: object = {}) {
  return readClaims({ ...CLAIMS, ...claims }, rulesOf(rules));
}

describe('the claims of a token', () => {
  it('say who acts where and why', () => {
    const purpose = '入户核查，案号 JA-2026-0117';
    const claims = { name: '张某', department_code: 'public-security', purpose };
    expect(readClaims({ ...CLAIMS, ...claims }, DEFAULT_RULES)).toEqual({
      identity: {
        actor: {
          subject: 'u-1',
          role: 'CASE_OFFICER',
          streetCode: '310106012',
          departmentCode: 'public-security',
          displayName: '张某',
        },
        purpose,
      },
    });
  });

  it('may lie deeper, under other names and with other words', () => {
    const rules = {
      claims: { role: ['realm_access', 'roles'], street: 'https://ja.example/street' },
      roles: { 'mz-jbr': 'CASE_OFFICER', 'mz-shr': 'REVIEWER' },
      streets: { 'JA-NJX': '310106012' },
    };
    const claims = {
      role: 'AUDITOR',
      street_code: '310106006',
      realm_access: { roles: ['offline_access', 'mz-jbr', 'uma_authorization'] },
      'https://ja.example/street': ['JA-NJX'],
    };
    expect(read(claims, rules)).toMatchObject({
      identity: { actor: { role: 'CASE_OFFICER', streetCode: '310106012' } },
    });
  });

  it.each<[string, JWTPayload, object]>([
    ['role', { role: undefined }, {}],
    ['role', { role: [] }, {}],
    ['role', { role: 'ROOT' }, {}],
    ['role', { role: 'SYSTEM' }, {}],
    ['role', { role: { name: 'AUDITOR' } }, {}],
    ['role', { role: ['AUDITOR', 'APPROVER'] }, {}],
    ['role', { role: 'CASE_OFFICER' }, { roles: { other: 'AUDITOR' } }],
    ['role', { role: 'constructor' }, { roles: { other: 'AUDITOR' } }],
    ['role', { role: ['a', 'b'] }, { roles: { a: 'AUDITOR', b: 'REVIEWER' } }],
    ['street', { street_code: '静安' }, {}],
    ['street', { street_code: ['310106012', '310106006'] }, {}],
    ['street', { street_code: [] }, {}],
    ['street', { street_code: '' }, {}],
    ['street', { street_code: 310106012 }, {}],
    ['street', { street_code: '310106012' }, { streets: { 'JA-NJX': '310106012' } }],
    ['department', { department_code: 'tax' }, { departments: { '05': 'tax' } }],
    ['department', { department_code: true }, {}],
    ['purpose', { purpose: '查询 310106195001012346' }, {}],
    ['purpose', { purpose: 'a\nb' }, {}],
    ['name', { name: 'x'.repeat(201) }, {}],
    ['sub', { sub: '' }, {}],
    ['sub', { sub: undefined }, {}],
  ])('are refused for their %s: %j under %j', (claim, claims, rules) => {
    expect(read(claims, rules)).toEqual({ refused: claim });
  });

  it('take two names of one role for that role', () => {
    const roles = { a: 'AUDITOR', b: 'AUDITOR' };
    expect(read({ role: ['a', 'b'] }, { roles })).toMatchObject({
      identity: { actor: { role: 'AUDITOR' } },
    });
  });
});

describe('the rules of a file', () => {
  it('are the defaults where it says nothing', () => {
    expect(rulesOf({})).toEqual(DEFAULT_RULES);
    expect(DEFAULT_RULES).toMatchObject({ tokenTypes: ['at+jwt'], longestAgeSeconds: 55 });
  });

  it.each<[string, unknown]>([
    ['roles.a', { roles: { a: 'SYSTEM' } }],
    ['roles.a', { roles: { a: 'ROOT' } }],
    ['algorithms.0', { algorithms: ['HS256'] }],
    ['algorithms.0', { algorithms: ['none'] }],
    ['algorithms', { algorithms: [] }],
    ['tokenTypes.0', { tokenTypes: ['id+jwt'] }],
    ['longestAgeSeconds', { longestAgeSeconds: 0 }],
    ['streets.a', { streets: { a: '静安' } }],
    ['claims.role', { claims: { role: [] } }],
    ['整个文件', { rolls: {} }],
    ['整个文件', []],
    ['不是 JSON', '{"roles":'],
  ])('stop the start and name what is wrong: %s', (place, content) => {
    const invalid = { code: 'ENV_INVALID', message: expect.stringContaining(place) as string };
    expect(() => rulesOf(content)).toThrow(expect.objectContaining(invalid) as Error);
  });
});
