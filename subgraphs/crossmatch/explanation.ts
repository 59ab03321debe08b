import { z } from 'zod';
import { plainDate } from '../../kernel/plain-date.ts';

const ExplanationPart = z.object({
  field: z.string(),
  agreed: z.boolean().nullable().default(null),
  text: z.string(),
});

/** One part of an alert's explanation: what was compared and whether it agreed (null: only told). */
export type ExplanationPart = z.infer<typeof ExplanationPart>;

const DueDerivation = z.object({
  parameter: z.string(),
  value: z.number(),
  unit: z.string(),
  instrument: z.string(),
  article: z.string(),
  from: z.string().transform(plainDate),
  text: z.string(),
});

/** How a due day follows from a policy parameter and the day it counts from. */
export type DueDerivation = z.infer<typeof DueDerivation>;

/** The parts as they are stored. What no longer has the shape is left out. */
export function explanationParts(stored: unknown): ExplanationPart[] {
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((part) => ExplanationPart.safeParse(part).data ?? []);
}

/** The derivation as it is stored; null for an alert without a due day. */
export function dueDerivation(stored: unknown): DueDerivation | null {
  return DueDerivation.safeParse(stored).data ?? null;
}
