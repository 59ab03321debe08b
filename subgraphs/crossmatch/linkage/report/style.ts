/** The report's style sheet; its hash stands in the page's policy, so that no other style can apply. */
export const REPORT_STYLE = `
body { font: 15px/1.5 system-ui, "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", sans-serif; color: #1c2430; background: #fff; max-width: 1080px; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.2rem; border-bottom: 1px solid #d7dde5; } h3 { font-size: 1rem; margin: 1.4rem 0 .4rem; }
dl { display: flex; flex-wrap: wrap; gap: .6rem 2rem; } dt { color: #55606e; font-size: .85rem; } dd { margin: 0; font-size: 1.1rem; font-variant-numeric: tabular-nums; }
table { border-collapse: collapse; width: 100%; } th { text-align: left; color: #55606e; font-weight: 600; font-size: .85rem; }
th, td { padding: .22rem .6rem .22rem 0; border-bottom: 1px solid #eef1f5; vertical-align: middle; overflow-wrap: break-word; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
figure { margin: .5rem 0; } figcaption { color: #55606e; font-size: .85rem; } svg { max-width: 100%; height: auto; } svg.bar { height: 14px; max-width: none; vertical-align: middle; }
svg text { font-size: 12px; fill: #55606e; } .grid { stroke: #e6eaf0; } .zero { stroke: #9aa5b3; } .mark { stroke: #b3261e; } text.mark { stroke: none; fill: #b3261e; }
.tone1 { --tone: #2b5fb3; } .up, .tone2 { --tone: #1b7f5c; } .tone3 { --tone: #6b3fa0; } .down, .tone4 { --tone: #c2562d; }
rect { fill: var(--tone); } .line { stroke: var(--tone); fill: none; stroke-width: 2; }
.key { background: var(--tone); display: inline-block; width: .8em; height: .8em; margin-left: .8em; }
@media print { article, figure { break-inside: avoid; } }
`;
