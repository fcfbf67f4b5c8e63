"""Cases of gRPC's published interoperability tests by the official client for Python, Debian's python3-grpcio.

    interop.py <host:port> <plain | root.pem> <folder with the generated stubs>
Prints a line for each case: "ok name" or "FAILED name: why".
"""
import sys
import threading

import grpc

address, trust, stubs = sys.argv[1:4]
sys.path.insert(0, stubs)
grpc.__path__.append(f"{stubs}/grpc")  # The stubs' packages begin with the client's own name.
from grpc.health.v1 import health_pb2 as health  # noqa: E402
from grpc.testing import test_pb2 as messages  # noqa: E402

LARGE = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]
channel = grpc.insecure_channel(address, LARGE) if trust == "plain" else grpc.secure_channel(
    address, grpc.ssl_channel_credentials(open(trust, "rb").read()), LARGE)


def method(kind, name, request, response, service="grpc.testing.TestService"):
    return getattr(channel, kind)(f"/{service}/{name}", request.SerializeToString, response.FromString)


empty = method("unary_unary", "EmptyCall", messages.Empty, messages.Empty)
unary = method("unary_unary", "UnaryCall", messages.SimpleRequest, messages.SimpleResponse)
output = method("unary_stream", "StreamingOutputCall", messages.StreamingOutputCallRequest, messages.StreamingOutputCallResponse)
incoming = method("stream_unary", "StreamingInputCall", messages.StreamingInputCallRequest, messages.StreamingInputCallResponse)
duplex = method("stream_stream", "FullDuplexCall", messages.StreamingOutputCallRequest, messages.StreamingOutputCallResponse)


def payload(size):
    return messages.Payload(body=bytes(size))


def parameters(*sizes):
    return [messages.ResponseParameters(size=size) for size in sizes]


def fails(run, code, details=None):
    try:
        run()
    except grpc.RpcError as error:
        assert error.code() == code, f"{error.code()}: {error.details()}"
        assert details is None or error.details() == details, repr(error.details())
        return error
    raise AssertionError("it did not fail")


def empty_unary():
    assert empty(messages.Empty()) == messages.Empty()


def large_unary():
    assert len(unary(messages.SimpleRequest(response_size=314159, payload=payload(271828))).payload.body) == 314159


def client_streaming():
    answer = incoming(messages.StreamingInputCallRequest(payload=payload(size)) for size in (27182, 8, 1828, 45904))
    assert answer.aggregated_payload_size == 74922


def server_streaming():
    answers = output(messages.StreamingOutputCallRequest(response_parameters=parameters(31415, 9, 2653, 58979)))
    assert [len(answer.payload.body) for answer in answers] == [31415, 9, 2653, 58979]


def ping_pong():
    sizes = ((31415, 27182), (9, 8), (2653, 1828), (58979, 45904))
    requests = (messages.StreamingOutputCallRequest(response_parameters=parameters(a), payload=payload(b)) for a, b in sizes)
    assert [len(answer.payload.body) for answer in duplex(requests)] == [a for a, _ in sizes]


def empty_stream():
    assert list(duplex(iter(()))) == []


def custom_metadata():
    sent = (("x-grpc-test-echo-initial", "test_initial_metadata_value"), ("x-grpc-test-echo-trailing-bin", b"\xab\xab\xab"))
    _, call = unary.with_call(messages.SimpleRequest(response_size=314159, payload=payload(271828)), metadata=sent)
    assert sent[0] in [tuple(one) for one in call.initial_metadata()]
    assert sent[1] in [tuple(one) for one in call.trailing_metadata()]


def status_code_and_message():
    status = messages.EchoStatus(code=2, message="test status message")
    fails(lambda: unary(messages.SimpleRequest(response_status=status)), grpc.StatusCode.UNKNOWN, status.message)
    fails(lambda: list(duplex(iter([messages.StreamingOutputCallRequest(response_status=status)]))), grpc.StatusCode.UNKNOWN, status.message)


def special_status_message():
    status = messages.EchoStatus(code=2, message="\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n")
    fails(lambda: unary(messages.SimpleRequest(response_status=status)), grpc.StatusCode.UNKNOWN, status.message)


def unimplemented_method():
    fails(lambda: method("unary_unary", "UnimplementedCall", messages.Empty, messages.Empty)(messages.Empty()), grpc.StatusCode.UNIMPLEMENTED)


def unimplemented_service():
    fails(lambda: method("unary_unary", "UnimplementedCall", messages.Empty, messages.Empty, "grpc.testing.UnimplementedService")(messages.Empty()),
          grpc.StatusCode.UNIMPLEMENTED)


def held(request=None):
    """At most one request, and no end before the event: a server that has answered all requests ends the call well, before it is cancelled."""
    cancelled = threading.Event()

    def requests():
        if request is not None:
            yield request
        cancelled.wait(30)

    return requests(), cancelled


def cancel_after_begin():
    requests, cancelled = held()
    call = incoming.future(requests)
    call.cancel()
    assert call.code() == grpc.StatusCode.CANCELLED
    cancelled.set()


def cancel_after_first_response():
    requests, cancelled = held(messages.StreamingOutputCallRequest(response_parameters=parameters(31415), payload=payload(27182)))
    call = duplex(requests)
    next(call)
    call.cancel()
    fails(lambda: next(call), grpc.StatusCode.CANCELLED)
    cancelled.set()


def timeout_on_sleeping_server():
    wait = messages.StreamingOutputCallRequest(response_parameters=[messages.ResponseParameters(size=1, interval_us=600_000_000)])
    fails(lambda: list(output(wait, timeout=0.2)), grpc.StatusCode.DEADLINE_EXCEEDED)


def client_compressed_unary():
    asked = messages.SimpleRequest(expect_compressed=messages.BoolValue(value=True), response_size=314159, payload=payload(271828))
    fails(lambda: unary(asked), grpc.StatusCode.INVALID_ARGUMENT)
    unary(asked, compression=grpc.Compression.Gzip)


def server_compressed_unary():
    for value in (True, False):
        asked = messages.SimpleRequest(response_compressed=messages.BoolValue(value=value), response_size=314159)
        assert len(unary(asked).payload.body) == 314159


def oversize():
    fails(lambda: unary(messages.SimpleRequest(payload=payload(5 << 20))), grpc.StatusCode.RESOURCE_EXHAUSTED)


def health_check():
    check = method("unary_unary", "Check", health.HealthCheckRequest, health.HealthCheckResponse, "grpc.health.v1.Health")
    assert check(health.HealthCheckRequest()).status == health.HealthCheckResponse.SERVING
    fails(lambda: check(health.HealthCheckRequest(service="no.Such")), grpc.StatusCode.NOT_FOUND)


failed = 0
for case in (empty_unary, large_unary, client_streaming, server_streaming, ping_pong, empty_stream, custom_metadata, status_code_and_message,
             special_status_message, unimplemented_method, unimplemented_service, cancel_after_begin, cancel_after_first_response,
             timeout_on_sleeping_server, client_compressed_unary, server_compressed_unary, oversize, health_check):
    try:
        case()
        print("ok", case.__name__)
    except (AssertionError, grpc.RpcError) as error:
        failed += 1
        print(f"FAILED {case.__name__}: {error!r}".replace("\n", " "))
sys.exit(1 if failed else 0)
