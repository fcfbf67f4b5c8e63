namespace DeductionGateway.Core.Intake;

/// <summary>
/// Reads a large table in parts that can run side by side. Where a part begins is a guess, the line end next to an even share of the bytes,
/// and how many records lie before it is another, the line ends so far. A line end inside quotes or a blank line makes a guess wrong: so each
/// part says where it ended and after how many records, and a part that began otherwise is read again from there.
/// Only a file without fault is read so; for any other null is returned, and it is read in one go to say what is wrong, in its order and at its lines.
/// </summary>
internal static class TableParts
{
    /// <summary>The rows of all parts in file order, or null where the file is small or has any fault.</summary>
    /// <param name="open">Opens the table on some bytes and reads the header.</param>
    /// <param name="bytes">The file.</param>
    /// <param name="reading">How parts are run.</param>
    /// <param name="read">Reads all records of a part; the number is that of the records before it, the other the lines it has about.</param>
    public static IReadOnlyList<TRows>? Read<TRows>(Func<byte[], FaultList, TableReader> open, byte[] bytes, PartReading reading, Func<TableReader, int, int, TRows> read)
    {
        if (bytes.Length / 2 < reading.BytesPerPart || OpenHead(open, bytes) is not { } header) return null;
        var places = Cut(bytes, header.Position, reading.BytesPerPart);
        if (CountLines(bytes, places, reading) is not { } lines) return null;
        var parts = new Part<TRows>[places.Count - 1];
        Part<TRows> ReadPart(int part, int from, int records)
        {
            var faults = new FaultList();
            var table = header.Part(bytes, from, places[part + 1], faults);
            return new Part<TRows>(from, records, table, read(table, records, lines[part]), faults);
        }
        reading.Run(parts.Length, part => parts[part] = ReadPart(part, places[part], lines[..part].Sum()));
        for (var part = 1; part < parts.Length; part++)
        {
            var before = parts[part - 1];
            if (parts[part].From != before.Table.Position || parts[part].Records != before.Records + before.Table.Records)
            {
                parts[part] = ReadPart(part, before.Table.Position, before.Records + before.Table.Records);
            }
        }
        return parts.Any(static part => part.Faults.Any) ? null : [.. parts.Select(static part => part.Rows)];
    }

    /// <summary>The header, from the file's first line alone; null where that is not a header by itself, or is none.</summary>
    private static TableReader? OpenHead(Func<byte[], FaultList, TableReader> open, byte[] bytes)
    {
        var end = bytes.AsSpan(0, Math.Min(bytes.Length, CsvText.LineLimit)).IndexOf((byte)'\n') + 1;
        var faults = new FaultList();
        var header = open(bytes[..end], faults);
        return faults.Any || !header.HasHeader ? null : header;
    }

    /// <summary>Where each part begins, just behind a line end, and at last the file's end.</summary>
    private static List<int> Cut(byte[] bytes, int from, int bytesPerPart)
    {
        List<int> places = [from];
        for (var at = from + bytesPerPart; at < bytes.Length; at = places[^1] + bytesPerPart)
        {
            var end = bytes.AsSpan(at).IndexOf((byte)'\n');
            if (end < 0 || at + end + 1 == bytes.Length) break;
            places.Add(at + end + 1);
        }
        places.Add(bytes.Length);
        return places;
    }

    /// <summary>The line ends of each part, or null where one is no clean text.</summary>
    private static int[]? CountLines(byte[] bytes, List<int> places, PartReading reading)
    {
        var lines = new int[places.Count - 1];
        reading.Run(lines.Length, part =>
        {
            var own = bytes.AsSpan(places[part]..places[part + 1]);
            lines[part] = CsvText.IsClean(own) ? own.Count((byte)'\n') : -1;
        });
        return lines.Contains(-1) ? null : lines;
    }

    private readonly record struct Part<TRows>(int From, int Records, TableReader Table, TRows Rows, FaultList Faults);
}
