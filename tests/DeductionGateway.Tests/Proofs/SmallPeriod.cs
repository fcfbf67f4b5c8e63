using System.Text.Json;
using DeductionGateway.Tests.Golden;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Proofs;

/// <summary>
/// The golden base period (two employers, five members, 1,430,000 rupiah) in a folder of its own, to be changed in one place.
/// Its statement is the CSV alone: an MT940 file would bind every change to its balances.
/// </summary>
internal sealed class SmallPeriod
{
    private const string Header = "bank_ref,booking_date,value_date,dc,amount,currency,account,counterparty,narrative";

    private SmallPeriod(string folder) => Folder = folder;

    public string Folder { get; }

    public static SmallPeriod February(Scratch scratch, string name)
    {
        var period = new SmallPeriod(scratch.Lay(GoldenFolder.PathOf(GoldenFolder.Base), name));
        File.Delete(period.PathOf("bank.mt940"));
        return period;
    }

    /// <summary>The same people owe the same again a month later; the bank's references are others.</summary>
    public static SmallPeriod March(Scratch scratch, string name) => Month(scratch, name, 3);

    /// <summary>The same month once more in 2026; references of January begin with A, of February with B, and so on.</summary>
    public static SmallPeriod Month(Scratch scratch, string name, int month)
    {
        var period = February(scratch, name);
        foreach (var file in Directory.EnumerateFiles(period.Folder))
        {
            var text = File.ReadAllText(file);
            File.WriteAllText(file, text.Replace("2026-02", $"2026-0{month}").Replace("202602", $"20260{month}").Replace("02/2026", $"0{month}/2026").Replace("B00", $"{(char)('A' + month - 1)}00"));
        }
        return period;
    }

    /// <summary>March, with Siti at E2 under a new number; the billing and both files of March say so.</summary>
    public SmallPeriod WithSitiAtE2() => this
        .With("members.csv", "3273014506800001,E1,00101", "3273014506800001,E2,7003")
        .With("expected.csv", "E1,00101", "E2,7003")
        .With("payroll_E1.csv", "00101,SITI AMINAH,3273014506800001,SW,50000,2026-03\n00101,SITI AMINAH,3273014506800001,PU,550000,2026-03\n", "")
        .With("payroll_E2.csv", ";TOTAL", "7003;SITI AMINAH;S01;50.000,00;03/2026\n;TOTAL")
        .With("bank.csv", "C,870000.00", "C,270000.00")
        .With("bank.csv", "C,560000.00", "C,610000.00");

    /// <summary>How remarks are read, in place of the rules that hold without the file.</summary>
    public SmallPeriod WithRules(params (string Kind, string Pattern)[] rules)
    {
        File.WriteAllText(PathOf("bank_rules.json"), JsonSerializer.Serialize(rules.Select(static rule => new { kind = rule.Kind, pattern = rule.Pattern })));
        return this;
    }

    /// <summary>One text of a file becomes another; a text that is not there is a fault of the test.</summary>
    public SmallPeriod With(string file, string before, string now)
    {
        var text = File.ReadAllText(PathOf(file));
        text.ShouldContain(before, Case.Sensitive);
        File.WriteAllText(PathOf(file), text.Replace(before, now));
        return this;
    }

    /// <summary>The bank's entry of this reference is not (yet) in the statement.</summary>
    public SmallPeriod Without(string bankRef)
    {
        var lines = File.ReadAllLines(PathOf("bank.csv"));
        var left = lines.Where(line => !line.StartsWith(bankRef + ",", StringComparison.Ordinal)).ToList();
        left.Count.ShouldBe(lines.Length - 1);
        File.WriteAllLines(PathOf("bank.csv"), left);
        return this;
    }

    /// <summary>A further statement beside the first, its rows in short: <c>reference,date,sign,amount,counterparty,remark</c>.</summary>
    public SmallPeriod WithStatement(string name, params string[] entries)
    {
        File.WriteAllLines(PathOf(name), [Header, .. entries.Select(Entry)]);
        return this;
    }

    private static string Entry(string entry) =>
        entry.Split(',') is [var reference, var date, var sign, var amount, var party, var remark]
            ? $"{reference},{date},{date},{sign},{amount}.00,IDR,1370012345678,{party},{remark}"
            : throw new ArgumentException($"'{entry}' is not an entry in short");

    private string PathOf(string file) => Path.Combine(Folder, file);
}

/// <summary>What the journals of one or several folders add up to per account and member; accounts at nil are left out.</summary>
internal static class Balances
{
    public static string Of(params Reconciling[] runs)
    {
        var totals = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var posting in runs.SelectMany(static run => CsvTable.Parse(run.Read("journal.csv")).Rows))
        {
            var account = $"{posting["account"]} {posting["member_no"]}".TrimEnd();
            totals[account] = totals.GetValueOrDefault(account) + posting.Rupiah("debit") - posting.Rupiah("credit");
        }
        return string.Join('\n', totals.Where(static one => one.Value != 0).Select(static one => $"{one.Key}: {one.Value}"));
    }

    /// <summary>Chosen columns of a result file, a row a line.</summary>
    public static string[] Table(this Reconciling run, string file, params string[] columns) =>
        [.. CsvTable.Parse(run.Read(file)).Rows.Select(row => string.Join(' ', columns.Select(column => row[column])).TrimEnd())];
}
