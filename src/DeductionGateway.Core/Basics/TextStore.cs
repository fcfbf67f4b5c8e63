namespace DeductionGateway.Core.Basics;

/// <summary>
/// Keeps texts apart from the file they came from, packed into blocks: where of a wide row only an id is needed later, the file's own
/// bytes can be let go.
/// </summary>
public sealed class TextStore
{
    private const int BlockSize = 1 << 16;

    private byte[] _block = [];
    private int _at;

    public Utf8Text Keep(Utf8Text text)
    {
        if (text.IsEmpty) return default;
        if (text.Length > _block.Length - _at)
        {
            _block = new byte[Math.Max(BlockSize, text.Length)];
            _at = 0;
        }
        text.Span.CopyTo(_block.AsSpan(_at));
        var kept = new Utf8Text(_block, _at, text.Length);
        _at += text.Length;
        return kept;
    }
}
