import { DuckDBInstance } from '@duckdb/node-api';

// The floor of the matching benchmark, run as a process of its own: DuckDB alone loads the same rows
// from UTF-8 CSV (the roster's numbers and the whole extract) and joins them.
const [membersCsv, extractCsv] = process.argv.slice(2);
const quoted = (text = '') => `'${text.replaceAll("'", "''")}'`;
const connection = await (await DuckDBInstance.create(':memory:')).connect();
await connection.run("SET memory_limit = '1200MB'");
await connection.run(
  `CREATE TABLE roster AS SELECT 家庭编号, 姓名, 公民身份号码 FROM read_csv(${quoted(membersCsv)}, all_varchar = true, header = true)`,
);
await connection.run(
  `CREATE TABLE extract AS SELECT * FROM read_csv(${quoted(extractCsv)}, all_varchar = true, header = true)`,
);
const joined = await connection.runAndReadAll(
  'SELECT count(*) FROM extract JOIN roster USING (公民身份号码)',
);
console.log(String(joined.getRows()[0]?.[0]));
