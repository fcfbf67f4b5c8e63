using System.Globalization;
using Dapper;
using DeductionGateway.Commands;
using DeductionGateway.Ledger;
using DeductionGateway.Tests.Golden;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Proofs;

/// <summary>
/// Every proof of <c>verify-ledger</c> must fail where its promise is broken: a good ledger with a correction in it is damaged in one
/// statement, as only the superuser can, and the proof that speaks of it must say so with exit code 5.
/// </summary>
public sealed class DamageTests(TestCluster cluster) : IDisposable
{
    private readonly TestDatabase _database = new(cluster);
    private readonly Scratch _scratch = new();

    /// <summary>What is done, the proof that must fail, a part of its sentence, and the statement.</summary>
    public static TheoryData<string, string, string, string> Damages => new()
    {
        { "a posting's amount is another", "every entry balances", "debit", Sql.PostingChanged },
        { "a posting is gone", "every entry balances", "credit", Sql.PostingGone },
        { "an entry row is gone", "every posting has its entry, every entry its postings", "has no entry row", Sql.EntryGone },
        { "an entry's postings are gone", "every posting has its entry, every entry its postings", "has no postings", Sql.PostingsGone },
        { "a total is another", "totals = sum of postings", "totals", Sql.TotalChanged },
        { "a total is gone", "totals = sum of postings", "totals", Sql.TotalGone },
        { "a row's principal became interest", "loan, savings and shop sub-ledgers = journal", "rows applied", Sql.PrincipalToInterest },
        { "a loan's posting went to the shop", "loan, savings and shop sub-ledgers = journal", "account 11130", Sql.LoanToShop },
        { "held money went to the opening balances", "every rupiah received is in exactly one place", "the bank moved", Sql.HeldToOpening },
        { "a deposit was paid out that nobody has", "every rupiah received is in exactly one place", "below zero", Sql.DepositBelowZero },
        { "a bank entry's amount is another", "every bank entry is posted once, with its amount", "bank entry", Sql.BankEntryChanged },
        { "a bank entry is gone", "every bank entry is posted once, with its amount", "journal 870000", Sql.BankEntryGone },
        { "a source is posted twice", "no source is posted twice", "is posted 2 times", Sql.SourceTwice },
        { "an entry is reversed twice", "a reversal mirrors what it takes back, once", "is reversed 2 times", Sql.ReversedTwice },
        { "a reversal takes back less", "a reversal mirrors what it takes back, once", "leaves", Sql.ReversalChanged },
        { "less was billed than is paid", "no billing line is paid beyond what is billed", "billing line X2", Sql.BilledLess },
        { "a class lost a rupiah", "sums by class = rows", "sums", Sql.ClassChanged },
        { "a class's sums are gone", "sums by class = rows", "rows", Sql.ClassGone },
        { "a statement's closing is another", "1-1020 = statements", "balances moved", Sql.ClosingChanged },
        { "a statement lost an entry", "1-1020 = statements", "balances moved", Sql.StatementEntryGone },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void A_damaged_ledger_fails_the_proof_that_speaks_of_it(string what, string proof, string sentence, string damage)
    {
        RunWithCorrection();
        var (sound, before) = Verify();
        sound.ShouldBe(ExitCode.Done, before);
        using (var connection = _database.Database.OpenAsOwner()) connection.Execute(damage).ShouldBeGreaterThan(0, what);
        var (exit, report) = Verify();
        exit.ShouldBe(ExitCode.InvariantBroke, $"{what}: {report}");
        var found = Violations(report, proof);
        found.ShouldContain(line => line.Contains(sentence, StringComparison.Ordinal), $"{what}: {report}");
    }

    [Fact]
    public void No_proof_is_left_untried()
    {
        var names = _database.Database.Transact(static tx => (false, new LedgerProofs(tx).Run().Select(static proof => proof.Name).ToList()));
        names.Except(Damages.Select(static row => row.Data.Item2)).ShouldBeEmpty();
    }

    [Fact]
    public void A_run_that_finds_a_promise_broken_ends_with_5_and_stores_nothing()
    {
        var folder = GoldenFolder.PathOf(GoldenFolder.Accepted, "credit-for-two-files");
        Reconciling.Folder(Path.Combine(folder, "earlier"), _scratch["earlier"], _database).ExitCode.ShouldBe(ExitCode.Done);
        using (var connection = _database.Database.OpenAsOwner()) connection.Execute(Sql.KeptFilesCut).ShouldBeGreaterThan(0);
        var before = _database.RowCounts();
        var run = Reconciling.Folder(folder, _scratch["out"], _database);
        run.ExitCode.ShouldBe(ExitCode.InvariantBroke, run.Error);
        run.Error.ShouldContain("nothing was stored");
        run.Error.ShouldContain("what the database keeps sealed opens as it was sealed");
        _database.RowCounts().ShouldBe(before);
        Directory.EnumerateFileSystemEntries(_scratch["out"]).ShouldBeEmpty("no half a result");
    }

    public void Dispose()
    {
        _database.Dispose();
        _scratch.Dispose();
    }

    /// <summary>Two lines of the base are corrected so that their sum stays: one is short then, one over, and entries are reversed.</summary>
    private void RunWithCorrection()
    {
        var folder = _scratch.Lay(GoldenFolder.PathOf(GoldenFolder.Base), "folder");
        Reconciling.Folder(folder, _scratch["first"], _database).ExitCode.ShouldBe(ExitCode.Done);
        var payroll = Path.Combine(folder, "payroll_E1.csv");
        File.WriteAllText(payroll, File.ReadAllText(payroll).Replace("3273014506800001,SW,50000", "3273014506800001,SW,40000").Replace("3273011203790002,SW,50000", "3273011203790002,SW,60000"));
        var corrected = Reconciling.Folder(folder, _scratch["second"], _database);
        corrected.ExitCode.ShouldBe(ExitCode.Done, corrected.Error);
    }

    private (int ExitCode, string Report) Verify()
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var exit = VerifyLedgerCommand.Run(["--database", _database.ConnectionString], output, CancellationToken.None);
        return (exit, output.ToString());
    }

    /// <summary>The sentences under a proof that failed.</summary>
    private static List<string> Violations(string report, string proof) =>
        [.. report.Split('\n').SkipWhile(line => line != $"  FAILS  {proof}").Skip(1).TakeWhile(static line => line.StartsWith("    ", StringComparison.Ordinal))];

    /// <summary>Each damages the one cooperative of the database in one statement.</summary>
    private static class Sql
    {
        public const string ClassChanged = "update unit_class set received = received - 1 where ctid = (select min(ctid) from unit_class);";
        public const string ClassGone = "delete from unit_class where ctid = (select min(ctid) from unit_class);";
        public const string PostingChanged = "update posting set debit = debit + 1 where ctid = (select min(ctid) from posting where debit > 0) and debit > 0;";
        public const string PostingGone = "delete from posting where (entry_id, posting_no) = (select entry_id, posting_no from posting order by entry_id, posting_no limit 1);";
        public const string EntryGone = "delete from journal_entry where entry_id = (select min(entry_id) from journal_entry);";
        public const string PostingsGone = "delete from posting where entry_id = (select min(entry_id) from posting);";
        public const string TotalChanged = "update account_total set credit = credit + 1 where batch_no = (select min(batch_no) from account_total);";
        public const string TotalGone = "delete from account_total where batch_no = (select min(batch_no) from account_total);";
        public const string PrincipalToInterest = "update line set a_principal = a_principal - 1, a_interest = a_interest + 1 where a_principal > 0;";
        public const string LoanToShop = "update posting set account = 11130 where account = 11100 and credit = 500000;";
        public const string HeldToOpening = "update posting set account = 31090 where account = 21030;";
        public const string DepositBelowZero = "update posting set debit = credit, credit = 0 where account = 21030;";
        public const string BankEntryChanged = "update bank_entry set amount = amount + 1 where bank_ref = 'B001';";
        public const string BankEntryGone = "delete from bank_entry where bank_ref = 'B001';";

        public const string SourceTwice = """
            with twice as (
              insert into journal_entry (cooperative_id, period, entry_id, batch_no, entry_date, source, reference)
              select cooperative_id, period, entry_id + 1000000, batch_no, entry_date, source, reference
              from journal_entry e
              where e.reverses is null and not exists (select 1 from journal_entry r where r.reverses = e.entry_id)
              order by entry_id desc limit 1
              returning cooperative_id, period, entry_id
            )
            insert into posting (cooperative_id, period, entry_id, posting_no, account, member_id, product, debit, credit)
            select p.cooperative_id, p.period, t.entry_id, p.posting_no, p.account, p.member_id, p.product, p.debit, p.credit
            from twice t join posting p on p.entry_id = t.entry_id - 1000000;
            """;

        public const string ReversedTwice = """
            insert into journal_entry (cooperative_id, period, entry_id, batch_no, entry_date, source, reference, reverses)
            select cooperative_id, period, entry_id + 1000000, batch_no, entry_date, source, reference, reverses
            from journal_entry where reverses is not null order by entry_id limit 1;
            """;

        public const string ReversalChanged = """
            update posting set debit = case when debit > 0 then debit - 1 else 0 end, credit = case when credit > 0 then credit - 1 else 0 end
            where entry_id = (select min(entry_id) from journal_entry where reverses is not null);
            """;

        public const string BilledLess = "update billing_line set amount = amount - 1 where expected_id = 'X2';";
        public const string ClosingChanged = "update bank_statement set closing = closing + 1;";
        public const string StatementEntryGone = "delete from statement_entry where identity = (select identity from bank_entry where bank_ref = 'B003');";
        public const string KeptFilesCut = "update source_chunk set bytes = substr(bytes, 1, length(bytes) / 2);";
    }
}
