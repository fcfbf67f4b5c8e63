using System.IO.Compression;
using Grpc.Net.Compression;

namespace DeductionGateway.Wire;

/// <summary>
/// gzip whose empty message is a whole gzip file too. GZipStream writes nothing where nothing was written, and clients rightly refuse that as
/// a file cut short (seen with grpc-js: the answer of an empty message).
/// </summary>
internal sealed class WholeGzip : ICompressionProvider
{
    public string EncodingName => "gzip";

    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) => new WholeStream(stream, compressionLevel ?? CompressionLevel.Fastest);

    public Stream CreateDecompressionStream(Stream stream) => new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true);

    private sealed class WholeStream(Stream output, CompressionLevel level) : Stream
    {
        /// <summary>The header, an empty block, checksum and length of nothing (RFC 1952).</summary>
        private static readonly byte[] Nothing = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

        private GZipStream? _gzip;

        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (!buffer.IsEmpty) (_gzip ??= new GZipStream(output, level, leaveOpen: true)).Write(buffer);
        }

        public override void Flush() => _gzip?.Flush();
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (_gzip is not null) _gzip.Dispose();
            else if (disposing) output.Write(Nothing);
            base.Dispose(disposing);
        }
    }
}
