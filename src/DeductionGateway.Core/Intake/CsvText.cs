using System.Text.Unicode;

namespace DeductionGateway.Core.Intake;

/// <summary>
/// Whether the bytes of a CSV file are text at all: UTF-8, no NUL, no line past the limit. A clean file is told from another at the speed of
/// memory; only where it is not, its lines are looked at one by one for what to say.
/// </summary>
internal static class CsvText
{
    /// <summary>The longest physical line read, bytes.</summary>
    public const int LineLimit = 64 * 1024;

    /// <summary>Nothing to say of these bytes. They begin and end with whole lines.</summary>
    public static bool IsClean(ReadOnlySpan<byte> bytes) => !bytes.Contains((byte)0) && Utf8.IsValid(bytes) && HasShortLines(bytes);

    /// <summary>Adds a fault for each line that is no text; true where there is none.</summary>
    public static bool Check(string file, ReadOnlySpan<byte> bytes, FaultList faults)
    {
        if (IsClean(bytes)) return true;
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            faults.Add(file, 1, 1, "ENCODING", "The file is UTF-16; save it as CSV UTF-8.");
            return false;
        }
        var nul = bytes.IndexOf((byte)0);
        if (nul >= 0) faults.Add(file, bytes[..nul].Count((byte)'\n') + 1, 0, "NUL_BYTE", "The file holds a NUL byte: it is not a text file, or it was damaged on the way. Send it again.");
        else ReportEncoding(file, bytes, faults);
        ReportLongLines(file, bytes, faults);
        return false;
    }

    /// <summary>From a line's begin the last line end within the limit is found: the lines between are short as well.</summary>
    private static bool HasShortLines(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > LineLimit)
        {
            var end = bytes[..(LineLimit + 1)].LastIndexOf((byte)'\n');
            if (end < 0) return false;
            bytes = bytes[(end + 1)..];
        }
        return true;
    }

    private static void ReportEncoding(string file, ReadOnlySpan<byte> bytes, FaultList faults)
    {
        var line = 1;
        foreach (var range in bytes.Split((byte)'\n'))
        {
            if (!Utf8.IsValid(bytes[range])) faults.Add(file, line, 0, "ENCODING", "The line is not UTF-8; save the file as CSV UTF-8.");
            line++;
        }
    }

    private static void ReportLongLines(string file, ReadOnlySpan<byte> bytes, FaultList faults)
    {
        var line = 1;
        foreach (var range in bytes.Split((byte)'\n'))
        {
            var length = bytes[range].Length;
            if (length > LineLimit) faults.Add(file, line, 0, "LINE_TOO_LONG", $"The line has {length} bytes; at most {LineLimit} are read. Is it one line, or have line ends been lost?");
            line++;
        }
    }
}
