using System.Security.Cryptography;
using System.Text;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Settlement;
using DeductionGateway.Reconciliation;

namespace DeductionGateway.Answers;

/// <summary>One open case for a person. Amount in whole rupiah: what is in question.</summary>
internal sealed record OpenCase(
    string CaseId, string Cause, string Class, string Taxonomy, string Employer, string MemberNo, string Code, long Amount, int AgeDays,
    string PayrollFile, int Record, string ExpectedId, string BankRef, string Candidates, string Advice);

/// <summary>What is left for people: one case per row that is not simply matched, and per bank entry that belongs to nothing. Cases of one cause stand together, largest cause first.</summary>
internal static class WorkQueue
{
    /// <summary>Characters of a bank's remark; MT940 has six lines of 65.</summary>
    private const int WordsLimit = 390;

    /// <summary>The cause of a gap that was accepted and is owed.</summary>
    public const string GapOwed = "gap_owed";

    /// <summary>The cause of a debit that equals what members left open.</summary>
    public const string RecourseDebit = "recourse";

    /// <summary>The cause of a debit that names a payout and is not its own.</summary>
    public const string PayoutDiffers = "payout_differs";

    /// <summary>Cases in order, made one at a time: there may be a hundred thousand.</summary>
    public static IEnumerable<OpenCase> Of(RunTotals totals, DateOnly asOf, PayPeriod period)
    {
        var age = Math.Max(0, asOf.DayNumber - period.FirstDay.DayNumber);
        var awaited = totals.Likely.SelectMany(static credit => credit).Where(likely => likely.File.Name.Period == period).Select(static likely => likely.File.Name.Employer).ToHashSet(StringComparer.Ordinal);
        var causes = new Dictionary<(LineClass, string), List<OpenRow>>();
        foreach (var row in OncePerOpenBill(totals.Open))
        {
            var cause = CauseOf(row);
            if (!causes.TryGetValue(cause, out var rows)) causes[cause] = rows = [];
            rows.Add(row);
        }
        var queues = causes.Select(cause => (Name: NameOf(cause.Key), Amount: cause.Value.Sum(AmountOf), Cases: InOrder(cause.Value).Select(row => OfRow(row, NameOf(cause.Key), period, age, awaited))));
        var files = totals.Units.SelectMany(unit => OfFile(unit, asOf)).Concat(totals.Units.Where(unit => unit is { IsOpen: true, Unexplained: 0 } && unit.Name.Period < period).Select(unit => OfEarlier(unit, totals, asOf)));
        var held = totals.HeldCredits.Where(static credit => credit.File is null).Select(credit => OfHeld(credit, totals, asOf));
        var claims = totals.Claims.Select(claim => claim.Case with { AgeDays = Math.Max(0, asOf.DayNumber - claim.TakenOn.DayNumber) }).Concat(totals.Unowned.Select(debit => OfUnowned(debit, asOf)));
        var beyond = totals.Open.Where(IsPaidBeyond).Select(row => OfBeyond(row, period, age));
        var entries = totals.Bank.Select(one => OfEntry(one, totals, asOf)).OfType<OpenCase>().Concat(held).Where(one => !totals.MovedCases.Contains(one.CaseId)).Concat(files).Concat(beyond).Concat(claims).GroupBy(static one => one.Cause).Select(static cause => (
            Name: cause.Key, Amount: cause.Sum(static one => one.Amount),
            Cases: cause.OrderByDescending(static one => one.Amount).ThenByDescending(static one => one.AgeDays).ThenBy(static one => one.CaseId, StringComparer.Ordinal).AsEnumerable()));
        return queues.Concat(entries).OrderByDescending(static queue => queue.Amount).ThenBy(static queue => queue.Name, StringComparer.Ordinal).SelectMany(static queue => queue.Cases);
    }

    /// <summary>The cases of one unit's rows, each with its row, in the order of the rows; not aged.</summary>
    public static IEnumerable<(OpenCase Case, OpenRow Row)> OfRows(IReadOnlyList<OpenRow> rows, PayPeriod period) =>
        OncePerOpenBill(rows).Select(row => (OfRow(row, NameOf(CauseOf(row)), period, 0, []), row));

    /// <summary>
    /// A billing line that several rows paid, and not in full, is one case: the last of them, with what all together reported and received. One
    /// that another channel completed is none: its rest is not billed again, and what came beyond it is <see cref="OfBeyond"/>. What a collector
    /// took of it is <see cref="OfClaim"/>.
    /// </summary>
    private static IEnumerable<OpenRow> OncePerOpenBill(IReadOnlyList<OpenRow> rows)
    {
        var bills = new Dictionary<BillingLine, OpenRow>(ReferenceEqualityComparer.Instance);
        foreach (var row in rows)
        {
            if (row is { Class: LineClass.Short or LineClass.Missing, Billing: { } bill })
            {
                var before = bills.GetValueOrDefault(bill);
                bills[bill] = row with
                {
                    Reported = before.Reported + row.Reported, Received = before.Received + row.Received, Suspense = before.Suspense + row.Suspense, Taken = before.Taken + row.Taken,
                };
            }
            else yield return row;
        }
        foreach (var bill in bills.Values)
        {
            if (AmountOf(bill) > 0) yield return bill;
        }
    }

    private static (LineClass Class, string Employer) CauseOf(OpenRow row) => (row.Class, row.Class is LineClass.Unremitted or LineClass.PartRemitted ? row.Employer : "");

    private static string NameOf((LineClass Class, string Employer) cause) => cause.Employer.Length == 0 ? LineNames.Of(cause.Class) : $"{LineNames.Of(cause.Class)}/{cause.Employer}";

    private static List<OpenRow> InOrder(List<OpenRow> rows)
    {
        rows.Sort(static (a, b) =>
        {
            var order = AmountOf(b).CompareTo(AmountOf(a));
            if (order == 0) order = string.CompareOrdinal(a.Employer, b.Employer);
            if (order == 0) order = (a.Billing?.ExpectedId ?? default).CompareTo(b.Billing?.ExpectedId ?? default);
            if (order == 0) order = a.Record.CompareTo(b.Record);
            return order != 0 ? order : string.CompareOrdinal(a.Code?.Code, b.Code?.Code);
        });
        return rows;
    }

    private static OpenCase OfRow(OpenRow row, string cause, PayPeriod period, int age, HashSet<string> awaited)
    {
        var place = row.Billing?.ExpectedId.ToString() ?? (row.Record > 0 ? row.Record.ToString(System.Globalization.CultureInfo.InvariantCulture) : "");
        var kind = LineNames.Of(row.Class);
        return new OpenCase(
            $"{period}/{row.Employer}/{kind}/{row.Record}/{place}/{row.Code?.Code}", cause, kind, row.Taxonomy, row.Employer, row.Member?.MemberNo.ToString() ?? "",
            row.Code?.Code ?? "", AmountOf(row), age, row.Record > 0 ? row.PayrollFile ?? "" : "", row.Record, row.Billing?.ExpectedId.ToString() ?? "", row.BankRefs,
            string.Join('|', row.Candidates.Select(static member => member.MemberNo.ToString())),
            row.Class == LineClass.Unremitted && awaited.Contains(row.Employer) ? "A credit that nothing ties may pay this file: find out about it before the remittance is demanded." : CaseAdvice.Of(kind, ""));
    }

    private static long AmountOf(OpenRow row) => row.Class switch
    {
        LineClass.Short or LineClass.Missing => row.Expected - Math.Max(row.Reported, row.Received - row.Suspense) - row.Taken,
        LineClass.Unremitted or LineClass.PartRemitted => row.Reported,
        // Nobody knows whose or what it is for, whether its money has come or not.
        LineClass.Unknown or LineClass.Fuzzy or LineClass.Unbilled or LineClass.WrongPeriod when row.Received == 0 => row.Reported,
        _ => row.Suspense,
    };

    /// <summary>What is wrong with a file as a whole: a gap that nothing explains, with the sets of rows worth as much; a gap that was accepted.</summary>
    public static IEnumerable<OpenCase> OfFile(UnitTotal unit, DateOnly asOf)
    {
        var age = Math.Max(0, asOf.DayNumber - unit.Name.Period.FirstDay.DayNumber);
        var id = $"{unit.Name.Period}/{unit.Name.Employer}/";
        if (unit.Unexplained > 0)
        {
            yield return new OpenCase(
                id + "gap_unexplained", "gap_unexplained", "", "B07", unit.Name.Employer, "", "", unit.Unexplained, age, unit.PayrollFile, 0, "", "", unit.GapSets, CaseAdvice.Of("gap_unexplained", unit.GapSets));
        }
        if (unit.GapOwed > 0)
        {
            yield return new OpenCase(id + GapOwed, GapOwed, "", "B07", unit.Name.Employer, "", "", unit.GapOwed, age, unit.PayrollFile, 0, "", "", "", CaseAdvice.Of(GapOwed, ""));
        }
    }

    /// <summary>A file of an earlier month that is open still: its rows are not listed once more, what is owed of it is; one decided anew in this run has its gap already.</summary>
    private static OpenCase OfEarlier(UnitTotal unit, RunTotals totals, DateOnly asOf)
    {
        var held = totals.HeldCredits.Where(credit => credit.Employer == unit.Name.Employer && credit.File == unit.Name.Period).Sum(static credit => credit.Amount);
        return new OpenCase(
            $"{unit.Name.Period}/{unit.Name.Employer}/unremitted_earlier", "unremitted_earlier", "", held == 0 ? "C02" : "B07", unit.Name.Employer, "", "", unit.Owed - held,
            Math.Max(0, asOf.DayNumber - unit.Name.Period.FirstDay.DayNumber), unit.PayrollFile, 0, "", "", "",
            held == 0 ? "Demand the remittance from the employer; the members are not in arrears."
                : $"{held} came for this file and is held in 2-1045 until the whole adds up: demand the rest, or the list that equals what came.");
    }

    private static OpenCase OfHeld(HeldCredit held, RunTotals totals, DateOnly asOf) => new(
        $"bank/{held.Entry.Identity}/held", "held_for_employer", "", "C03", held.Employer, "", "", held.Amount, Math.Max(0, asOf.DayNumber - held.Entry.ValueDate.DayNumber), "", 0, "", held.Entry.BankRef, Words(held.Entry),
        totals.Likely[held.Entry.Identity].FirstOrDefault(static likely => likely.Fee > 0) is not { } lacking ? CaseAdvice.Of("held_for_employer", "")
            : $"The credit is {lacking.Fee} less than {lacking.Name} for {lacking.File.Name.Period}: a fee that the profile lists. A fee counts only where a rule of bank_rules.json reads employer and month of the remark: {RuleFor(lacking, @"(?<period>…)")}. It waits in 2-1045.");

    /// <summary>Something is held beyond what was open: <see cref="OfBeyond"/> is a case of its own, whether the bill is one or not.</summary>
    public static bool IsPaidBeyond(OpenRow row) => row is { Class: LineClass.Short or LineClass.Missing, Suspense: > 0 };

    /// <summary>A bill not paid by wages, or not in full, of which another channel brought more than was open: what is beyond it is held for the member.</summary>
    public static OpenCase OfBeyond(OpenRow row, PayPeriod period, int age) => new(
        $"{period}/{row.Employer}/paid_beyond/{row.Record}/{row.Billing?.ExpectedId}/{row.Code?.Code}", "paid_beyond", "", row.Beyond.Length > 0 ? row.Beyond : "D04", row.Employer, row.Member?.MemberNo.ToString() ?? "",
        row.Code?.Code ?? "", row.Suspense, age, row.Record > 0 ? row.PayrollFile ?? "" : "", row.Record, row.Billing?.ExpectedId.ToString() ?? "", row.BankRefs, "", CaseAdvice.Of("paid_beyond", ""));

    /// <summary>What a collector took, to be claimed from it; not aged.</summary>
    public static OpenCase OfClaim(UnitName unit, CollectorClaim claim)
    {
        var (cause, record) = (CauseOf(claim.For), claim.Row?.Record ?? 0);
        return new OpenCase(
            $"{unit.Period}/{unit.Employer}/{cause}/{Digest(claim.Debit.BankRef)}", cause, "", claim.For == TakenFor.PaidBill ? "D04" : "F08", unit.Employer, claim.Member.MemberNo.ToString(), claim.Code, claim.Debit.Amount, 0,
            record > 0 ? claim.Row!.PayrollFile ?? "" : "", record, claim.Billing?.ExpectedId.ToString() ?? "", claim.Debit.BankRef, Words(claim.Debit), CaseAdvice.Of(cause, ""));
    }

    /// <summary>By which a claim on a collector names its debit: 32 hex digits of the SHA-256 of the bank's reference, which is a member's own affair; empty of another case.</summary>
    public static string ClaimedDebitOf(string caseId, string cause) =>
        Enum.GetValues<TakenFor>().Any(what => CauseOf(what) == cause) && caseId.IndexOf($"/{cause}/", StringComparison.Ordinal) is >= 0 and var place ? caseId[(place + cause.Length + 2)..] : "";

    private static string Digest(string reference) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(reference)).AsSpan(0, 16));

    private static OpenCase OfUnowned(CollectorDebit debit, DateOnly asOf)
    {
        var cause = CauseOf(TakenFor.Nothing);
        return new OpenCase(
            "bank/" + debit.Reference, cause, "", "F08", "", "", "", debit.Amount, Math.Max(0, asOf.DayNumber - debit.Date.DayNumber), "", 0, "", debit.Reference, Words(debit.Entry), CaseAdvice.Of(cause, ""));
    }

    private static string CauseOf(TakenFor what) => what switch
    {
        TakenFor.OpenBill => "taken_elsewhere",
        TakenFor.PaidBill => "taken_twice",
        _ => "taken_unbilled",
    };

    /// <summary>What is to be done about a credit that equals open files and names no employer as employers.csv does.</summary>
    private static string HowToTie(IEnumerable<LikelyFile> likely)
    {
        var files = likely.ToList();
        var said = string.Join("; or ", files.Select(static one => one.Fee == 0 ? $"It equals {one.Name} for {one.File.Name.Period} to the rupiah" : $"It is {one.Name} for {one.File.Name.Period} less the listed fee {one.Fee}"));
        var name = files[0].Fee == 0 ? "name the employer in employers.csv as the bank does, or add " : "add ";
        return $"{said}. Ask the sender; if it is that remittance, {name}to bank_rules.json {RuleFor(files[0], files[0].Fee == 0 ? "" : "(?<period>…)")}, and run again. Until then it waits in 2-1040.";
    }

    private static string RuleFor(LikelyFile likely, string period) => $$"""{"kind":"lump","employer":"{{likely.File.Name.Employer}}","pattern":"words of this remark{{(period.Length > 0 ? " " + period : "")}}"}""";

    private static OpenCase? OfEntry(SortedEntry one, RunTotals totals, DateOnly asOf)
    {
        if (totals.Recourses.TryGetValue(one.Entry.Identity, out var recourse)) return OfRecourse(one.Entry, recourse, asOf);
        var cause = one.Kind switch
        {
            BankEntryKind.Unidentified or BankEntryKind.OfTwo when !one.IsCancelled => "unidentified_credit",
            BankEntryKind.Debit => one.MemberKey.Length > 0 ? PayoutDiffers : "unexplained_debit",
            BankEntryKind.Reversal when one.Cancels is null => "reversal_of_unknown",
            _ => "",
        };
        var advice = one.Kind is BankEntryKind.Unidentified or BankEntryKind.OfTwo && totals.Likely.Contains(one.Entry.Identity) ? HowToTie(totals.Likely[one.Entry.Identity]) : CaseAdvice.Of(cause, "");
        return cause.Length == 0 ? null : new OpenCase(
            "bank/" + one.Entry.Identity, cause, "", one.Kind == BankEntryKind.Reversal ? "E01" : "A08", "", "", "", Math.Abs(one.Entry.Amount),
            Math.Max(0, asOf.DayNumber - one.Entry.ValueDate.DayNumber), "", 0, "", one.Entry.BankRef, Words(one.Entry), advice);
    }

    private static OpenCase OfRecourse(BankEntry debit, Recourse recourse, DateOnly asOf) => new(
        "bank/" + debit.Identity, RecourseDebit, "", "E06", recourse.Employer, "", "", -debit.Amount, Math.Max(0, asOf.DayNumber - debit.ValueDate.DayNumber), "", 0, "", debit.BankRef, recourse.Candidates,
        CaseAdvice.Of(RecourseDebit, ""));

    /// <summary>What the bank wrote of an entry: all that there is to tell whose it may be. One candidate, so without the mark that parts several.</summary>
    private static string Words(BankEntry entry)
    {
        var words = $"{entry.ValueDate:yyyy-MM-dd} {entry.Counterparty}: {entry.Narrative}".Replace('|', '/').Replace(" : ", " ", StringComparison.Ordinal).TrimEnd(':', ' ');
        return words.Length <= WordsLimit ? words : words[..WordsLimit];
    }
}
