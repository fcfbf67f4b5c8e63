using System.Security.Cryptography;
using System.Text;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Ledger;
using DeductionGateway.Core.Members;

namespace DeductionGateway.Core.Settlement;

/// <summary>
/// The entries a settled unit stands for. Every credit of an employer or member first lies in 2-1045; each row that received
/// money takes it from there to where it belongs, so each row's money can be traced and reversed alone.
/// </summary>
public static class SettlementEntries
{
    /// <summary>One entry for each row that received money, in the order of the rows, each with its row.</summary>
    /// <param name="unit">"employer/period", the first part of every reference.</param>
    /// <param name="rows">Settled rows.</param>
    /// <param name="dateOf">Value date of the row's money.</param>
    public static IEnumerable<(LineOutcome Row, JournalEntry Entry)> ForRows(string unit, IReadOnlyList<LineOutcome> rows, Func<LineOutcome, DateOnly> dateOf)
    {
        var used = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (row.Received == 0) continue;
            var name = unit + "/" + NameOf(row);
            var occurrence = used.GetValueOrDefault(name) + 1;
            used[name] = occurrence;
            if (occurrence > 1) name = $"{name}#{occurrence}";
            yield return (row, new JournalEntry(dateOf(row), EntrySource.Settlement, name, PostingsOf(row)));
        }
    }

    /// <summary>Dr bank / Cr holder for money in; the mirror for money out. What was paid out to a member, or came back, is his part of 2-1050.</summary>
    public static JournalEntry Receipt(BankEntry entry, Account other, Member? otherMember = null) => new(
        entry.ValueDate, other == ChartOfAccounts.RefundPayable ? EntrySource.Payout : entry.Amount > 0 ? EntrySource.Receipt : EntrySource.BankDebit, ReceiptReference(entry),
        Pair(ChartOfAccounts.Bank, null, other, otherMember, entry.Amount));

    /// <summary>What a bank entry's own journal entry is called, receipt or reversal.</summary>
    public static string ReceiptReference(BankEntry entry) => "bank/" + entry.Identity;

    /// <summary>A cancelled entry taken back: the same accounts as the entry it cancels.</summary>
    public static JournalEntry BankReversal(BankEntry reversal, Account other, Member? otherMember = null) => new(
        reversal.ValueDate, EntrySource.Reversal, ReceiptReference(reversal), Pair(ChartOfAccounts.Bank, null, other, otherMember, reversal.Amount));

    /// <summary>The fee or the accepted gap that closes what the rows received beyond the credits.</summary>
    public static JournalEntry FeeOrGap(string unit, string key, DateOnly date, FileMoney money) => new(
        date, money.Fee > 0 ? EntrySource.Fee : EntrySource.Gap, $"{unit}/{(money.Fee > 0 ? "fee" : "gap")}{(key.Length == 0 ? "" : "/" + Digest(key))}",
        Pair(money.Fee > 0 ? ChartOfAccounts.BankFees : ChartOfAccounts.EmployerReceivable, null, ChartOfAccounts.EmployerDeposit, null, money.Fee + money.Gap));

    /// <summary>What was left of a known member's own credit: his deposit.</summary>
    public static JournalEntry Deposit(BankEntry entry, Member member, long amount) => new(
        entry.ValueDate, EntrySource.Settlement, "deposit/" + entry.Identity,
        Pair(ChartOfAccounts.EmployerDeposit, null, ChartOfAccounts.MemberDeposit, member, amount));

    /// <summary>What was left of a member credit whose key names nobody.</summary>
    public static JournalEntry Unidentified(BankEntry entry, long amount) => new(
        entry.ValueDate, EntrySource.Settlement, "unidentified/" + entry.Identity,
        Pair(ChartOfAccounts.EmployerDeposit, null, ChartOfAccounts.Unidentified, null, amount));

    /// <summary>A member's opening balances against 3-1090, on the first day of the period that saw him first; null where all are 0.</summary>
    public static JournalEntry? Opening(Member member, DateOnly date)
    {
        var opening = member.Opening;
        var postings = new List<Posting>(6);
        var balance = 0L;
        void Add(Account account, string product, long debit)
        {
            if (debit == 0) return;
            balance += debit;
            postings.Add(new Posting(account, member, product, Math.Max(debit, 0), Math.Max(-debit, 0)));
        }
        Add(ChartOfAccounts.LoanPrincipal, "PU", opening.LoanPu);
        Add(ChartOfAccounts.LoanPrincipal, "PB", opening.LoanPb);
        Add(ChartOfAccounts.MandatorySavings, "SW", -opening.SavingSw);
        Add(ChartOfAccounts.VoluntarySavings, "SS", -opening.SavingSs);
        Add(ChartOfAccounts.ShopReceivable, "TK", opening.ShopTk);
        if (postings.Count == 0) return null;
        if (balance != 0) postings.Add(new Posting(ChartOfAccounts.OpeningBalance, null, "", Math.Max(-balance, 0), Math.Max(balance, 0)));
        return new JournalEntry(date, EntrySource.Opening, $"opening/{member.MemberNo}", postings);
    }

    /// <summary>Amount &gt; 0: Dr <paramref name="debit"/> / Cr <paramref name="credit"/>; below 0 the other way round.</summary>
    private static Posting[] Pair(Account debit, Member? debitMember, Account credit, Member? creditMember, long amount) => amount > 0
        ? [new Posting(debit, debitMember, "", amount, 0), new Posting(credit, creditMember, "", 0, amount)]
        : [new Posting(credit, creditMember, "", -amount, 0), new Posting(debit, debitMember, "", 0, -amount)];

    private static List<Posting> PostingsOf(LineOutcome row)
    {
        var postings = new List<Posting>(4) { new(ChartOfAccounts.EmployerDeposit, null, "", row.Received, 0) };
        foreach (var applied in row.Applied)
        {
            var bill = applied.Billing!;
            var product = bill.Code.Code;
            if (applied.Penalty > 0) postings.Add(new Posting(ChartOfAccounts.PenaltyIncome, null, product, 0, applied.Penalty));
            if (applied.Interest > 0) postings.Add(new Posting(ChartOfAccounts.InterestIncome, null, product, 0, applied.Interest));
            var rest = applied.Principal + applied.Savings + applied.Shop + applied.Passthrough;
            if (rest == 0) continue;
            var account = AccountOf(bill.Code);
            postings.Add(new Posting(account, ChartOfAccounts.IsMemberAccount(account) ? bill.Member : null, product, 0, rest));
        }
        if (row.Suspense > 0)
        {
            var account = row.HeldIn!.Value;
            postings.Add(new Posting(account, account == ChartOfAccounts.MemberDeposit ? row.Member : null, "", 0, row.Suspense));
        }
        return postings;
    }

    /// <summary>Where the principal, saving, shop or pass-through part of a code is kept. Simpanan wajib is equity, other savings a liability.</summary>
    private static Account AccountOf(DeductionCode code) => code.Kind switch
    {
        CodeKind.Loan => ChartOfAccounts.LoanPrincipal,
        CodeKind.Savings => code.Code == "SW" ? ChartOfAccounts.MandatorySavings : ChartOfAccounts.VoluntarySavings,
        CodeKind.Shop => ChartOfAccounts.ShopReceivable,
        _ => ChartOfAccounts.Passthrough,
    };

    /// <summary>The billing line where there is one, else a digest of what the row says: no line number, no identity number.</summary>
    private static string NameOf(LineOutcome row)
    {
        if ((row.Billing ?? row.CandidateBilling) is { } bill && row.Class != LineClass.Duplicate) return bill.ExpectedId.ToString();
        return Digest($"{row.ReportedKey}\n{row.ReportedName}\n{row.Code?.Code}\n{row.Reported}\n{row.Period}\n{row.Class}");
    }

    private static string Digest(string text) => "~" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 6));
}
