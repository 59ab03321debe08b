import { SET_ASIDE_LABELS } from '../../kernel/tabular/contract.ts';
import { builder } from './builder.ts';
import { labelOrNull } from './codes.ts';
import { CORRECTION_ASKED, RECORD_STATE } from './delivered-record.labels.ts';
import type { DeliveredRecord } from './delivered-record.service.ts';
import { enumValues } from './enum-values.ts';
import { NOT_OPENED, SharedFieldEnum } from './shared.schema.ts';

const StateEnum = builder.enumType('RecordState', {
  description: '报送数据的处理情况',
  values: enumValues(RECORD_STATE),
});

const CorrectionAskedEnum = builder.enumType('CorrectionAsked', {
  description: '是否要求更正',
  values: enumValues(CORRECTION_ASKED),
});

const DeliveredRecordType = builder.objectRef<DeliveredRecord>('DeliveredRecord').implement({
  description: '报送的一行数据如何处理；不涉及案件、预警结果和家庭。',
  fields: (t) => ({
    state: t.expose('state', { type: StateEnum, nullable: true, description: '处理情况' }),
    stateLabel: t.string({
      nullable: true,
      description: '处理情况名称',
      resolve: ({ state }) => labelOrNull(RECORD_STATE, state),
    }),
    setAsideReasonLabel: t.string({
      nullable: true,
      description: '退回原因',
      resolve: ({ setAsideCode }) => labelOrNull(SET_ASIDE_LABELS, setAsideCode),
    }),
    compared: t.exposeBoolean('compared', { nullable: true, description: '是否已参加比对' }),
    correction: t.expose('correction', {
      type: CorrectionAskedEnum,
      nullable: true,
      description: '是否要求更正',
    }),
    correctionLabel: t.string({
      nullable: true,
      description: '是否要求更正，名称',
      resolve: ({ correction }) => labelOrNull(CORRECTION_ASKED, correction),
    }),
    notOpened: t.field({
      type: [SharedFieldEnum],
      description: NOT_OPENED,
      resolve: ({ notOpened }) => [...notOpened],
    }),
  }),
});

builder.queryField('deliveredRecord', (t) =>
  t.field({
    type: DeliveredRecordType,
    description: '标准问题：本单位报送的一行数据如何处理（依共享协议，联络员）',
    authScopes: { can: 'QUESTION_ASK' },
    args: {
      batchId: t.arg.id({ required: true, description: '批次编号' }),
      rowNo: t.arg.int({ required: true, description: '行号，表头以下从 1 起' }),
      purpose: t.arg.string({ required: true, description: '用途代码，须在协议之内' }),
      handlingNo: t.arg.string({ required: true, description: '本单位的办件编号' }),
    },
    resolve: (_, { batchId, rowNo, purpose, handlingNo }, context) =>
      context.services.deliveredRecords.find(context, { batchId, rowNo }, { purpose, handlingNo }),
  }),
);
