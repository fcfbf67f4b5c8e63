using System.Text.Json;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Ledger;
using DeductionGateway.Core.Settlement;
using DeductionGateway.Reconciliation;

namespace DeductionGateway.Answers;

/// <summary>The small result files of a run: bank entries, claims on employers, the work queue, corrections and the summary (CONTRACT §5).</summary>
internal static class SmallFiles
{
    public const string MismatchColumns = "case_id,cause,class,taxonomy,employer,member_no,code,amount,age_days,payroll_file,payroll_line,expected_id,bank_ref,candidates,advice";
    public const string CorrectionColumns = "employer,period,payroll_file,change,key,code,line_before,line_now,amount_before,amount_now";

    public static void Write(OutFolder folder, PeriodInput input, RunTotals totals)
    {
        var asOf = input.BankEntries.Count > 0 ? input.BankEntries[^1].ValueDate : input.Period.FirstDay;
        WriteBankEntries(folder, totals);
        WriteClaims(folder, totals, asOf);
        WriteMismatches(folder, totals, asOf, input);
        WriteCorrections(folder, totals);
    }

    private static void WriteBankEntries(OutFolder folder, RunTotals totals)
    {
        using var csv = folder.Csv("bank_entries.csv", "bank_ref,value_date,amount,kind,employer,member_no,applied,held,held_in");
        foreach (var one in totals.Bank.OrderBy(static one => one.Entry.ValueDate).ThenBy(static one => one.Entry.Identity, StringComparer.Ordinal))
        {
            var money = EntryMoney.Of(one, totals);
            csv.Field(one.Entry.BankRef);
            csv.Field(one.Entry.ValueDate);
            csv.Field(one.Entry.Amount);
            csv.Field(KindOf(one).ToString().ToLowerInvariant());
            csv.Field(one.Employer?.Code ?? "");
            if (one.Member is null) csv.EmptyField();
            else csv.Field(one.Member.MemberNo);
            csv.Field(money.Applied);
            csv.Field(money.Held);
            csv.Field(money.HeldIn?.ToString() ?? "");
            csv.EndRow();
        }
    }

    /// <summary>The kinds are closed (CONTRACT §5): a payout is a debit, what came back of one a reversal, and what names two names nobody.</summary>
    private static BankEntryKind KindOf(SortedEntry one) => one.Kind switch
    {
        BankEntryKind.Payout => one.Entry.Amount < 0 ? BankEntryKind.Debit : BankEntryKind.Reversal,
        BankEntryKind.OfTwo => BankEntryKind.Unidentified,
        _ => one.Kind,
    };

    private static void WriteClaims(OutFolder folder, RunTotals totals, DateOnly asOf)
    {
        using var csv = folder.Csv("employer_claims.csv", "employer,period,reported,received,open,age_days");
        foreach (var unit in totals.Units.Where(static unit => unit.IsOpen || unit.GapOwed > 0).OrderBy(static unit => unit.Name.Employer, StringComparer.Ordinal).ThenBy(static unit => unit.Name.Period))
        {
            csv.Field(unit.Name.Employer);
            csv.Field(unit.Name.Period.ToString());
            csv.Field(unit.Reported);
            csv.Field(unit.Received);
            csv.Field(unit.Owed);
            csv.Field(Math.Max(0, asOf.DayNumber - unit.Name.Period.FirstDay.DayNumber));
            csv.EndRow();
        }
    }

    private static void WriteMismatches(OutFolder folder, RunTotals totals, DateOnly asOf, PeriodInput input)
    {
        using var csv = folder.Csv("mismatches.csv", MismatchColumns);
        foreach (var one in WorkQueue.Of(totals, asOf, input.Period))
        {
            csv.Field(one.CaseId);
            csv.Field(one.Cause);
            csv.Field(one.Class);
            csv.Field(one.Taxonomy);
            csv.Field(one.Employer);
            csv.Field(one.MemberNo);
            csv.Field(one.Code);
            csv.Field(one.Amount);
            csv.Field(one.AgeDays);
            csv.Field(one.PayrollFile);
            if (one.Record > 0) csv.Field(one.Record);
            else csv.EmptyField();
            csv.Field(one.ExpectedId);
            csv.Field(one.BankRef);
            csv.Field(one.Candidates);
            csv.Field(one.Advice);
            csv.EndRow();
        }
    }

    /// <summary>Only where a payroll file replaced an earlier one: what it says otherwise, row by row.</summary>
    private static void WriteCorrections(OutFolder folder, RunTotals totals)
    {
        if (totals.Corrections.Count == 0) return;
        using var csv = folder.Csv("corrections.csv", CorrectionColumns);
        foreach (var correction in totals.Corrections)
        {
            foreach (var change in correction.Changes)
            {
                csv.Field(correction.Unit.Employer);
                csv.Field(correction.Unit.Period.ToString());
                csv.Field(correction.File);
                csv.Field(change.Kind);
                csv.Field(change.Key);
                csv.Field(change.Code);
                csv.Field(change.RecordBefore);
                csv.Field(change.RecordNow);
                csv.Field(change.AmountBefore);
                csv.Field(change.AmountNow);
                csv.EndRow();
            }
        }
    }

    /// <summary>After the commit: it says how long everything took; and once more when the files for people are there.</summary>
    public static void WriteSummary(OutFolder folder, RunTotals totals)
    {
        using var stream = folder.Create("summary.json");
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteStartObject("counts");
        foreach (var kind in Enum.GetValues<LineClass>()) json.WriteNumber(LineNames.Of(kind), totals.Classes.GetValueOrDefault(kind).Rows);
        json.WriteEndObject();
        json.WriteStartObject("totals");
        json.WriteNumber("billed", totals.Billed);
        json.WriteNumber("reported", totals.Reported);
        json.WriteNumber("received", totals.Received);
        json.WriteStartObject("applied");
        json.WriteNumber("penalty", totals.Penalty);
        json.WriteNumber("interest", totals.Interest);
        json.WriteNumber("principal", totals.Principal);
        json.WriteNumber("savings", totals.Savings);
        json.WriteNumber("shop", totals.Shop);
        json.WriteNumber("passthrough", totals.Passthrough);
        json.WriteEndObject();
        json.WriteStartObject("held");
        foreach (var (account, amount) in totals.Held) json.WriteNumber(account.ToString(), amount);
        json.WriteEndObject();
        json.WriteStartObject("heldOnNoRow");
        foreach (var (account, amount) in EntryMoney.HeldOnNoRow(totals)) json.WriteNumber(account.ToString(), amount);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("phases");
        foreach (var (name, seconds, lines) in totals.Phases)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteNumber("seconds", Math.Round(seconds, 4));
            json.WriteNumber("linesPerSecond", seconds > 0 ? Math.Round(lines / seconds) : 0);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("seconds", Math.Round(totals.Seconds, 4));
        json.WriteNumber("peakMemoryBytes", System.Diagnostics.Process.GetCurrentProcess().PeakWorkingSet64);
        json.WriteEndObject();
    }
}
