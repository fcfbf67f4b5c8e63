using System.Globalization;
using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Intake;
using DeductionGateway.Intake;
using FileFault = DeductionGateway.Core.Intake.FileFault;

namespace DeductionGateway.BankPostings;

/// <summary>
/// Reads a posting as the run will read it: written as a row of the bank file that it becomes, and read by that file's readers. So a posting that was taken never
/// refuses a period.
/// </summary>
/// <param name="accounts">The cooperative's accounts; empty: none is known yet.</param>
/// <param name="lastDay">No value date is later.</param>
internal sealed class PostingReader(IReadOnlyList<string> accounts, DateOnly lastDay)
{
    /// <summary>Characters of a reference or an account; banks have a third.</summary>
    private const int LongestName = 100;

    /// <summary>Characters of a remark or a counterparty; statements have a fifth.</summary>
    private const int LongestText = 2_000;

    private readonly Cooperative _cooperative = new("", "", accounts);

    /// <summary>The row to store, or why there is none.</summary>
    public (PushedRow? Row, FileFault Fault) Read(BankPosting posting)
    {
        if (Fault(posting) is { } fault) return (null, fault);
        var minor = posting.Amount?.AmountMinor ?? 0;
        var amount = string.Create(CultureInfo.InvariantCulture, $"{Int128.Abs(minor) / 100}.{Int128.Abs(minor) % 100:00}");
        var bytes = PushedFile.Bytes(
            posting.BankRef, posting.BookingDate, posting.ValueDate, PushedFile.Mark(minor >= 0, posting.IsReversal), amount, posting.Amount?.CurrencyCode ?? "", posting.Account, posting.Counterparty, posting.Narrative);
        var faults = new FaultList();
        var entries = BankFileBytes.Read(PushedFile.Name, bytes, faults) is { } file ? BankStatements.Read([file], _cooperative, faults).Entries : [];
        if (faults.Any) return (null, faults.Sorted()[0]);
        if (entries is [{ } late] && late.ValueDate > lastDay) return (null, Refusal("DATE_AHEAD", $"The value date {late.ValueDate:yyyy-MM-dd} lies too far ahead; {lastDay:yyyy-MM-dd} is the last that is taken today."));
        return entries is [{ BankRef.Length: > 0 } entry] ? (PushedRow.Of(entry), default) : (null, Refusal("BANK_REF", "The bank reference is empty; each posting has one of its own."));
    }

    private static FileFault? Fault(BankPosting posting)
    {
        if (posting.Account.Length > LongestName || posting.BankRef.Length > LongestName) return Refusal("TOO_LONG", $"Account and bank reference have at most {LongestName} characters.");
        if (posting.Counterparty.Length > LongestText || posting.Narrative.Length > LongestText) return Refusal("TOO_LONG", $"Counterparty and narrative have at most {LongestText} characters.");
        if (posting.Amount is null or { AmountMinor: 0 }) return Refusal("AMOUNT_ZERO", "The posting moves no money: an amount other than zero is wanted.");
        if (posting.Account.Trim().Length == 0) return Refusal("ACCOUNT_MISSING", "The posting names no account.");
        string[] texts = [posting.Account, posting.BankRef, posting.ValueDate, posting.BookingDate, posting.Counterparty, posting.Narrative, posting.Amount?.CurrencyCode ?? ""];
        return texts.Any(static text => text.Any(char.IsControl)) ? Refusal("TEXT_INVALID", "A text holds a line end or another control character; texts are one line.") : null;
    }

    private static FileFault Refusal(string code, string text) => new(PushedFile.Name, 0, 0, code, text);
}
