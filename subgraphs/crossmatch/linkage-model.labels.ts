import type { LinkageModel } from '../../prisma/generated/client/client.ts';

export const MODEL_STATUS = {
  PROPOSED: '待启用',
  ACTIVE: '启用中',
  RETIRED: '已停用',
} as const;

/** Where a version stands. */
export function modelStatus({
  activatedAt,
  retiredAt,
}: Pick<LinkageModel, 'activatedAt' | 'retiredAt'>): keyof typeof MODEL_STATUS {
  if (retiredAt !== null) return 'RETIRED';
  return activatedAt === null ? 'PROPOSED' : 'ACTIVE';
}
