// Signs in, fetches a deduction list, sends a payroll file and answers line by line: the official client for Node.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';

const [http, address, client, secret, period, employer, file] = process.argv.slice(2);
const piece = 512 * 1024;

const definition = loader.loadSync(['deduction/v1/periods.proto', 'deduction/v1/deductions.proto'], { includeDirs: [process.env.PROTOS], enums: String, longs: Number, oneofs: true, keepCase: true });
const { v1 } = grpc.loadPackageDefinition(definition).deduction;
const periods = new v1.Periods(address, grpc.credentials.createInsecure());
const deductions = new v1.Deductions(address, grpc.credentials.createInsecure());

const response = await fetch(`${http}/oauth/token`, { method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials', client_id: client, client_secret: secret }) });
const who = new grpc.Metadata();
who.set('authorization', `Bearer ${(await response.json()).access_token}`);

const answer = call => new Promise((resolve, reject) => call((error, value) => error ? reject(error) : resolve(value)));

// What to deduct; the control comes last.
const lines = [];
for await (const part of deductions.GetDeductionList({ period, employer }, who)) {
  if (part.line) lines.push(part.line);
  else console.log(`list: ${part.control.row_count} lines, ${part.control.total.amount_minor / 100} rupiah`);
}

// The payroll file in pieces. After a cut: BeginUpload again with the same words, and on from its offset.
const data = fs.readFileSync(file);
const sha256 = crypto.createHash('sha256').update(data).digest('hex');
const upload = await answer(done => periods.BeginUpload({ period, name: path.basename(file), length: data.length, sha256 }, who, done));
await answer(done => {
  const call = periods.AppendUpload(who, done);
  for (let at = upload.offset ?? 0; at < data.length; at += piece) call.write({ upload_id: upload.upload_id, offset: at, content: { data: data.subarray(at, at + piece) } });
  call.end();
});
const stored = await answer(done => periods.CompleteUpload({ upload_id: upload.upload_id }, who, done));
console.log(`file: ${stored.reading.row_count} rows, ${stored.reading.sum.amount_minor / 100} rupiah`);

// The same line by line: here everything as it was billed. A verdict comes for each line; the commit stores them.
const call = deductions.SubmitReturn(who);
call.write({ start: { period, employer } });
for (const { employee_no, national_id, account_no, name, code, obligation, amount } of lines) call.write({ line: { employee_no, national_id, account_no, name, code, obligation, amount } });
call.write({ commit: { control_rows: lines.length, control_total: { amount_minor: lines.reduce((sum, line) => sum + line.amount.amount_minor, 0), currency_code: 'IDR' } } });
call.end();
const classes = {};
let last;
for await (const part of call) {
  if (part.verdict) {
    const name = part.verdict.line_class.replace('LINE_CLASS_', '').toLowerCase();
    classes[name] = (classes[name] ?? 0) + 1;
  } else last = part.stored;
}
console.log(`stream: ${Object.keys(classes).sort().map(name => `${classes[name]} ${name}`).join(', ')}; stored ${last.reading.row_count}`);
periods.close();
deductions.close();
