using System.Text;
using System.Text.RegularExpressions;

namespace DeductionGateway.Core.BankFiles;

/// <summary>
/// How one bank fills MT940, as data: the grammar is one for all. A bank that no record names is read by <see cref="Standard"/>.
/// A further dialect is a further record and golden files beside the others.
/// </summary>
/// <param name="Name">As <c>inspect</c> shows it.</param>
/// <param name="Bank">The bank's code within the SWIFT envelope (BIC), empty where none tells.</param>
/// <param name="RemarkSign">Pattern that only this dialect's remarks have, for files without envelope; null where there is none.</param>
/// <param name="RemarkTail">What the bank adds at the remark's end on one day and not on another: cut off, so that both days say the same.</param>
/// <param name="CounterpartyMark">What parts the counterparty at the remark's end from the text before it; empty where the dialect has no such thing.</param>
/// <param name="HasSubfields">The remark is divided: <c>166?00GUTSCHRIFT?20…?29…?32NAME?33…?60…</c>.</param>
public sealed record Mt940Dialect(string Name, string Bank, Regex? RemarkSign, Regex? RemarkTail, string CounterpartyMark, bool HasSubfields = false)
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    /// <summary>The bare standard: any bank, any currency.</summary>
    public static Mt940Dialect Standard { get; } = new("standard", "", null, null, " /");

    /// <summary>
    /// Mandiri: by SWIFT, e-mail or file transfer. BRI: one message a transaction, and a remark that has a tail on the day after
    /// (<c>REMARK WS_OB;referral;info</c>) that it has not on the day itself. Subfields: the remark in <c>?20</c>–<c>?29</c>, the name in <c>?32</c>, as in Germany.
    /// </summary>
    public static IReadOnlyList<Mt940Dialect> All { get; } =
    [
        new("mandiri", "BMRIIDJA", null, null, " /"),
        new("bri", "BRINIDJA", new Regex(@" WS_OB;[^;]*;", Options), new Regex(@" ?WS_OB;[^;]*;.*$", Options), " /"),
        new("subfields", "", new Regex(@"^\d{3}\?\d\d", Options), null, "", HasSubfields: true),
        Standard,
    ];

    /// <summary>The dialect that the envelope names, else the one whose sign a remark has, else the standard.</summary>
    internal static Mt940Dialect Of(Mt940Fields fields, IEnumerable<string> remarks)
    {
        foreach (var dialect in All)
        {
            if (dialect.Bank.Length > 0 && (fields.Sender.StartsWith(dialect.Bank, StringComparison.Ordinal) || fields.Header.Contains(dialect.Bank, StringComparison.Ordinal))) return dialect;
        }
        return All.FirstOrDefault(dialect => dialect.RemarkSign is { } sign && remarks.Any(remark => sign.IsMatch(remark))) ?? Standard;
    }

    /// <summary>Text and counterparty of a remark whose lines are joined.</summary>
    internal (string Text, string Counterparty) Split(string remark)
    {
        if (HasSubfields) return Subfields(remark);
        if (RemarkTail?.Match(remark) is { Success: true } tail) remark = remark[..tail.Index];
        var mark = CounterpartyMark.Length == 0 ? -1 : remark.LastIndexOf(CounterpartyMark, StringComparison.Ordinal);
        return mark < 0 ? (remark.Trim(), "") : (remark[..mark].Trim(), remark[(mark + CounterpartyMark.Length)..].Trim());
    }

    /// <summary>20–29 and 60–63 are the text, 32 and 33 the name.</summary>
    private static (string, string) Subfields(string remark)
    {
        if (remark.Length < 6 || remark[3] != '?') return (remark.Trim(), "");
        StringBuilder text = new(), name = new();
        foreach (var field in remark[4..].Split('?'))
        {
            if (field.Length < 2 || !char.IsAsciiDigit(field[0]) || !char.IsAsciiDigit(field[1])) continue;
            if (field[0] is '2' || (field[0] == '6' && field[1] <= '3')) text.Append(field.AsSpan(2));
            else if (field[0] == '3' && field[1] is '2' or '3') name.Append(field.AsSpan(2));
        }
        return (text.ToString().Trim(), name.ToString().Trim());
    }
}
