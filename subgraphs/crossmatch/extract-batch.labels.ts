/** 部门数据批次状态 */
export const BATCH_STATUS = {
  ACCEPTED: '已接收',
  HELD: '待人工确认',
  REJECTED: '已拒收',
  SUPERSEDED: '已被更正批次取代',
  DISCARDED: '已弃用',
} as const;

/** 报送方式 */
export const BATCH_MODE = {
  SNAPSHOT: '全量',
  DELTA: '增量',
} as const;
