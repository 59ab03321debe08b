import { SHARED_FIELDS } from '../../kernel/sharing.ts';
import { builder } from './builder.ts';
import { enumValues } from './enum-values.ts';

/** 共享字段, the same in every subgraph. */
export const SharedFieldEnum = builder.enumType('SharedField', {
  description: '共享协议逐项开放的字段',
  values: enumValues(SHARED_FIELDS),
});

export const NOT_OPENED = '共享协议未开放、因此为空的字段';
