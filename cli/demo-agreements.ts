import type { Actor } from '../kernel/actor.ts';
import { plainDate } from '../kernel/plain-date.ts';
import type { RequestContext } from '../kernel/runtime/subgraph.ts';
import type { AgreementProposal } from '../subgraphs/assistance/agreement.service.ts';
import type { Hub } from './hub.ts';

const COMMON = {
  validFrom: plainDate('2020-01-01'),
  validTo: plainDate('2099-12-31'),
  needsAuthorisation: false,
  dailyPersons: 200,
  basis: '演示用数据共享约定',
} as const;

const PROPOSALS: readonly AgreementProposal[] = [
  {
    ...COMMON,
    departmentCode: 'trade-union',
    question: 'PERSON_PROGRAMMES',
    fields: ['PROGRAMME', 'SINCE'],
    purposes: ['WORKER_HARDSHIP'],
  },
  {
    ...COMMON,
    departmentCode: 'charity-station',
    question: 'LIST_PROGRAMMES',
    fields: ['PROGRAMME'],
    purposes: ['CHARITY_AID'],
  },
  {
    ...COMMON,
    departmentCode: 'public-security',
    question: 'DELIVERED_RECORD',
    fields: ['STATE', 'COMPARED', 'CORRECTION'],
    purposes: ['DATA_CORRECTION'],
  },
];

/** Three 共享协议, proposed and confirmed by two invented supervisors, so that a newcomer can ask as a department. */
export async function grantDemoAgreements({ assistance, actor }: Hub): Promise<void> {
  const { agreements } = assistance;
  if ((await agreements.list(actor)).length > 0) return;
  for (const proposal of PROPOSALS) {
    const { id } = await agreements.propose(requestOf('demo-bureau-1'), proposal);
    await agreements.confirm(requestOf('demo-bureau-2'), id);
  }
}

function requestOf(subject: string): RequestContext {
  const actor: Actor = {
    ...{ subject, role: 'BUREAU_SUPERVISOR', displayName: null },
    ...{ streetCode: null, departmentCode: null },
  };
  return { actor, purpose: null, requestId: 'demo' };
}
