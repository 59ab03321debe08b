import type { Role } from '../../kernel/actor.ts';

/** A person of the synthetic district who can sign in at the development issuer, without a password. */
export type DevelopmentAccount = {
  subject: string;
  role: Exclude<Role, 'SYSTEM'>;
  name: string;
  post: string;
  streetCode: string | null;
  departmentCode: string | null;
};

const JIANGNING = '310106006';
const PENGPU = '310106020';

/** One of each role, and a second case officer, so that two streets can be told apart. */
export const DEVELOPMENT_ACCOUNTS: readonly DevelopmentAccount[] = [
  ofStreet('case-officer', 'CASE_OFFICER', '江宁路街道经办人', JIANGNING),
  ofStreet('case-officer-2', 'CASE_OFFICER', '彭浦新村街道经办人', PENGPU),
  ofStreet('reviewer', 'REVIEWER', '江宁路街道审核人', JIANGNING),
  ofStreet('approver', 'APPROVER', '江宁路街道审批人', JIANGNING),
  ofStreet('office-head', 'OFFICE_HEAD', '江宁路街道所长', JIANGNING),
  ofStreet('aide', 'AIDE', '江宁路街道协理员', JIANGNING),
  ofDistrict('supervisor', 'BUREAU_SUPERVISOR', '区民政局主管'),
  ofDistrict('match-reviewer', 'MATCH_REVIEWER', '比对复核员'),
  ofDistrict('analyst', 'ANALYST', '分析员'),
  ofDistrict('auditor', 'AUDITOR', '审计员'),
  {
    ...ofDistrict('liaison', 'LIAISON', '公安分局联络员'),
    departmentCode: 'public-security',
  },
];

/** The account of that id, or null. */
export function developmentAccount(subject: string): DevelopmentAccount | null {
  return DEVELOPMENT_ACCOUNTS.find((account) => account.subject === subject) ?? null;
}

function ofStreet(
  id: string,
  role: DevelopmentAccount['role'],
  post: string,
  streetCode: string,
): DevelopmentAccount {
  return { ...ofDistrict(id, role, post), streetCode };
}

function ofDistrict(
  id: string,
  role: DevelopmentAccount['role'],
  post: string,
): DevelopmentAccount {
  return {
    subject: `dev-${id}`,
    role,
    name: `${post}（虚构）`,
    post,
    streetCode: null,
    departmentCode: null,
  };
}
