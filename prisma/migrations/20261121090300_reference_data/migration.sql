-- Codes that are data from the first day: departments, programmes, and every number the rules use.

INSERT INTO crossmatch.department (code, name_zh) VALUES
  ('public-security', '公安局'),
  ('civil-affairs', '民政局（婚姻、殡葬）'),
  ('human-resources', '人力资源和社会保障局'),
  ('tax', '税务局'),
  ('housing', '住房和城乡建设、不动产登记部门'),
  ('market-regulation', '市场监督管理局'),
  ('justice', '法院、司法局'),
  ('education', '教育局'),
  ('health', '卫生健康委员会'),
  ('disabled-federation', '残疾人联合会');

INSERT INTO assistance.programme (code, name_zh, sort_order) VALUES
  ('DIBAO', '最低生活保障', 10),
  ('EXTREME_POVERTY_SUPPORT', '特困人员救助供养', 20),
  ('LOW_INCOME_MARGIN', '最低生活保障边缘家庭', 30),
  ('EXPENDITURE_POVERTY_AID', '支出型贫困家庭生活救助', 40),
  ('TEMPORARY_ASSISTANCE', '临时救助', 50),
  ('SEVERE_DISABILITY_NO_WORK', '重残无业人员生活补助', 60),
  ('SPECIAL_REGULAR_RELIEF', '民政特殊救济对象定期定量救济', 70);

-- A district replaces a value by closing its term (effective_to) and adding the next one.
INSERT INTO policy.parameter (code, value, unit, title, instrument, article, effective_from) VALUES
  -- 青民〔2022〕21号: 核对、公示、确认、陈述申辩、月结
  ('verification.entrust', 2, 'WORKING_DAY', '受理后委托经济状况核对', '青民〔2022〕21号', '二（一）', '2022-06-20'),
  ('verification.finish', 12, 'WORKING_DAY', '经济状况核对完成', '青民〔2022〕21号', '二（一）', '2022-06-20'),
  ('publicity.days', 7, 'CALENDAR_DAY', '公示期', '青民〔2022〕21号', '二（二）', '2022-06-20'),
  ('confirmation.afterPublicity', 2, 'WORKING_DAY', '公示期满后审核确认', '青民〔2022〕21号', '二（三）', '2022-06-20'),
  ('statement.window', 3, 'WORKING_DAY', '书面告知送达后陈述申辩', '青民〔2022〕21号', '三（一）', '2022-06-20'),
  ('month.entryClose', 25, 'DAY_OF_MONTH', '当月录入截止', '青民〔2022〕21号', '三（三）', '2022-06-20'),
  ('month.reconcile', 2, 'WORKING_DAY', '录入截止前对账', '青民〔2022〕21号', '三（三）', '2022-06-20'),
  ('month.pay', 30, 'DAY_OF_MONTH', '当月发放', '青民〔2022〕21号', '三（三）', '2022-06-20'),
  ('month.correctUntil', 10, 'DAY_OF_MONTH', '次月更正截止', '青民〔2022〕21号', '三（三）', '2022-06-20'),
  -- 关于进一步规范社会救助管理工作的通知 (003)
  ('homeVisit.minStaff', 2, 'PERSON', '入户调查最少人数', '关于进一步规范社会救助管理工作的通知', '二（一）', '2022-01-01'),
  ('publicList.refresh', 1, 'MONTH', '长期公示更新周期', '关于进一步规范社会救助管理工作的通知', '二（二）', '2022-01-01'),
  ('inspection.quarterly', 1, 'TIMES', '每季度公示检查次数', '关于进一步规范社会救助管理工作的通知', '二（二）', '2022-01-01'),
  ('recheck.stable', 12, 'MONTH', '经济状况变化不大的家庭定期核查', '关于进一步规范社会救助管理工作的通知', '二（三）', '2022-01-01'),
  ('recheck.unstable', 6, 'MONTH', '收入不固定、有劳动能力的家庭定期核查', '关于进一步规范社会救助管理工作的通知', '二（三）', '2022-01-01'),
  ('archive.years', 30, 'YEAR', '退出户档案保管', '关于进一步规范社会救助管理工作的通知', '二（八）', '2022-01-01'),
  ('undeclaredChange.months', 3, 'MONTH', '变动未申报', '关于进一步规范社会救助管理工作的通知', '三（五）', '2022-01-01'),
  -- 民政部等 2022-10-20 通知
  ('death.finishAdjustment', 3, 'MONTH', '死亡后增发、减发、停发办结', '民政部等部门《关于进一步做好最低生活保障等社会救助兜底保障工作的通知》（2022-10-20）', '一（三）', '2022-10-20'),
  ('gradualExit.maxMonths', 6, 'MONTH', '渐退期上限', '民政部等部门《关于进一步做好最低生活保障等社会救助兜底保障工作的通知》（2022-10-20）', '一（三）', '2022-10-20'),
  ('review.workingDays', 20, 'WORKING_DAY', '审核确认时限', '民政部等部门《关于进一步做好最低生活保障等社会救助兜底保障工作的通知》（2022-10-20）', '一（三）', '2022-10-20'),
  ('review.special', 45, 'WORKING_DAY', '特殊情形审核确认时限', '民政部等部门《关于进一步做好最低生活保障等社会救助兜底保障工作的通知》（2022-10-20）', '一（三）', '2022-10-20'),
  ('tekun.endPublicity', 7, 'CALENDAR_DAY', '终止特困供养公示', '特困人员认定办法', '第二十六条', '2021-07-01'),
  ('expenditurePoor.validMonths', 12, 'MONTH', '刚性支出困难家庭资格有效期', '刚性支出困难家庭认定办法', '第十条', '2025-01-01'),
  -- 近亲属备案
  ('relatives.declare', 30, 'WORKING_DAY', '近亲属备案申报', '静安区社会救助经办人员近亲属备案制度', '附件7', '2020-01-01'),
  ('relatives.change', 15, 'CALENDAR_DAY', '近亲属备案变更', '静安区社会救助经办人员近亲属备案制度', '附件7', '2020-01-01'),
  ('relatives.streetReport', 3, 'MONTH', '街道近亲属备案汇总', '静安区社会救助经办人员近亲属备案制度', '附件7', '2020-01-01'),
  ('relatives.bureauReport', 6, 'MONTH', '区近亲属备案汇总', '静安区社会救助经办人员近亲属备案制度', '附件7', '2020-01-01'),
  ('jointMeeting.every', 6, 'MONTH', '联席会议召开周期', '古美路街道社会救助联席会议职责', '四', '2020-01-01'),
  ('petition.acceptTell', 15, 'CALENDAR_DAY', '信访受理告知', '信访工作条例', '第二十三条', '2022-05-01'),
  ('petition.finish', 60, 'CALENDAR_DAY', '信访办结', '信访工作条例', '第三十四条', '2022-05-01'),
  ('petition.extension', 30, 'CALENDAR_DAY', '信访延长', '信访工作条例', '第三十四条', '2022-05-01'),
  -- Comparison: the product's own defaults, to be set by the district
  ('income.perHeadLine', 1595, 'YUAN', '最低生活保障标准（每人每月）', '本级最低生活保障标准公告', '默认值，以本地现行公告为准', '2020-01-01'),
  ('income.factor', 1.5, 'RATIO', '收入预警倍数', '比对规则约定', 'income-over-line', '2020-01-01'),
  ('income.oneOffLine', 5000, 'YUAN', '一次性稿酬、劳务报酬起点', '比对规则约定', 'income-over-line', '2020-01-01'),
  ('socialInsurance.lookBackMonths', 3, 'MONTH', '参保起始月回看', '比对规则约定', 'social-insurance-started', '2020-01-01'),
  ('business.minShare', 10, 'PERCENT', '股东出资比例起点', '比对规则约定', 'business-registered', '2020-01-01'),
  ('repeat.quietMonths', 6, 'MONTH', '办结后同一事实静默', '比对规则约定', 'income-over-line', '2020-01-01'),
  ('hold.setAsideShare', 5, 'PERCENT', '剔除行占比上限', '数据交换约定', '批次挂起', '2020-01-01'),
  ('hold.snapshotShare', 70, 'PERCENT', '全量批次相对上批下限', '数据交换约定', '批次挂起', '2020-01-01'),
  ('hold.deltaShare', 30, 'PERCENT', '增量批次相对近三批中位数下限', '数据交换约定', '批次挂起', '2020-01-01'),
  -- The shortest term that serves: one weekly roster load and the set-aside rows' way back to their
  -- department fall into seven days; after that an unmatched row is a stranger's data.
  ('retention.unmatchedDays', 7, 'CALENDAR_DAY', '未匹配数据保留', '个人信息保护法', '第十九条', '2020-01-01');
