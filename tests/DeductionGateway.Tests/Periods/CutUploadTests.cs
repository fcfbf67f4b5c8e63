using DeductionGateway.Contract.V1;
using DeductionGateway.Tests.Proofs;
using Google.Api;
using Google.Protobuf;
using Grpc.Core;

namespace DeductionGateway.Tests.Periods;

/// <summary>An upload that is cut again and again, wherever and by either wire, and resumed where the gateway says, is the file that was sent.</summary>
public sealed class CutUploadTests(PeriodsServer server) : IClassFixture<PeriodsServer>
{
    private const string Period = "2031-09", Name = "payroll_cut.csv";

    [Fact]
    public async Task Cut_at_random_points_and_resumed_it_is_the_same_file()
    {
        var (seed, cuts) = (ProofSize.Of(7, Environment.TickCount), ProofSize.Of(5, 20));
        ProofSize.Say($"seed {seed}, {cuts} cuts");
        var random = new Random(seed);
        var bytes = new byte[ProofSize.Of(2_000_000, 20_000_000)];
        random.NextBytes(bytes);
        var begin = new BeginUploadRequest { Period = Period, Name = Name, Length = bytes.Length, Sha256 = PeriodsServer.Sha256(bytes) };
        var ends = Enumerable.Range(0, cuts).Select(_ => random.Next(bytes.Length)).Order().ToList();
        var id = "";
        for (var cut = 0; cut < cuts; cut++)
        {
            var upload = await server.Periods.BeginUploadAsync(begin, PeriodsServer.Manager);
            if (id.Length > 0) upload.UploadId.ShouldBe(id, $"seed {seed}: the same words find the upload that was begun");
            id = upload.UploadId;
            upload.Offset.ShouldBeLessThanOrEqualTo(bytes.Length);
            if (upload.Offset >= ends[cut]) continue;
            if (random.Next(2) == 0) await CutCall(upload, bytes, ends[cut], random);
            else await CutBody(upload, bytes, ends[cut]);
        }
        var last = await server.Periods.BeginUploadAsync(begin, PeriodsServer.Manager);
        using (var call = server.Periods.AppendUpload(PeriodsServer.Manager))
        {
            await Send(call, last, bytes, bytes.Length, random);
            await call.RequestStream.CompleteAsync();
            (await call.ResponseAsync).Offset.ShouldBe(bytes.Length);
        }
        var stored = await server.Periods.CompleteUploadAsync(new CompleteUploadRequest { UploadId = last.UploadId }, PeriodsServer.Manager);
        (stored.Length, stored.Sha256).ShouldBe((bytes.Length, begin.Sha256), $"seed {seed}");
        using var back = server.Periods.GetFile(new GetFileRequest { Period = Period, Name = Name }, PeriodsServer.Manager);
        using var got = new MemoryStream();
        await foreach (var piece in back.ResponseStream.ReadAllAsync()) got.Write(piece.Data.Span);
        got.ToArray().AsSpan().SequenceEqual(bytes).ShouldBeTrue($"seed {seed}");
    }

    /// <summary>gRPC: the call is gone before it is complete; what of it arrived the gateway knows.</summary>
    private async Task CutCall(Upload upload, byte[] bytes, int end, Random random)
    {
        using var call = server.Periods.AppendUpload(PeriodsServer.Manager);
        try
        {
            await Send(call, upload, bytes, end, random);
        }
        catch (RpcException late) when (late.StatusCode == StatusCode.FailedPrecondition)
        {
            // What was sent before the last cut arrived after its sender had asked where to go on; asked again, the gateway says where.
        }
    }

    /// <summary>REST: the body ends before the length that it announced.</summary>
    private async Task CutBody(Upload upload, byte[] bytes, int end)
    {
        using var body = new StreamContent(new BreakingStream(bytes, (int)upload.Offset, end));
        body.Headers.ContentLength = bytes.Length - upload.Offset;
        await Should.ThrowAsync<Exception>(() => server.Send(HttpMethod.Put, $"/v1/uploads/{upload.UploadId}/{upload.Offset}", body));
    }

    private static async Task Send(AsyncClientStreamingCall<AppendUploadRequest, Upload> call, Upload upload, byte[] bytes, int end, Random random)
    {
        for (var at = (int)upload.Offset; at < end;)
        {
            var length = Math.Min(random.Next(1, 300_000), end - at);
            await call.RequestStream.WriteAsync(new AppendUploadRequest { UploadId = upload.UploadId, Offset = at, Content = new HttpBody { Data = ByteString.CopyFrom(bytes, at, length) } });
            at += length;
        }
    }

    private sealed class BreakingStream(byte[] bytes, int at, int end) : Stream
    {
        private int _at = at;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var length = Math.Min(count, end - _at);
            if (length == 0) throw new IOException("the line is cut");
            bytes.AsSpan(_at, length).CopyTo(buffer.AsSpan(offset));
            _at += length;
            return length;
        }

        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
