namespace DeductionGateway.Answers;

/// <summary>
/// Text of others in files that people open in a spreadsheet (DOMAIN §4.2 "CSV injection"). A cell that begins like a formula gets an
/// apostrophe before it, in a workbook too: there it is no formula anyhow, but saved as CSV and opened again it would be one. Our machine files
/// are left as they are, for a program that reads an id must get that id (decision 0016).
/// </summary>
internal static class SafeText
{
    /// <summary>ASCII and full-width signs that begin a formula in one spreadsheet or another, and what is skipped before them.</summary>
    private const string Beginnings = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    public static string Of(string text) => text.Length > 0 && Beginnings.Contains(text[0]) ? "'" + text : text;
}
