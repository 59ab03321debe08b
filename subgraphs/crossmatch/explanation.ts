import { z } from 'zod';
import { isPlainDate } from '../../kernel/plain-date.ts';
import type { DueDerivation } from './match/due-date.ts';
import type { ExplanationPart } from './match/explanation.ts';

const Part: z.ZodType<ExplanationPart> = z.object({
  field: z.string(),
  agreed: z.boolean().nullable(),
  text: z.string(),
});

const Derivation: z.ZodType<DueDerivation> = z.object({
  parameter: z.string().nullable(),
  value: z.number().nullable(),
  unit: z.string().nullable(),
  instrument: z.string().nullable(),
  article: z.string().nullable(),
  from: z.string().refine(isPlainDate).nullable(),
  missing: z.literal('CALENDAR_MISSING').nullable(),
  text: z.string(),
});

/** The parts of an explanation as the comparison stored them; what has another shape is left out. */
export function explanationParts(stored: unknown): ExplanationPart[] {
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((part) => Part.safeParse(part).data ?? []);
}

/** How a due date came about, as the comparison stored it; null when it has another shape. */
export function dueDerivation(stored: unknown): DueDerivation | null {
  return Derivation.safeParse(stored).data ?? null;
}
