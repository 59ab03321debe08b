import { chinaTime } from './china-time.ts';
import { MOST_LISTED, type Listed, type Subject } from './document.ts';
import { page, type Section } from './page.ts';
import { word, type Language, type Word } from './words.ts';

/**
 * 本人信息报告 as a printable page.
 *
 * @param given.printedAt an instant as ISO text; shown in China's time, as all instants are
 */
export function renderSubject(
  subject: Subject,
  given: { language: Language; purpose: string; printedAt: string },
): string {
  const { language, purpose, printedAt } = given;
  const say = (key: Word) => word(language, key);
  const section = (title: Word, head: readonly Word[], rows: Section['rows']): Section => ({
    title: say(title),
    head: head.map(say),
    rows,
  });
  const truth = (value: boolean) => say(value ? 'yes' : 'no');
  const time = (instant: string | null) => instant && chinaTime(instant);
  const noted = (made: Section, { totalCount, edges }: Listed<unknown>): Section => {
    if (totalCount <= edges.length) return made;
    const count = String(MOST_LISTED);
    const note = say('more').replace('{count}', count).replace('{total}', String(totalCount));
    return { ...made, note };
  };
  const households = subject.memberships.flatMap(({ household, ...membership }) =>
    household ? [{ household, membership }] : [],
  );
  const cases = households.flatMap(({ household }) =>
    household.cases.map((one) => ({ householdNo: household.householdNo, ...one })),
  );
  const alerts = subject.alerts.edges.map(({ node }) => node);
  const tickets = [...alerts, ...subject.objections].flatMap(({ corrections }) => corrections);

  return page({
    language,
    title: say('title'),
    none: say('none'),
    lines: [
      `${say('printed')}：${chinaTime(printedAt)}`,
      `${say('purpose')}：${purpose}`,
      say('basis'),
    ],
    sections: [
      section(
        'person',
        ['name', 'formerName', 'sex', 'birthYear', 'idNumber'],
        [
          [
            ...[subject.name, subject.formerName, subject.sexLabel, subject.birthYear],
            subject.idNumber ?? subject.idNumberMasked,
          ],
        ],
      ),
      section(
        'households',
        ['household', 'street', 'relationship', 'covered', 'from', 'to', 'address'],
        households.map(({ household: h, membership: m }) => [
          ...[h.householdNo, h.street?.name, m.relationshipLabel, truth(m.covered)],
          ...[m.validFrom, m.validTo, h.residenceAddress ?? h.hukouAddress],
        ]),
      ),
      section(
        'case',
        ['case', 'household', 'programme', 'status', 'from', 'amount', 'authorisation'],
        cases.map((c) => [
          ...[c.caseNo, c.householdNo, c.programme?.label, c.statusLabel, c.startMonth.slice(0, 7)],
          c.monthlyAmountFen === null ? null : yuan(c.monthlyAmountFen),
          c.authorisation && [c.authorisation.number, c.authorisation.until ?? ''],
        ]),
      ),
      ...cases.map(({ caseNo, payments }) => {
        const made = section(
          'payments',
          ['month', 'amount'],
          payments.edges.map(({ node }) => [node.month.slice(0, 7), yuan(node.amountFen)]),
        );
        return noted({ ...made, title: `${made.title} ${caseNo}` }, payments);
      }),
      noted(
        section(
          'alerts',
          ['number', 'rule', 'date', 'explanation', 'status', 'outcome', 'evidence'],
          alerts.map((a) => [
            ...[a.alertNo, a.rule && [a.rule.title, a.rule.article], [a.raisedOn, a.effectiveOn]],
            ...[a.explanation, a.statusLabel],
            [
              a.dispositionLabel,
              a.dispositionNote,
              a.withdrawnReasonLabel,
              time(a.disposedAt),
            ].filter(isText),
            a.evidence.map((e) => `${e.sourceTitle} ${e.period} ${e.batchId} #${e.rowNo}`),
          ]),
        ),
        subject.alerts,
      ),
      section(
        'records',
        ['source', 'period', 'batch', 'received', 'standing', 'content'],
        subject.records.map((r) => [
          ...[r.sourceTitle, r.period, `${r.batchId} #${r.rowNo}`, time(r.receivedAt)],
          ...[truth(r.standing), r.data.map(({ label, value }) => `${label}：${value}`)],
        ]),
      ),
      section(
        'links',
        ['source', 'decision', 'date'],
        subject.links.map((l) => [l.sourceTitle, l.decisionLabel, time(l.decidedAt)]),
      ),
      section(
        'corrections',
        ['number', 'source', 'statement', 'status', 'answer', 'date'],
        tickets.map((t) => [
          ...[t.ticketNo, t.sourceTitle, t.statement, t.statusLabel],
          ...[[t.outcomeLabel, t.answer].filter(isText), time(t.openedAt)],
        ]),
      ),
      section(
        'objections',
        ['number', 'statement', 'date', 'due', 'status', 'outcome'],
        subject.objections.map((o) => [
          ...[o.objectionNo, [o.groundLabel, o.statement], o.receivedOn, o.dueOn, o.statusLabel],
          [time(o.decidedAt), o.decisionNote].filter(isText),
        ]),
      ),
      section(
        'outreach',
        ['source', 'date', 'status', 'outcome', 'to'],
        subject.outreachTasks.map((o) => [
          ...[o.sourceTitle, [o.recognisedOn, o.raisedOn], o.statusLabel],
          ...[[o.outcomeLabel, o.note].filter(isText), o.closedOn],
        ]),
      ),
      section(
        'accessLog',
        ['date', 'role', 'office', 'account', 'purpose', 'fields', 'refused'],
        subject.accessLog.map((e) => [
          ...[time(e.at), e.role, e.office, e.subject, e.purpose],
          ...[e.fields.length > 0 ? e.fields : [e.kind], truth(e.refused)],
        ]),
      ),
    ],
  });
}

function isText(text: string | null): text is string {
  return text !== null && text !== '';
}

function yuan(fen: number): string {
  return (fen / 100).toFixed(2);
}
