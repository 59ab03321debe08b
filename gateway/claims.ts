import type { JWTPayload } from 'jose';
import { ROLES, type Actor, type Role } from '../kernel/actor.ts';
import type { SignedActor } from '../kernel/runtime/signed-actor.ts';
import type { IdentityRules } from './identity-rules.ts';
import { isSpeakablePurpose } from './purpose.ts';

/** What a verified token's claims say, or the claim that does not say anything the hub can act on. */
export type ClaimReading = { identity: SignedActor } | { refused: string };

const LONGEST_TEXT = 200;
const STREET_CODE = /^\d{9}$/;

class ClaimRefused extends Error {
  override readonly name = 'ClaimRefused';
}

/**
 * Reads who acts, in which role, where and why (docs/identity.md#claims).
 *
 * A role value nobody has mapped is dropped, since issuers put every application's roles into one list; exactly
 * one must remain. A street or department that means nothing refuses the token: leaving it out would make an
 * analyst of one street one of the whole district.
 */
export function readClaims(payload: JWTPayload, rules: IdentityRules): ClaimReading {
  try {
    const { claims } = rules;
    const purpose = textAt(payload, claims.purpose, 'purpose');
    if (purpose !== null && !isSpeakablePurpose(purpose)) throw new ClaimRefused('purpose');
    const actor: Actor = Object.freeze({
      subject: textAt(payload, 'sub', 'sub') ?? refuse('sub'),
      role: roleAt(payload, rules),
      streetCode: streetAt(payload, rules),
      departmentCode: mapped(
        textAt(payload, claims.department, 'department'),
        rules.departments,
        'department',
      ),
      displayName: textAt(payload, claims.name, 'name'),
    });
    return { identity: { actor, purpose } };
  } catch (error) {
    if (error instanceof ClaimRefused) return { refused: error.message };
    throw error;
  }
}

function roleAt(payload: JWTPayload, { claims, roles }: IdentityRules): Role {
  const given = valueAt(payload, claims.role);
  const values = Array.isArray(given) ? (given as unknown[]) : [given];
  const own = new Set(
    values.flatMap((value) => {
      const role = typeof value !== 'string' ? null : roles ? lookUp(roles, value) : named(value);
      return role === null ? [] : [role];
    }),
  );
  const [role, another] = own;
  // Nobody is two at once: separation of duties would rest on which one comes first in a list.
  if (role === undefined || another !== undefined) throw new ClaimRefused('role');
  return role;
}

function named(value: string): Role | null {
  return ROLES.find((role) => role === value && role !== 'SYSTEM') ?? null;
}

function streetAt(payload: JWTPayload, { claims, streets }: IdentityRules): string | null {
  const street = mapped(textAt(payload, claims.street, 'street'), streets, 'street');
  if (street !== null && !STREET_CODE.test(street)) throw new ClaimRefused('street');
  return street;
}

function mapped(
  value: string | null,
  names: Readonly<Record<string, string>> | undefined,
  claim: string,
): string | null {
  if (value === null || names === undefined) return value;
  return lookUp(names, value) ?? refuse(claim);
}

function lookUp<Value>(names: Readonly<Record<string, Value>>, value: string): Value | null {
  return Object.hasOwn(names, value) ? (names[value] ?? null) : null;
}

/** A text, or a list of just one; null where the claim is absent. */
function textAt(payload: JWTPayload, at: string | readonly string[], claim: string): string | null {
  const value = valueAt(payload, at);
  if (value === undefined || value === null) return null;
  const only: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
  if (typeof only !== 'string' || only === '' || only.length > LONGEST_TEXT)
    throw new ClaimRefused(claim);
  return only;
}

function valueAt(payload: JWTPayload, at: string | readonly string[]): unknown {
  const steps = typeof at === 'string' ? [at] : at;
  return steps.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step)
        ? (value as Record<string, unknown>)[step]
        : undefined,
    payload,
  );
}

function refuse(claim: string): never {
  throw new ClaimRefused(claim);
}
