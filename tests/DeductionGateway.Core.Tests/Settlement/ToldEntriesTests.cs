using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Core.Tests.Settlement;

/// <summary>What a bank tells and what its statement shows of one movement is one fact, in whatever order and however often it is read.</summary>
public sealed class ToldEntriesTests
{
    private static readonly DateOnly Day = new(2026, 2, 20);

    [Fact]
    public void Told_and_shown_are_one_and_the_statement_shows_what_is_booked()
    {
        var (told, shown) = (Told("p1", 50_000, 0), Shown("B1", 50_000, 1, "TRSF E-BANKING 88899100 SITI"));
        var merged = Merge([told, shown], []);
        merged.BankEntries.ShouldBe([told]);
        merged.Statements.Single().Entries.ShouldBe([told]);
        Merge([told, shown], [told.Identity]).BankEntries.ShouldBe([told]);
        var kept = Merge([told, shown], [shown.Identity]);
        kept.BankEntries.Single().ShouldBe(shown with { Narrative = told.Narrative }, "booked before it was told; now it is known whose it is");
        kept.Statements.Single().Entries.ShouldBe(kept.BankEntries);
    }

    [Fact]
    public void What_an_earlier_folder_was_told_is_what_a_later_statement_shows()
    {
        var (told, shown) = (Told("p1", 50_000, 0), Shown("B1", 50_000, 2, "88899100"));
        var merged = ToldEntries.Merge(Folder([shown]), [told], static _ => new HashSet<string> { Told("p1", 50_000, 0).Identity }).Input;
        merged.BankEntries.ShouldBe([told]);
    }

    [Theory]
    [InlineData(50_001, 0, "88899100")]
    [InlineData(50_000, 4, "88899100")]
    [InlineData(50_000, -4, "88899100")]
    [InlineData(50_000, 0, "SITI AMINAH")]
    [InlineData(50_000, 0, "888991001")]
    [InlineData(-50_000, 0, "88899100")]
    public void Never_on_amount_alone_and_not_of_another_day(long amount, int days, string remark) =>
        Merge([Told("p1", 50_000, 0), Shown("B1", amount, days, remark)], []).BankEntries.Count.ShouldBe(2);

    [Fact]
    public void A_banks_reference_of_the_payment_ties_as_well()
    {
        var told = Told("p1", 50_000, 0) with { Narrative = "AUTODEBET M1 SW 202602 VA 88899100 REF R2026022001" };
        Merge([told, Shown("R2026022001", 50_000, 0, "SITI")], []).BankEntries.ShouldBe([told]);
        var brief = told with { Narrative = "AUTODEBET M1 SW 202602 REF R1" };
        Merge([brief, Shown("R1", 50_000, 0, "SITI")], []).BankEntries.ShouldBe([brief]);
        Merge([brief, Shown("B1", 50_000, 0, "SITI R1")], []).BankEntries.Count.ShouldBe(2, "so short a word stands in a remark by chance");
    }

    /// <summary>Rows that a bank showed when it was asked and its file are two lists of one account: of one day's equal amounts each is one of the other's, whatever they say.</summary>
    [Fact]
    public void A_row_and_the_files_entry_are_one()
    {
        var (row, file) = (Row("T1", 50_000, 0, "KR OTOMATIS SITI"), Shown("B1", 50_000, 0, "SETORAN"));
        var merged = Merge([row, file], []);
        merged.BankEntries.Single().ShouldBe(row with { Narrative = "KR OTOMATIS SITI REF T1 | SETORAN REF B1" });
        merged.Statements.Single().Entries.ShouldBe(merged.BankEntries);
        Merge([row, file], [file.Identity]).BankEntries.Single().Identity.ShouldBe(file.Identity, "booked before");
        Merge([row, Shown("B1", 50_000, 0, "SETORAN"), Shown("B2", 50_000, 0, "SETORAN")], []).BankEntries.Count.ShouldBe(2, "two real equal credits");
        Merge([row, file with { ValueDate = Day.AddDays(2) }], []).BankEntries.Single().Identity.ShouldBe(row.Identity, "booked on that day");
        Merge([row, Shown("B1", 50_000, 2, "SETORAN")], []).BankEntries.Count.ShouldBe(2, "of another day, and no word in common");
        Merge([Row("T12345", 50_000, 0, "KR"), Shown("B1", 50_000, 2, "SETORAN T12345")], []).BankEntries.ShouldHaveSingleItem();
    }

    /// <summary>A notice that only the file's words name finds the row that the file is one with.</summary>
    [Theory]
    [InlineData("PAY0001", "KR OTOMATIS", "SETORAN")]
    [InlineData("B1", "KR OTOMATIS", "SETORAN 88899100")]
    [InlineData("B1", "KR 88899100", "SETORAN")]
    public void Notice_row_and_file_are_one_whoever_names_it(string reference, string ofRow, string ofFile)
    {
        var told = Told("p1", 50_000, 0) with { Narrative = "AUTODEBET M1 SW 202602 VA 88899100 REF PAY0001" };
        BankEntry[] forms = [told, Row("T1", 50_000, 1, ofRow), Shown(reference, 50_000, 1, ofFile)];
        foreach (var booked in forms.Select(static one => one.Identity).Prepend(""))
        {
            var entry = Merge(forms, [booked]).BankEntries.ShouldHaveSingleItem();
            entry.Narrative.ShouldBe(told.Narrative);
            if (booked.Length > 0) entry.Identity.ShouldBe(booked);
        }
    }

    /// <summary>The row names one member and the file another: it is nobody's, whichever of the two is known already, until a notice says whose.</summary>
    [Theory]
    [InlineData("AUTODEBET M1 SW 202602", "AUTODEBET M2 SW 202602", true)]
    [InlineData("PG 202602 E1 00101", "PG 202602 E1 00102", true)]
    [InlineData("POTONGAN KOPERASI 202602 E1", "POTONGAN KOPERASI 202602 E2", true)]
    [InlineData("AUTODEBET M1 SW 202602", "AUTODEBET M1 SW 202602 CABANG", false)]
    [InlineData("AUTODEBET m1 SW 202602", "CABANG AUTODEBET M1 SW 202602", false)]
    [InlineData("KR OTOMATIS", "AUTODEBET M2 SW 202602", false)]
    [InlineData("AUTODEBET M1 SW 202602", "SETORAN", false)]
    public void What_names_two_is_nobodys(string ofRow, string ofFile, bool isOfTwo)
    {
        BankEntry[] forms = [Row("T12345", 50_000, 0, ofRow), Shown("B1", 50_000, 0, ofFile)];
        foreach (var booked in forms.Select(static one => one.Identity).Prepend(""))
        {
            foreach (var seen in (BankEntry[][])[forms, [.. forms.Reverse()]])
            {
                var entry = One(seen, [booked], isOfTwo);
                if (ToldEntries.IsTold(entry)) One([entry, forms[1]], [entry.Identity], isOfTwo, "a later folder's file shows it again");
            }
        }
        One([.. forms, Told("p1", 50_000, 0) with { Narrative = "AUTODEBET M1 SW 202602 VA 88899100 REF T12345" }], [], false, "the notice says whose");

        static BankEntry One(IReadOnlyList<BankEntry> seen, IEnumerable<string> booked, bool isOfTwo, string why = "")
        {
            var (input, ofTwo) = Merged(seen, booked);
            var entry = input.BankEntries.ShouldHaveSingleItem();
            (ofTwo.Count, ofTwo.Contains(entry.Identity)).ShouldBe((isOfTwo ? 1 : 0, isOfTwo), why);
            return entry;
        }
    }

    /// <summary>Two members pay alike on one day, in texts that have many words in common: each row goes with the entry of its own member, in whatever order they come.</summary>
    [Fact]
    public void Rows_go_with_the_entries_of_their_own_members()
    {
        const string words = "KR OTOMATIS A B C D E F G H I J";
        var forms = new[] { Row("T1", 50_000, 0, $"{words} AUTODEBET M1 SW 202602"), Row("T2", 50_000, 0, $"{words} AUTODEBET M2 SW 202602"), Shown("B1", 50_000, 0, $"{words} AUTODEBET M2 SW 202602"), Shown("B2", 50_000, 0, $"{words} AUTODEBET M1 SW 202602") };
        foreach (var order in Orders(forms))
        {
            var (merged, ofTwo) = Merged(order, []);
            merged.BankEntries.Select(static one => one.Narrative.Contains("M1", StringComparison.Ordinal) && one.Narrative.Contains("M2", StringComparison.Ordinal)).ShouldBe([false, false]);
            ofTwo.ShouldBeEmpty();
        }

        static IEnumerable<List<BankEntry>> Orders(IReadOnlyCollection<BankEntry> of) =>
            of.Count == 0 ? [[]] : of.SelectMany(first => Orders([.. of.Where(one => one != first)]).Select(rest => (List<BankEntry>)[first, .. rest]));
    }

    /// <summary>Movements, many of them alike, are told and shown at random times, and folders are read at random times between: in the end each is booked once.</summary>
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    public void Whatever_the_order_each_movement_is_booked_once(int seed, bool withRows)
    {
        var random = new Random(seed);
        for (var round = 0; round < 300; round++)
        {
            var movements = random.Next(1, 7);
            var forms = new List<BankEntry>();
            for (var no = 0; no < movements; no++)
            {
                var (isTold, isShown) = random.Next(5) switch { 0 => (true, false), 1 => (false, true), _ => (true, true) };
                var amount = random.Next(2) == 0 ? 50_000 : 75_000;
                var (day, later) = (random.Next(2), random.Next(2));
                if (isTold) forms.Add(Told($"p{no}", amount, day));
                if (isShown) forms.Add(Shown($"B{no}", amount, day + later, "88899100"));
                // The bank is asked for its statement as well: whole lists, both of them.
                if (isShown && withRows) forms.Add(Row($"T{no}", amount, day + later, "88899100"));
            }
            // What the bank tells and shows in the end decides how many there can be: one that was only told and one alike that was only shown are one to anybody.
            var wanted = forms.GroupBy(static entry => entry.Amount).Sum(static alike => Math.Max(alike.Count(IsNotice), alike.Count(static entry => !ToldEntries.IsTold(entry))));
            var (booked, seen) = (new HashSet<string>(), new List<BankEntry>());
            foreach (var form in forms.OrderBy(_ => random.Next()))
            {
                seen.Add(form);
                if (random.Next(2) == 0) Run(seen, booked);
            }
            Run(seen, booked);
            var before = booked.Count;
            Run(seen, booked);
            booked.Count.ShouldBe(before, "read again nothing is new");
            booked.Count.ShouldBe(wanted, $"round {round}: {string.Join(", ", forms.Select(static one => one.Identity))}");
        }

        static void Run(List<BankEntry> seen, HashSet<string> booked) => booked.UnionWith(Merge(seen, booked).BankEntries.Select(static entry => entry.Identity));
    }

    private static PeriodInput Merge(IReadOnlyList<BankEntry> entries, IEnumerable<string> booked) => Merged(entries, booked).Input;

    private static (PeriodInput Input, IReadOnlySet<string> OfTwo) Merged(IReadOnlyList<BankEntry> entries, IEnumerable<string> booked)
    {
        var known = booked.ToHashSet(StringComparer.Ordinal);
        return ToldEntries.Merge(Folder(entries), [], identities => identities.Where(known.Contains).ToHashSet());
    }

    private static PeriodInput Folder(IReadOnlyList<BankEntry> entries) => new(
        null!, new PayPeriod(2026, 2), [], [], [], [], new Dictionary<string, PayrollProfile>(), BankRulesReader.Read(null, "", new FaultList()),
        [new BankStatement("bank.mt940", "1", "1", "IDR", Day, 0, Day, 0, [.. entries.Where(static entry => !ToldEntries.IsTold(entry))])], entries, []);

    private static BankEntry Told(string id, long amount, int day) => new("1", ToldEntries.Prefix + "a/va/" + id, Day.AddDays(day), Day.AddDays(day), amount, "IDR", 1, false, "", "AUTODEBET M1 SW 202602 VA 88899100");

    private static BankEntry Row(string id, long amount, int day, string remark) =>
        new("1", $"{ToldEntries.Prefix}a/{ToldEntries.RowKind}/{id}", Day.AddDays(day), Day.AddDays(day), amount, "IDR", 1, false, "", $"{remark} REF {id}");

    private static bool IsNotice(BankEntry entry) => entry.BankRef.StartsWith($"{ToldEntries.Prefix}a/va/", StringComparison.Ordinal);

    private static BankEntry Shown(string reference, long amount, int day, string remark) => new("1", reference, Day.AddDays(day), Day.AddDays(day), amount, "IDR", 1, false, "", remark);
}
