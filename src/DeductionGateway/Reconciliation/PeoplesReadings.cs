using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Ledger;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Reconciliation;

/// <summary>
/// Whose a credit is, where people said so: a revision of its reading, which no rule at hand overrules, and its receipt follows to where the money lies now. Taken
/// back, the reading is again what the rules last read.
/// </summary>
internal sealed class PeoplesReadings(ReconcileStore store, Resolutions resolutions, long cooperative, DateOnly asOf)
{
    /// <summary>Files whose money is another now: those that a credit was given to, and those that lose one.</summary>
    public HashSet<UnitName> Touched { get; } = [];

    /// <summary>Decisions that hold, each with what it is remembered by.</summary>
    public HashSet<(long DecisionNo, string Subject)> InForce { get; } = [];

    /// <summary>Employers who had a credit before.</summary>
    public HashSet<string> Employers { get; } = new(StringComparer.Ordinal);

    /// <param name="identities">Entries that were decided about.</param>
    /// <param name="booksOf">Books of a period; the caller closes and sends them.</param>
    public void Apply(IReadOnlyList<string> identities, KnownTies ties, Func<PayPeriod, Books> booksOf)
    {
        foreach (var (entry, decisionNo) in store.EntriesNow([.. identities]))
        {
            var given = resolutions.ReadingOf(entry.Identity);
            if (given is not null) InForce.Add((given.DecisionNo, given.Subject));
            if (decisionNo == given?.DecisionNo) continue;
            var reading = given is null
                ? store.RuleReading(entry.Identity)
                : new EntryReading((short)BankEntryKind.Lump, given.ToEmployer, null, null, given.ToPeriod, "", false, null, null);
            Touch(entry.Employer, entry.ForPeriod);
            Touch(reading.Employer, reading.ForPeriod);
            if (entry.Employer is not null) foreach (var tied in ties.FilesOf(entry.Employer, entry.Identity)) Touched.Add(new UnitName(tied, entry.Employer));
            store.AddReading(cooperative, entry.Identity, entry.ReadingRevision + 1, entry.Period, reading, given?.DecisionNo);
            Follow(entry, reading, booksOf(PayPeriod.FromNumber(entry.Period)!.Value));
        }
    }

    private void Touch(string? employer, int? period)
    {
        if (employer is null) return;
        Employers.Add(employer);
        if (period is { } number) Touched.Add(new UnitName(PayPeriod.FromNumber(number)!.Value, employer));
    }

    /// <summary>The receipt lies where the reading says.</summary>
    private void Follow(StoredBankEntry entry, EntryReading reading, Books books)
    {
        var holder = reading.Employer is null ? ChartOfAccounts.Unidentified : ChartOfAccounts.EmployerDeposit;
        var receipt = SettlementEntries.Receipt(entry.Entry, holder);
        var wanted = new WantedEntry(receipt.Date, receipt.Source, receipt.Reference, [.. receipt.Postings.Select(static posting => new StoredPosting(posting.Account.Number, 0, posting.Product, posting.Debit, posting.Credit))]);
        int[] periods = [.. store.ReadersOf([entry.Identity]).Append(entry.Period).Distinct()];
        foreach (var one in BookDifference.Of(store.ReceiptsInForce([receipt.Reference], periods), [wanted], asOf, out _)) books.Write(one);
    }
}
