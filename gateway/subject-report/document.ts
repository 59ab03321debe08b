/** How many alerts and payments of a case a report lists; it says when there are more. */
export const MOST_LISTED = 100;

/** What the report is made of. Each subgraph decides under the caller's name what of it is given. */
export const SUBJECT_REPORT = `
query SubjectReport($id: ID!, $purpose: String!, $caseNo: String!, $whole: Boolean!) {
  person(id: $id) {
    name formerName sexLabel birthYear idNumberMasked
    idNumber(purpose: $purpose, caseNo: $caseNo) @include(if: $whole)
    memberships(ever: true) {
      relationshipLabel covered validFrom validTo
      household {
        householdNo category hukouAddress residenceAddress street { name }
        cases {
          caseNo programme { label } statusLabel startMonth monthlyAmountFen coveredCount lastCheckedOn
          authorisation { number until valid }
          payments(first: ${MOST_LISTED}) { totalCount edges { node { month amountFen } } }
        }
      }
    }
    alerts(first: ${MOST_LISTED}) {
      totalCount
      edges { node {
        alertNo raisedOn effectiveOn statusLabel explanation dispositionLabel dispositionNote disposedAt
        withdrawnReasonLabel rule { title article }
        evidence { sourceTitle period batchId rowNo }
        corrections { ticketNo sourceTitle statement statusLabel outcomeLabel answer openedAt }
      } }
    }
    records { sourceTitle period batchId rowNo receivedAt standing data { label value } }
    links { sourceTitle decisionLabel decidedAt }
    outreachTasks { sourceTitle recognisedOn raisedOn statusLabel outcomeLabel note closedOn }
    objections {
      objectionNo groundLabel statement receivedOn dueOn statusLabel decidedAt decisionNote
      corrections { ticketNo sourceTitle statement statusLabel outcomeLabel answer openedAt }
    }
    accessLog(purpose: $purpose) { at role office subject purpose fields refused kind }
  }
}`;

type Ticket = {
  ticketNo: string;
  sourceTitle: string;
  statement: string;
  statusLabel: string;
  outcomeLabel: string | null;
  answer: string | null;
  openedAt: string;
};

type Case = {
  caseNo: string;
  programme: { label: string } | null;
  statusLabel: string;
  startMonth: string;
  monthlyAmountFen: number | null;
  coveredCount: number | null;
  lastCheckedOn: string | null;
  authorisation: { number: string; until: string | null; valid: boolean } | null;
  payments: Listed<{ month: string; amountFen: number }>;
};

/** A first page and how many there are. */
export type Listed<Node> = { totalCount: number; edges: { node: Node }[] };

/** The person as the graph gives it to one caller. */
export type Subject = {
  name: string;
  formerName: string | null;
  sexLabel: string | null;
  birthYear: number | null;
  idNumberMasked: string;
  idNumber?: string | null;
  memberships: {
    relationshipLabel: string;
    covered: boolean;
    validFrom: string;
    validTo: string | null;
    household: {
      householdNo: string;
      category: string | null;
      hukouAddress: string | null;
      residenceAddress: string | null;
      street: { name: string } | null;
      cases: Case[];
    } | null;
  }[];
  alerts: Listed<{
    alertNo: string;
    raisedOn: string;
    effectiveOn: string;
    statusLabel: string;
    explanation: string;
    dispositionLabel: string | null;
    dispositionNote: string | null;
    disposedAt: string | null;
    withdrawnReasonLabel: string | null;
    rule: { title: string; article: string } | null;
    evidence: { sourceTitle: string; period: string; batchId: string; rowNo: number }[];
    corrections: Ticket[];
  }>;
  records: {
    sourceTitle: string;
    period: string;
    batchId: string;
    rowNo: number;
    receivedAt: string;
    standing: boolean;
    data: { label: string; value: string }[];
  }[];
  links: { sourceTitle: string; decisionLabel: string; decidedAt: string }[];
  outreachTasks: {
    sourceTitle: string;
    recognisedOn: string;
    raisedOn: string;
    statusLabel: string;
    outcomeLabel: string | null;
    note: string | null;
    closedOn: string | null;
  }[];
  objections: {
    objectionNo: string;
    groundLabel: string;
    statement: string;
    receivedOn: string;
    dueOn: string | null;
    statusLabel: string;
    decidedAt: string | null;
    decisionNote: string | null;
    corrections: Ticket[];
  }[];
  accessLog: {
    at: string;
    role: string;
    office: string | null;
    subject: string | null;
    purpose: string | null;
    fields: string[];
    refused: boolean;
    kind: string;
  }[];
};
