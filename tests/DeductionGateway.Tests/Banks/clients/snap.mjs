// A bank's side of SNAP, written from the standard alone: Node's own crypto, no code of the gateway. Reads its orders from a JSON file and prints one line for each
// step: what was tried, the status of HTTP, the response code, and what the answer has besides.
import { createHash, createHmac, createSign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';

const order = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const base = new URL(order.base);
const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });

const stamp = (offsetSeconds = 0) => {
  const at = new Date(Date.now() + order.clockOffsetMs + offsetSeconds * 1000 + 7 * 3600 * 1000);
  return at.toISOString().slice(0, 19) + '+07:00';
};
const sha256 = text => createHash('sha256').update(text).digest('hex');
// The bodies of this client have no whitespace outside of strings: they are minified as they are.
const hmac = (method, path, token, body, at) => createHmac('sha512', order.secret).update(`${method}:${path}:${token}:${sha256(body)}:${at}`).digest('base64');
const rsa = text => createSign('RSA-SHA256').update(text).sign(order.privateKey, 'base64');

function send(path, headers, body) {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: base.hostname, port: base.port, method: 'POST', path, agent, headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers } }, response => {
      const pieces = [];
      response.on('data', piece => pieces.push(piece));
      response.on('end', () => resolve({ status: response.statusCode, json: JSON.parse(Buffer.concat(pieces).toString('utf8') || '{}') }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

const say = (step, answer) => console.log(JSON.stringify({ step, status: answer.status, code: String(answer.json.responseCode ?? ''), answer: answer.json }));

async function token() {
  const at = stamp();
  const answer = await send('/snap/v1.0/access-token/b2b', { 'X-CLIENT-KEY': order.client, 'X-TIMESTAMP': at, 'X-SIGNATURE': rsa(`${order.client}|${at}`) }, '{"grantType":"client_credentials"}');
  say('token', answer);
  return answer.json.accessToken;
}

function signed(access, path, body, externalId, at = stamp()) {
  return { Authorization: `Bearer ${access}`, 'X-TIMESTAMP': at, 'X-SIGNATURE': hmac('POST', path, access, body, at), 'X-PARTNER-ID': order.partnerId, 'X-EXTERNAL-ID': externalId, 'CHANNEL-ID': '95231' };
}

const number = customer => ({ partnerServiceId: '   88899', customerNo: customer, virtualAccountNo: `   88899${customer}` });
const inquiry = (customer, id) => JSON.stringify({ ...number(customer), inquiryRequestId: id, channelCode: 6011, txnDateInit: stamp() });
const payment = (customer, id, value, more = {}) => JSON.stringify({ ...number(customer), virtualAccountName: 'Siti Aminah', paymentRequestId: id, paidAmount: { value, currency: 'IDR' }, referenceNo: `R${id}`, trxDateTime: stamp(), ...more });

const inquiryPath = '/snap/v1.0/transfer-va/inquiry', paymentPath = '/snap/v1.0/transfer-va/payment', notifyPath = '/snap/v1.0/transfer-va/notify-payment-intrabank', debitPath = '/snap/v1.0/debit/notify';

async function way() {
  const access = await token();
  const call = (path, body, externalId) => send(path, signed(access, path, body, externalId), body);
  say('inquiry', await call(inquiryPath, inquiry('100', 'i1'), '1001'));
  const body = payment('100', 'p1', '150000.00');
  const headers = signed(access, paymentPath, body, '1002');
  say('payment', await send(paymentPath, headers, body));
  say('the same bytes again', await send(paymentPath, headers, body));
  say('retry', await call(paymentPath, payment('100', 'p1', '150000.00'), '1003'));
  say('advice under the same id', await call(paymentPath, payment('100', 'p1', '150000.00', { flagAdvise: 'Y' }), '1002'));
  say('another payment under the same id', await call(paymentPath, payment('100', 'p2', '150000.00'), '1002'));
  say('the same payment, another amount', await call(paymentPath, payment('100', 'p1', '150001.00'), '1004'));
  say('paid already', await call(paymentPath, payment('100', 'p3', '150000.00'), '1005'));
  say('inquiry of a paid one', await call(inquiryPath, inquiry('100', 'i2'), '1006'));
  say('unknown', await call(paymentPath, payment('999', 'p4', '1.00'), '1007'));
  say('wrong amount', await call(paymentPath, payment('101', 'p5', '149999.00'), '1008'));
  say('expired', await call(paymentPath, payment('102', 'p6', '150000.00'), '1009'));
  say('open', await call(paymentPath, payment('103', 'p7', '12345.00'), '1010'));
  say('open again', await call(paymentPath, payment('103', 'p8', '12345.00'), '1011'));
  say('part', await call(paymentPath, payment('104', 'p9', '100000.00'), '1012'));
  say('more than the rest', await call(paymentPath, payment('104', 'p10', '50001.00'), '1013'));
  say('the rest', await call(paymentPath, payment('104', 'p11', '50000.00'), '1014'));
  say('notify', await call(notifyPath, JSON.stringify({ ...number('100'), paymentRequestId: 'p1', paymentStatus: 'Success' }), '1015'));
  say('debit', await call(debitPath, JSON.stringify({ originalReferenceNo: 'D1', latestTransactionStatus: '00', amount: { value: '50000.00', currency: 'IDR' }, additionalInfo: { remark: 'AUTODEBET M2 SW 202602' } }), '1016'));
  say('failed debit', await call(debitPath, JSON.stringify({ originalReferenceNo: 'D2', latestTransactionStatus: '06', amount: { value: '50000.00', currency: 'IDR' } }), '1017'));
  say('field missing', await call(paymentPath, JSON.stringify({ ...number('101'), paymentRequestId: 'p12' }), '1018'));
  say('field wrong', await call(paymentPath, payment('101', 'p13', '1e5'), '1019'));
  say('no json', await call(paymentPath, 'notjson', '1020'));
}

/** Every byte of a body, every header and the time altered once: each is refused, and the last line counts them. */
async function alterations() {
  const access = await token();
  const body = payment('105', 'p20', '150000.00');
  const headers = signed(access, paymentPath, body, '2001');
  const codes = {};
  const count = answer => { codes[answer.json.responseCode] = (codes[answer.json.responseCode] ?? 0) + 1; };
  for (let place = 0; place < body.length; place++) count(await send(paymentPath, headers, body.slice(0, place) + (body[place] === '1' ? '2' : '1') + body.slice(place + 1)));
  say('bytes of the body', { status: body.length, json: { responseCode: JSON.stringify(codes) } });
  for (const name of ['X-TIMESTAMP', 'X-SIGNATURE', 'X-PARTNER-ID', 'Authorization']) {
    const value = headers[name];
    const place = name === 'X-TIMESTAMP' ? 18 : name === 'Authorization' ? 12 : 3;
    say(`${name} altered`, await send(paymentPath, { ...headers, [name]: value.slice(0, place) + (value[place] === '1' ? '2' : '1') + value.slice(place + 1) }, body));
    const { [name]: gone, ...others } = headers;
    say(`${name} missing`, await send(paymentPath, others, body));
  }
  const { 'X-EXTERNAL-ID': gone, ...others } = headers;
  say('X-EXTERNAL-ID missing', await send(paymentPath, others, body));
  say('another path', await send(inquiryPath, headers, body));
  say('a query besides', await send(`${paymentPath}?a=b`, headers, body));
  for (const seconds of [-330, 330, -86400]) say(`signed ${seconds} s away`, await send(paymentPath, signed(access, paymentPath, body, '2002', stamp(seconds)), body));
  say('another secret', await send(paymentPath, { ...headers, 'X-SIGNATURE': createHmac('sha512', order.secret + 'x').update(`POST:${paymentPath}:${access}:${sha256(body)}:${headers['X-TIMESTAMP']}`).digest('base64') }, body));
  const at = stamp();
  say('token of nobody', await send('/snap/v1.0/access-token/b2b', { 'X-CLIENT-KEY': 'nobody', 'X-TIMESTAMP': at, 'X-SIGNATURE': rsa(`nobody|${at}`) }, '{"grantType":"client_credentials"}'));
  say('token signed otherwise', await send('/snap/v1.0/access-token/b2b', { 'X-CLIENT-KEY': order.client, 'X-TIMESTAMP': at, 'X-SIGNATURE': rsa(`${order.client}x|${at}`) }, '{"grantType":"client_credentials"}'));
  const old = stamp(-330);
  say('token of the past', await send('/snap/v1.0/access-token/b2b', { 'X-CLIENT-KEY': order.client, 'X-TIMESTAMP': old, 'X-SIGNATURE': rsa(`${order.client}|${old}`) }, '{"grantType":"client_credentials"}'));
  say('grant of another kind', await send('/snap/v1.0/access-token/b2b', { 'X-CLIENT-KEY': order.client, 'X-TIMESTAMP': at, 'X-SIGNATURE': rsa(`${order.client}|${at}`) }, '{"grantType":"password"}'));
  say('as it was', await send(paymentPath, headers, body));
  // The standard does not sign this one: what it is altered to changes nothing, for the payment has an id of its own.
  say('X-EXTERNAL-ID altered', await send(paymentPath, { ...headers, 'X-EXTERNAL-ID': '2003' }, body));
}

/** Signed by the bank's key, without a token; the signature is hexadecimal. */
async function byKey() {
  const body = payment('106', 'p30', '150000.00');
  const at = stamp();
  const signature = Buffer.from(rsa(`POST:${paymentPath}:${sha256(body)}:${at}`), 'base64').toString('hex');
  const headers = { 'X-TIMESTAMP': at, 'X-SIGNATURE': signature, 'X-PARTNER-ID': order.partnerId, 'X-EXTERNAL-ID': '3001', 'CHANNEL-ID': '95231' };
  say('altered', await send(paymentPath, headers, body.replace('150000', '150001')));
  say('payment', await send(paymentPath, headers, body));
}

await { way, alterations, byKey }[order.what]();
agent.destroy();
