using System.Globalization;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.BankFiles;

/// <summary>
/// One :61: line: <c>yymmdd[mmdd]mark[funds letter]amount type reference[//bank reference]</c>. Credit positive; RC and RD take back and have the net direction.
/// </summary>
internal readonly record struct Mt940Entry(DateOnly ValueDate, DateOnly BookingDate, StatementAmount Amount, bool IsReversal, string Reference, string CustomerRef)
{
    /// <summary>What SWIFT writes where there is no reference; entries that share it have nothing in common.</summary>
    private const string NoReference = "NONREF";

    /// <summary>Null where the line is no entry. <paramref name="decimals"/>: how many the currency has at most.</summary>
    public static Mt940Entry? Parse(string value, int decimals)
    {
        var lines = value.Split('\n');
        var line = lines[0];
        // A long line may be broken before the bank's reference.
        if (lines.Length > 1 && lines[1].StartsWith("//", StringComparison.Ordinal)) line += lines[1];
        if (line.Length < 10 || Dates.ParseShort(line.AsSpan(0, 6)) is not { } valueDate) return null;
        var at = 6;
        var booking = valueDate;
        if (line.Length > 10 && line.AsSpan(6, 4).IndexOfAnyExceptInRange('0', '9') < 0)
        {
            if (EntryDate(valueDate, line.AsSpan(6, 4)) is not { } entryDate) return null;
            booking = entryDate;
            at = 10;
        }
        // Some banks leave the place of the entry date blank.
        while (at < line.Length && line[at] == ' ') at++;
        if (at >= line.Length) return null;
        var reversal = line[at] == 'R';
        if (reversal) at++;
        if (at >= line.Length || line[at] is not ('C' or 'D')) return null;
        var credit = line[at++] == 'C';
        if (at < line.Length && char.IsAsciiLetter(line[at])) at++;
        var end = at;
        while (end < line.Length && (char.IsAsciiDigit(line[end]) || line[end] == ',')) end++;
        if (!TryAmount(line.AsSpan(at, end - at), decimals, out var amount)) return null;
        if (end < line.Length && line[end] == '.') return null;
        var rest = end + 4 <= line.Length ? line[(end + 4)..] : "";
        var slashes = rest.IndexOf("//", StringComparison.Ordinal);
        var reference = (slashes >= 0 ? rest[(slashes + 2)..] : rest).Trim();
        if (slashes < 0 && reference == NoReference) reference = "";
        return new Mt940Entry(valueDate, booking, credit != reversal ? amount : -amount, reversal, reference, slashes >= 0 ? rest[..slashes].Trim() : "");
    }

    /// <summary>Digits with a decimal comma, which may begin or end the text; no more decimals than the currency has.</summary>
    public static bool TryAmount(ReadOnlySpan<char> text, int decimals, out StatementAmount amount)
    {
        amount = default;
        var comma = text.IndexOf(',');
        if (comma >= 0 && text.Length - comma - 1 > decimals) return false;
        return comma == 0
            ? text.Length > 1 && StatementAmount.Parse("0" + text.ToString(), ',', out amount) == AmountFault.Good
            : StatementAmount.Parse(text, ',', out amount) == AmountFault.Good;
    }

    /// <summary>mmdd without a year: the year that brings it nearest to the value date (New Year).</summary>
    private static DateOnly? EntryDate(DateOnly valueDate, ReadOnlySpan<char> monthDay)
    {
        DateOnly? best = null;
        for (var year = valueDate.Year - 1; year <= valueDate.Year + 1; year++)
        {
            if (Dates.ParseShort($"{(year % 100).ToString("00", CultureInfo.InvariantCulture)}{monthDay}") is not { } date) continue;
            if (best is null || Math.Abs(date.DayNumber - valueDate.DayNumber) < Math.Abs(best.Value.DayNumber - valueDate.DayNumber)) best = date;
        }
        return best;
    }
}
