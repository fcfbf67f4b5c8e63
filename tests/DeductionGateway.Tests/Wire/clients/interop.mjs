// The cases of gRPC's published interoperability tests that have a meaning here, by the official client for Node, and what else the wire
// promises: oversize, details of failures, health, reflection. Prints a line for each case: "ok name" or "FAILED name: why".
//   node interop.mjs <host:port> <plain | root.pem> <test protos> <protos>
import assert from 'node:assert/strict';
import fs from 'node:fs';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';

const [address, trust, testProtos, protos] = process.argv.slice(2);
const credentials = trust === 'plain' ? grpc.credentials.createInsecure() : grpc.credentials.createSsl(fs.readFileSync(trust));
const files = ['grpc/testing/test.proto', 'wire/testing/shapes.proto', 'grpc/health/v1/health.proto', 'grpc/reflection/v1/reflection.proto', 'grpc/reflection/v1alpha/reflection.proto', 'google/rpc/status.proto', 'google/rpc/error_details.proto'];
const root = grpc.loadPackageDefinition(loader.loadSync(files, { includeDirs: [testProtos, protos], defaults: true, enums: String, longs: String, oneofs: true, keepCase: true }));
const { testing, health, reflection } = root.grpc;
const large = { 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 };
const client = new testing.TestService(address, credentials, large);
const gzip = new testing.TestService(address, credentials, { ...large, 'grpc.default_compression_algorithm': grpc.compressionAlgorithms.gzip });
const shapes = new root.wire.testing.Shapes(address, credentials);
const bytes = size => ({ body: Buffer.alloc(size) });

const call = (of, method, request, metadata = new grpc.Metadata(), options = {}) => new Promise((resolve, reject) => {
  let initial, status;
  const settle = (error, answer) => setImmediate(() => error ? reject(error) : resolve({ answer, initial, status }));
  const one = of[method](request, metadata, options, settle);
  one.on('metadata', m => { initial = m; });
  one.on('status', s => { status = s; });
});

const fails = async (promise, code, details) => {
  const error = await promise.then(() => assert.fail('it did not fail'), e => e);
  assert.equal(error.code, code, `code ${error.code}: ${error.details ?? error.message}`);
  if (details !== undefined) assert.equal(error.details, details);
  return error;
};

const ended = stream => new Promise((resolve, reject) => {
  const messages = [];
  let initial;
  stream.on('metadata', m => { initial = m; });
  stream.on('data', m => messages.push(m));
  stream.on('error', reject);
  stream.on('status', status => { if (status.code === grpc.status.OK) resolve({ messages, initial, status }); });
});

const sizes = list => list.map(size => ({ size }));
const metadata = () => {
  const m = new grpc.Metadata();
  m.set('x-grpc-test-echo-initial', 'test_initial_metadata_value');
  m.set('x-grpc-test-echo-trailing-bin', Buffer.from([0xab, 0xab, 0xab]));
  return m;
};
const assertEchoed = ({ initial, status }) => {
  assert.deepEqual(initial.get('x-grpc-test-echo-initial'), ['test_initial_metadata_value']);
  assert.deepEqual(status.metadata.get('x-grpc-test-echo-trailing-bin'), [Buffer.from([0xab, 0xab, 0xab])]);
};
const special = '\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n';
const reflect = (of, request) => new Promise((resolve, reject) => {
  const stream = of.ServerReflectionInfo();
  stream.on('data', answer => { resolve(answer); stream.end(); });
  stream.on('error', reject);
  stream.write(request);
});

const cases = {
  async empty_unary() { assert.deepEqual((await call(client, 'EmptyCall', {})).answer, {}); },
  async large_unary() {
    const { answer } = await call(client, 'UnaryCall', { response_size: 314159, payload: bytes(271828) });
    assert.equal(answer.payload.body.length, 314159);
  },
  async client_streaming() {
    const answer = await new Promise((resolve, reject) => {
      const stream = client.StreamingInputCall((error, value) => error ? reject(error) : resolve(value));
      for (const size of [27182, 8, 1828, 45904]) stream.write({ payload: bytes(size) });
      stream.end();
    });
    assert.equal(answer.aggregated_payload_size, 74922);
  },
  async server_streaming() {
    const { messages } = await ended(client.StreamingOutputCall({ response_parameters: sizes([31415, 9, 2653, 58979]) }));
    assert.deepEqual(messages.map(m => m.payload.body.length), [31415, 9, 2653, 58979]);
  },
  async ping_pong() {
    const stream = client.FullDuplexCall();
    const wanted = [[31415, 27182], [9, 8], [2653, 1828], [58979, 45904]];
    const seen = [];
    const done = ended(stream);
    const send = () => { const [answer, size] = wanted[seen.length]; stream.write({ response_parameters: sizes([answer]), payload: bytes(size) }); };
    stream.on('data', m => { seen.push(m.payload.body.length); if (seen.length < wanted.length) send(); else stream.end(); });
    send();
    await done;
    assert.deepEqual(seen, wanted.map(w => w[0]));
  },
  async empty_stream() {
    const stream = client.FullDuplexCall();
    const done = ended(stream);
    stream.end();
    assert.equal((await done).messages.length, 0);
  },
  async custom_metadata() {
    assertEchoed(await call(client, 'UnaryCall', { response_size: 314159, payload: bytes(271828) }, metadata()));
    const stream = client.FullDuplexCall(metadata());
    const done = ended(stream);
    stream.write({ response_parameters: sizes([314159]), payload: bytes(271828) });
    stream.end();
    assertEchoed(await done);
  },
  async status_code_and_message() {
    const status = { code: 2, message: 'test status message' };
    await fails(call(client, 'UnaryCall', { response_status: status }), 2, status.message);
    const stream = client.FullDuplexCall();
    const done = ended(stream);
    stream.write({ response_status: status });
    stream.end();
    await fails(done, 2, status.message);
  },
  async special_status_message() { await fails(call(client, 'UnaryCall', { response_status: { code: 2, message: special } }), 2, special); },
  async unimplemented_method() { await fails(call(client, 'UnimplementedCall', {}), grpc.status.UNIMPLEMENTED); },
  async unimplemented_service() { await fails(call(new testing.UnimplementedService(address, credentials), 'UnimplementedCall', {}), grpc.status.UNIMPLEMENTED); },
  async cancel_after_begin() {
    await fails(new Promise((resolve, reject) => client.StreamingInputCall((error, value) => error ? reject(error) : resolve(value)).cancel()), grpc.status.CANCELLED);
  },
  async cancel_after_first_response() {
    const stream = client.FullDuplexCall();
    const done = ended(stream);
    stream.on('data', () => stream.cancel());
    stream.write({ response_parameters: sizes([31415]), payload: bytes(27182) });
    await fails(done, grpc.status.CANCELLED);
  },
  async timeout_on_sleeping_server() {
    const stream = client.FullDuplexCall(new grpc.Metadata(), { deadline: Date.now() + 1 });
    const done = ended(stream);
    stream.write({ payload: bytes(27182) });
    await fails(done, grpc.status.DEADLINE_EXCEEDED);
  },
  async timeout_on_the_server() {
    const stream = client.StreamingOutputCall({ response_parameters: [{ size: 1, interval_us: 600_000_000 }] }, new grpc.Metadata(), { deadline: Date.now() + 150 });
    await fails(ended(stream), grpc.status.DEADLINE_EXCEEDED);
  },
  async client_compressed_unary() {
    await fails(call(client, 'UnaryCall', { expect_compressed: { value: true }, response_size: 314159, payload: bytes(271828) }), grpc.status.INVALID_ARGUMENT);
    await call(gzip, 'UnaryCall', { expect_compressed: { value: true }, response_size: 314159, payload: bytes(271828) });
    await call(client, 'UnaryCall', { expect_compressed: { value: false }, response_size: 314159, payload: bytes(271828) });
  },
  async server_compressed_unary() {
    for (const value of [true, false]) {
      const { answer } = await call(client, 'UnaryCall', { response_compressed: { value }, response_size: 314159, payload: bytes(271828) });
      assert.equal(answer.payload.body.length, 314159);
    }
  },
  async server_compressed_streaming() {
    const { messages } = await ended(client.StreamingOutputCall({ response_parameters: [{ size: 31415, compressed: { value: true } }, { size: 92653, compressed: { value: false } }] }));
    assert.deepEqual(messages.map(m => m.payload.body.length), [31415, 92653]);
  },
  async oversize() { await fails(call(client, 'UnaryCall', { payload: bytes(5 << 20) }), grpc.status.RESOURCE_EXHAUSTED); },
  async rich_error_details() {
    const error = await fails(call(shapes, 'Refuse', { name: 'me', size: 9 }), 9, 'as asked: 9');
    const [encoded] = error.metadata.get('grpc-status-details-bin');
    const { Status, ErrorInfo } = root.google.rpc;
    const status = protobufOf(Status).deserialize(encoded);
    assert.equal(status.code, 9);
    assert.equal(status.details.length, 2);
    const info = status.details[0].type_url.endsWith('google.rpc.ErrorInfo') ? protobufOf(ErrorInfo).deserialize(status.details[0].value) : assert.fail('no ErrorInfo');
    assert.deepEqual(info, { reason: 'ASKED', domain: 'shapes', metadata: { name: 'me' } });
  },
  async unforeseen_failure_says_nothing_of_the_inside() {
    const error = await fails(ended(shapes.Fail({ name: 'unforeseen' })), grpc.status.INTERNAL);
    assert.ok(!error.details.includes('secret'), error.details);
  },
  async health() {
    const of = new health.v1.Health(address, credentials);
    assert.equal((await call(of, 'Check', {})).answer.status, 'SERVING');
    assert.equal((await call(of, 'Check', { service: 'grpc.testing.TestService' })).answer.status, 'SERVING');
    await fails(call(of, 'Check', { service: 'no.Such' }), grpc.status.NOT_FOUND);
    for (const [service, status] of [['', 'SERVING'], ['no.Such', 'SERVICE_UNKNOWN']]) {
      const stream = of.Watch({ service });
      const first = await new Promise((resolve, reject) => { stream.on('data', resolve); stream.on('error', reject); });
      stream.on('error', () => {});
      stream.cancel();
      assert.equal(first.status, status);
    }
  },
  async reflection() {
    for (const version of ['v1', 'v1alpha']) {
      const of = new reflection[version].ServerReflection(address, credentials);
      const names = (await reflect(of, { list_services: '' })).list_services_response.service.map(s => s.name);
      for (const name of ['grpc.testing.TestService', 'grpc.health.v1.Health', `grpc.reflection.${version}.ServerReflection`]) assert.ok(names.includes(name), `${name} is not in ${names}`);
      const found = (await reflect(of, { file_containing_symbol: 'wire.testing.Shapes.Get' })).file_descriptor_response.file_descriptor_proto;
      const loaded = loader.loadFileDescriptorSetFromBuffer(descriptorSet(found));
      assert.ok(loaded['wire.testing.Shapes'].Get.path === '/wire.testing.Shapes/Get');
      const extension = await reflect(of, { file_containing_extension: { containing_type: 'google.protobuf.MethodOptions', extension_number: 72295728 } });
      assert.ok(extension.file_descriptor_response.file_descriptor_proto.length > 0);
      assert.equal((await reflect(of, { file_containing_symbol: 'no.Such' })).error_response.error_code, 5);
    }
  },
};

// A FileDescriptorSet is the files one after the other, each as field 1 with its length.
function descriptorSet(list) {
  return Buffer.concat(list.flatMap(file => {
    const length = [];
    for (let rest = file.length; ; rest >>>= 7) { if (rest < 128) { length.push(rest); break; } length.push((rest & 127) | 128); }
    return [Buffer.from([10, ...length]), file];
  }));
}

function protobufOf(type) { return { deserialize: buffer => type.deserialize(buffer) }; }

let failed = 0;
await Promise.all(Object.entries(cases).map(async ([name, run]) => {
  try {
    await run();
    console.log(`ok ${name}`);
  } catch (error) {
    failed++;
    console.log(`FAILED ${name}: ${String(error.message).split('\n')[0]}`);
  }
}));
process.exit(failed === 0 ? 0 : 1);
