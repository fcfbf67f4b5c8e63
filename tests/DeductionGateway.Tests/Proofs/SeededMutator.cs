using System.IO.Compression;

namespace DeductionGateway.Tests.Proofs;

/// <summary>
/// Damages files as the world does: a flipped byte, a cut, a lost or doubled line, two cells exchanged, noise; in a workbook also inside its parts. The same
/// seed damages the same file in the same way.
/// </summary>
internal sealed class SeededMutator(int seed)
{
    private readonly Random _random = new(seed);

    public byte[] Mutate(byte[] original)
    {
        if (original.Length == 0) return original;
        var isZip = original is [(byte)'P', (byte)'K', 3, 4, ..];
        if (isZip && _random.Next(4) > 0) return InsideZip(original);
        return isZip ? Bytes(original) : Text(original);
    }

    private byte[] Text(byte[] original) => original.Length == 0 ? original : _random.Next(8) switch
    {
        0 or 1 => Bytes(original),
        2 => WithoutLine(original),
        3 => WithLineTwice(original),
        4 or 5 => CellsExchanged(original),
        6 => WithNoise(original),
        _ => Text(Text(original)),
    };

    /// <summary>Single bits, whole bytes, or the end cut off.</summary>
    private byte[] Bytes(byte[] original)
    {
        var bytes = original.ToArray();
        if (_random.Next(3) == 0) return bytes[.._random.Next(bytes.Length)];
        for (var flips = _random.Next(1, 6); flips > 0; flips--) bytes[_random.Next(bytes.Length)] = _random.Next(2) == 0 ? (byte)_random.Next(256) : (byte)(bytes[0] ^ (1 << _random.Next(8)));
        return bytes;
    }

    private byte[] WithoutLine(byte[] bytes)
    {
        var (start, end) = Line(bytes);
        return [.. bytes[..start], .. bytes[end..]];
    }

    private byte[] WithLineTwice(byte[] bytes)
    {
        var (start, end) = Line(bytes);
        return [.. bytes[..end], .. bytes[start..end], .. bytes[end..]];
    }

    /// <summary>Two pieces between delimiters change places.</summary>
    private byte[] CellsExchanged(byte[] bytes)
    {
        var marks = Enumerable.Range(0, bytes.Length).Where(at => bytes[at] is (byte)',' or (byte)';' or (byte)'\t' or (byte)'|' or (byte)'\n' or (byte)'<' or (byte)'>').ToList();
        if (marks.Count < 4) return Bytes(bytes);
        var first = _random.Next(marks.Count - 3);
        var second = _random.Next(first + 1, marks.Count - 1);
        var (a, b) = ((marks[first] + 1)..marks[first + 1], (marks[second] + 1)..marks[second + 1]);
        return [.. bytes[..a.Start.Value], .. bytes[b], .. bytes[a.End.Value..b.Start.Value], .. bytes[a], .. bytes[b.End.Value..]];
    }

    private byte[] WithNoise(byte[] bytes)
    {
        var noise = new byte[_random.Next(1, 200)];
        if (_random.Next(2) == 0) _random.NextBytes(noise);
        else Array.Fill(noise, (byte)" \"',;\n0<&\0"[_random.Next(10)]);
        var at = _random.Next(bytes.Length);
        return [.. bytes[..at], .. noise, .. bytes[at..]];
    }

    /// <summary>One part of the archive is damaged and the archive is whole again.</summary>
    private byte[] InsideZip(byte[] original)
    {
        using var memory = new MemoryStream();
        using (var from = new ZipArchive(new MemoryStream(original)))
        using (var to = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            var damaged = _random.Next(from.Entries.Count);
            var isGone = _random.Next(8) == 0;
            for (var at = 0; at < from.Entries.Count; at++)
            {
                if (at == damaged && isGone) continue;
                using var part = new MemoryStream();
                using (var stream = from.Entries[at].Open()) stream.CopyTo(part);
                using var target = to.CreateEntry(from.Entries[at].FullName).Open();
                target.Write(at == damaged && part.Length > 0 ? Text(part.ToArray()) : part.ToArray());
            }
        }
        return memory.ToArray();
    }

    private (int Start, int End) Line(byte[] bytes)
    {
        var at = _random.Next(bytes.Length);
        var start = bytes.AsSpan(0, at).LastIndexOf((byte)'\n') + 1;
        var length = bytes.AsSpan(at).IndexOf((byte)'\n');
        return (start, length < 0 ? bytes.Length : at + length + 1);
    }
}
