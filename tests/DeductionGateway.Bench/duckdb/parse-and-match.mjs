// The same work as ParseAndMatch.cs by DuckDB: read, group by key, full join, classify, count. One run for each line on standard input,
// one line of JSON on standard output. Every file has its declared columns, so nothing is sniffed; identity is by key alone, so what a
// person would still recognise (a wrong letter in the key, a repeat, a national id) is counted where the key puts it.
import { DuckDBInstance } from '@duckdb/node-api';
import { readFileSync, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

const folder = process.argv[2];
const text = (value) => `'${value.replaceAll("'", "''")}'`;
const header = (name) => {
  const line = readFileSync(join(folder, name), 'utf8').split('\n', 1)[0].replace('\r', '').replace('\uFEFF', '');
  return line.split(',');
};

/** read_csv of a table with declared columns: what is a number is read as one, all else stays text. */
function table(files, columns, numbers, delimiter, more = '') {
  const types = columns.map((name) => `${text(name)}: ${text(numbers.includes(name) ? 'BIGINT' : 'VARCHAR')}`).join(', ');
  const list = files.map((file) => text(join(folder, file))).join(', ');
  return `read_csv([${list}], header = true, auto_detect = false, delim = ${text(delimiter)}, quote = '"', escape = '"', columns = {${types}}${more})`;
}

/** Payroll files that are written alike are one read_csv; DuckDB reads them side by side. */
function payroll(profiles) {
  const kinds = new Map();
  for (const [employer, profile] of Object.entries(profiles)) {
    if ((profile.shape ?? 'lines') !== 'lines' || (profile.format ?? 'csv') !== 'csv' || profile.skip_rows || (profile.number ?? '1250000') !== '1250000') {
      throw new Error(`${employer}: only plain CSV files of shape lines are compared`);
    }
    if (!existsSync(join(folder, profile.file))) continue;
    const kind = JSON.stringify([profile.header, profile.delimiter ?? ',', profile.codes]);
    kinds.set(kind, [...(kinds.get(kind) ?? []), [employer, profile]]);
  }
  const parts = [...kinds.values()].map((files) => {
    const profile = files[0][1];
    const [key, , , code, amount, period] = profile.header;
    const map = Object.entries(profile.codes).filter(([ours, theirs]) => ours !== theirs);
    const ours = map.length === 0 ? `"${code}"` : `case "${code}" ${map.map(([our, their]) => `when ${text(their)} then ${text(our)}`).join(' ')} else "${code}" end`;
    const columns = header(profile.file);
    const own = period ? `"${period}" = ${text(profile.period)}` : 'true';
    return `select f.employer, p."${key}" as employee_no, ${ours} as code, p."${amount}" as amount, ${own} as is_own
      from ${table(files.map(([, one]) => one.file), columns, [amount], profile.delimiter ?? ',', ', filename = true')} p
      join (values ${files.map(([employer, one]) => `(${text(join(folder, one.file))}, ${text(employer)})`).join(', ')}) f (filename, employer) using (filename)`;
  });
  return parts.join('\n    union all\n    ');
}

const amounts = ['amount', 'interest_due', 'principal_due'];
const statement = `
  with reported as (
    select employer, employee_no, code, sum(amount) as amount
    from (${payroll(JSON.parse(readFileSync(join(folder, 'profiles.json'), 'utf8')))})
    where is_own
    group by employer, employee_no, code),
  joined as (
    select coalesce(r.employer, b.employer) as employer, coalesce(r.employee_no, b.employee_no) as employee_no, r.amount as reported, b.amount as billed
    from reported r
    full join ${table(['expected.csv'], header('expected.csv'), amounts, ',')} b
      on r.employer = b.employer and r.employee_no = b.employee_no and r.code = b.code),
  classified as (
    select case
        when reported is null then 'missing'
        when billed is null then 'unbilled'
        when reported = billed then 'matched'
        when reported < billed then 'short'
        else 'over' end as class, employer, employee_no
    from joined),
  unbilled as (
    select count(m.member_no) as known, count(*) as lines
    from (select employer, employee_no from classified where class = 'unbilled') u
    left join ${table(['members.csv'], header('members.csv'), [], ',')} m using (employer, employee_no))
  select class, count(*)::int as lines from classified where class <> 'unbilled' group by class
  union all select 'unbilled', known::int from unbilled
  union all select 'unknown', (lines - known)::int from unbilled`;

const connection = await (await DuckDBInstance.create(':memory:')).connect();
for await (const _ of createInterface({ input: process.stdin })) {
  const began = process.hrtime.bigint();
  const cpu = process.cpuUsage();
  const rows = (await connection.runAndReadAll(statement)).getRowObjects();
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  const { user, system } = process.cpuUsage(cpu);
  console.log(JSON.stringify({ seconds, cpuSeconds: (user + system) / 1e6, classes: Object.fromEntries(rows.map((row) => [row.class, row.lines])) }));
}
