using System.Text;

namespace DeductionGateway.Core.Basics;

/// <summary>
/// Keeps texts apart from the file they came from, packed into blocks: where of a wide row only an id is needed later, the file's own
/// bytes can be let go.
/// </summary>
public sealed class PackedTexts
{
    private const int BlockSize = 1 << 16;

    private byte[] _block = [];
    private int _at;

    /// <summary>The text as UTF-8.</summary>
    public Utf8Text Keep(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return default;
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (most > _block.Length - _at) StartBlock(Encoding.UTF8.GetByteCount(text));
        var length = Encoding.UTF8.GetBytes(text, _block.AsSpan(_at));
        var kept = new Utf8Text(_block, _at, length);
        _at += length;
        return kept;
    }

    public Utf8Text Keep(Utf8Text text)
    {
        if (text.IsEmpty) return default;
        if (text.Length > _block.Length - _at) StartBlock(text.Length);
        text.Span.CopyTo(_block.AsSpan(_at));
        var kept = new Utf8Text(_block, _at, text.Length);
        _at += text.Length;
        return kept;
    }

    private void StartBlock(int least)
    {
        _block = new byte[Math.Max(BlockSize, least)];
        _at = 0;
    }
}
