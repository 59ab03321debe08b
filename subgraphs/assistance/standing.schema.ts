import { builder } from './builder.ts';
import { Subdistrict } from './case.schema.ts';
import { Programme } from './programme.schema.ts';
import { NOT_OPENED, SharedFieldEnum } from './shared.schema.ts';
import type { ListStanding, Standing, ToldProgramme } from './standing.service.ts';

const SharedProgramme = builder.objectRef<ToldProgramme>('SharedProgramme').implement({
  description: '某人家庭正在享受的一项救助；共享协议未开放的字段为空。',
  fields: (t) => ({
    programme: t.field({
      type: Programme,
      nullable: true,
      description: '救助项目',
      resolve: ({ programmeCode }, _args, { loaders }) =>
        programmeCode === null ? null : loaders.programme.load(programmeCode),
    }),
    since: t.expose('since', { type: 'Date', nullable: true, description: '起保年月' }),
    street: t.field({
      type: Subdistrict,
      nullable: true,
      description: '经办街道（乡镇）',
      resolve: ({ streetCode }) => (streetCode === null ? null : { code: streetCode }),
    }),
    lastCheckedOn: t.expose('lastCheckedOn', {
      type: 'Date',
      nullable: true,
      description: '最近一次经济状况核查的日期',
    }),
  }),
});

const SharedStanding = builder.objectRef<Standing>('SharedStanding').implement({
  description: '某人是否享受救助。查无此人、姓名不符、没有所需授权书，答复都一样。',
  fields: (t) => ({
    found: t.exposeBoolean('found', { description: '是否查到' }),
    programmes: t.field({
      type: [SharedProgramme],
      description: '正在享受的救助',
      resolve: ({ programmes }) => [...programmes],
    }),
    notOpened: t.field({
      type: [SharedFieldEnum],
      description: NOT_OPENED,
      resolve: ({ notOpened }) => [...notOpened],
    }),
  }),
});

const SharedListHit = builder.objectRef<ListStanding['hits'][number]>('SharedListHit').implement({
  description: '名单中正在享受救助的一人',
  fields: (t) => ({
    key: t.exposeString('key', { description: '名单中的序号，由查询单位给出' }),
    programmes: t.field({
      type: [SharedProgramme],
      description: '正在享受的救助',
      resolve: ({ programmes }) => [...programmes],
    }),
  }),
});

const SharedList = builder.objectRef<ListStanding>('SharedList').implement({
  description: '名单比对的结果：只有查到的人，对其余的人不作任何说明。',
  fields: (t) => ({
    asked: t.exposeInt('asked', { description: '名单人数' }),
    hits: t.field({
      type: [SharedListHit],
      description: '查到的人',
      resolve: ({ hits }) => [...hits],
    }),
    notOpened: t.field({
      type: [SharedFieldEnum],
      description: NOT_OPENED,
      resolve: ({ notOpened }) => [...notOpened],
    }),
  }),
});

const Entry = builder.inputType('SharedListEntry', {
  description: '名单中的一人',
  fields: (t) => ({
    key: t.string({ required: true, description: '名单中的序号，答复时原样带回' }),
    idNumber: t.string({ required: true, description: '身份号码，完整' }),
    name: t.string({ required: true, description: '姓名，须与身份号码相符' }),
  }),
});

builder.queryFields((t) => ({
  programmesOfPerson: t.field({
    type: SharedStanding,
    description: '标准问题：某人是否享受救助、自何时起（依共享协议，联络员）；查到与否都留痕',
    authScopes: { can: 'QUESTION_ASK' },
    args: {
      idNumber: t.arg.string({ required: true, description: '身份号码，完整' }),
      name: t.arg.string({ required: true, description: '姓名，须与身份号码相符' }),
      purpose: t.arg.string({ required: true, description: '用途代码，须在协议之内' }),
      handlingNo: t.arg.string({ required: true, description: '本单位的办件编号' }),
    },
    resolve: (_, { idNumber, name, purpose, handlingNo }, context) =>
      context.services.standing.ofPerson(context, { idNumber, name }, { purpose, handlingNo }),
  }),
  programmesOfList: t.field({
    type: SharedList,
    description: '标准问题：名单中哪些人已享受救助（依共享协议，联络员）；每人都留痕',
    authScopes: { can: 'QUESTION_ASK' },
    args: {
      entries: t.arg({ type: [Entry], required: true, description: '名单' }),
      purpose: t.arg.string({ required: true, description: '用途代码，须在协议之内' }),
      handlingNo: t.arg.string({ required: true, description: '本单位的办件编号' }),
    },
    resolve: (_, { entries, purpose, handlingNo }, context) =>
      context.services.standing.ofList(context, entries, { purpose, handlingNo }),
  }),
}));
