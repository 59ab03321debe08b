import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ROLES } from '../kernel/actor.ts';
import { HubError } from '../kernel/errors.ts';

/** Signature algorithms that may be agreed on: asymmetric ones, so that a public key is never a secret. */
export const ALGORITHMS = ['EdDSA', 'Ed25519', 'ES256', 'ES384', 'PS256', 'RS256'] as const;

// SYSTEM acts for jobs inside the hub; no token from outside may claim it.
const personalRole = z.enum(ROLES).exclude(['SYSTEM']);
const text = z.string().min(1).max(200);
/** A claim's name, or the way to it: ["realm_access", "roles"]. */
const claim = z.union([text, z.array(text).min(1).max(5)]);

const identitySchema = z.strictObject({
  $schema: z.string().optional(),
  tokenTypes: z
    .array(z.enum(['at+jwt', 'jwt']))
    .min(1)
    .default(['at+jwt'])
    .describe('Accepted typ headers; "jwt" for issuers that do not follow RFC 9068.'),
  algorithms: z
    .array(z.enum(ALGORITHMS))
    .min(1)
    .default(['EdDSA', 'Ed25519', 'ES256', 'RS256'])
    .describe('Accepted signature algorithms.'),
  leewaySeconds: z
    .int()
    .min(0)
    .max(60)
    .default(5)
    .describe('How far the clocks of issuer and gateway may differ.'),
  longestAgeSeconds: z
    .int()
    .min(10)
    .max(86_400)
    // With clocks that differ by the leeway: within a minute.
    .default(55)
    .describe('A token as old as this is refused, whatever its exp says.'),
  outageSeconds: z
    .int()
    .min(0)
    .max(86_400)
    .default(900)
    .describe('How long known keys go on serving while the issuer does not answer.'),
  claims: z
    .strictObject({
      role: claim.default('role'),
      street: claim.default('street_code'),
      department: claim.default('department_code'),
      purpose: claim.default('purpose'),
      name: claim.default('name'),
    })
    .prefault({})
    .describe('Which claim says what: a name, or a list of names that leads into an object.'),
  roles: z
    .record(text, personalRole)
    .optional()
    .describe('The issuer’s role values; one that is not named here is dropped.'),
  streets: z
    .record(text, z.string().regex(/^\d{9}$/))
    .optional()
    .describe('The issuer’s street values; one that is not named here is refused.'),
  departments: z
    .record(text, text)
    .optional()
    .describe('The issuer’s department values; one that is not named here is refused.'),
});

/** What a district's tokens look like, and how their claims become an actor (docs/identity.md). */
export type IdentityRules = z.infer<typeof identitySchema>;

/** The rules in which a file says nothing. */
export const DEFAULT_RULES: IdentityRules = identitySchema.parse({});

/**
 * Reads the rules from a JSON file.
 *
 * @throws HubError ENV_INVALID with every problem, by the place it is in
 */
export function readIdentityRules(file: string): IdentityRules {
  const parsed = identitySchema.safeParse(jsonOf(file));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    (issue) => `YIKOU_IDENTITY_FILE ${issue.path.join('.') || '（整个文件）'}：${inWords(issue)}`,
  );
  throw new HubError('ENV_INVALID', { problems: problems.join('；') });
}

/** The JSON Schema of the file, as docs/identity.schema.json has it. */
export function identityJsonSchema(): unknown {
  return { title: 'Identity of a district', ...z.toJSONSchema(identitySchema, { io: 'input' }) };
}

const PROBLEMS: Readonly<Record<string, string>> = {
  invalid_type: '类型不对',
  invalid_union: '类型不对',
  invalid_value: '不是允许的值',
  invalid_format: '格式不对',
  invalid_key: '名称不对',
  too_small: '太小或为空',
  too_big: '太大',
};

function inWords(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `没有这样的字段：${issue.keys.join('、')}`;
  return PROBLEMS[issue.code] ?? '不符合要求';
}

function jsonOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new HubError('ENV_INVALID', {
      problems: 'YIKOU_IDENTITY_FILE：无法读取，或内容不是 JSON',
    });
  }
}
