using System.Text;

namespace DeductionGateway.Answers;

/// <summary>
/// Text of others in files that people open in a spreadsheet (DOMAIN §4.2 "CSV injection"). A cell that begins like a formula gets an
/// apostrophe before it, in a workbook too: there it is no formula anyhow, but saved as CSV and opened again it would be one. So does what stands
/// behind a semicolon or a line end: where a list is parted by semicolons, as in Indonesia, that is a cell of its own. Our machine files
/// are left as they are, for a program that reads an id must get that id (decision 0016).
/// </summary>
internal static class SafeText
{
    /// <summary>ASCII and full-width signs that begin a formula in one spreadsheet or another.</summary>
    private const string Signs = "=+-@\uFF1D\uFF0B\uFF0D\uFF20";

    /// <summary>What is skipped before a sign at the cell's begin.</summary>
    private const string Skipped = "\t\r\n";

    public static string Of(string text)
    {
        if (text.Length == 0) return text;
        StringBuilder? safe = Skipped.Contains(text[0]) ? new StringBuilder("'", text.Length + 4) : null;
        var begins = true;
        for (var at = 0; at < text.Length; at++)
        {
            if (begins && Signs.Contains(text[at])) (safe ??= new StringBuilder(text, 0, at, text.Length + 4)).Append('\'');
            begins = text[at] is ';' or '\n' or '\r' || (begins && at > 0 && text[at] == ' ');
            safe?.Append(text[at]);
        }
        return safe?.ToString() ?? text;
    }
}
