using DeductionGateway.Core.Intake;
using DeductionGateway.Data;
using DeductionGateway.Intake;

namespace DeductionGateway.Reconciliation;

/// <summary>
/// A folder that was run once before its cooperative had a code: its bills and its account stand under <c>DEFAULT</c>, and this run would post them a second
/// time for another. Only the command asks, at the machine itself; by the wire a cooperative hears of no other.
/// </summary>
internal static class UnnamedTwin
{
    /// <summary>The warning; null where nothing of the folder is known so.</summary>
    public static string? Of(Database database, PeriodInput input)
    {
        if (input.Cooperative.Code == PeriodFolder.NoName) return null;
        return database.Transact(tx =>
        {
            if (tx.Find<long?>(Sql.Unnamed, new { Code = PeriodFolder.NoName }) is not { } unnamed) return (false, (string?)null);
            tx.ActFor(unnamed);
            var store = new ReconcileStore(tx);
            var billing = input.Files.First(static file => file.Name == "expected.csv").Sha256;
            if (store.BillingOf(input.Period) is not { } billed || !billed.AsSpan().SequenceEqual(billing)) return (false, null);
            var account = store.Accounts().Intersect(input.BankEntries.Select(static entry => entry.Account)).FirstOrDefault();
            return (false, account is null ? null
                : $"This very billing of {input.Period} and account {account} were posted in this database before, for the cooperative {PeriodFolder.NoName}; now they are posted for {input.Cooperative.Code} as well, and what follows counts for {input.Cooperative.Code} alone. Where the first was a trial, leave its results aside or begin with an empty database (--data <new dir>).");
        });
    }

    private static class Sql
    {
        /// <summary>One row, by the unique code.</summary>
        public const string Unnamed = "select cooperative_id from cooperative where code = @Code;";
    }
}
