namespace DeductionGateway.Intake;

/// <summary>
/// Reads at most a number of bytes: what a compressed part claims to be small and is not ends here. So does a tag, or an attribute in it, that
/// goes on and on: the XML reader would hold it whole.
/// </summary>
internal sealed class BoundedStream(Stream inner, long limitBytes) : Stream
{
    /// <summary>Bytes from one tag to the next; the longest text of a cell is a tenth of it.</summary>
    private const long TagLimit = 1 << 20;

    private long _read;
    private long _sinceTag;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => _read; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        _read += count;
        var tag = buffer[..count].LastIndexOf((byte)'<');
        _sinceTag = tag < 0 ? _sinceTag + count : count - tag;
        if (_sinceTag > TagLimit) throw new InvalidDataException($"a tag, or the text behind it, is longer than {TagLimit >> 20} MiB");
        return _read <= limitBytes ? count : throw new InvalidDataException($"a part of the workbook is larger than {limitBytes >> 20} MiB");
    }

    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
