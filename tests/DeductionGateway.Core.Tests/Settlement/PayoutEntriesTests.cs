using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Settlement;
using FsCheck;
using FsCheck.Fluent;

namespace DeductionGateway.Core.Tests.Settlement;

/// <summary>A payout leaves once, by the debit that names it, and comes back at most once.</summary>
public sealed class PayoutEntriesTests
{
    private static readonly ApprovedPayout First = new("202602270900000001", "M1", 250), Second = new("202602270900000002", "M2", 250);

    /// <summary>Entries as amount, text and day; what each is: its payout's own, another's amount or one too many, or nothing.</summary>
    [Theory]
    [InlineData("-250 TRF 202602270900000001 25", "M1 own")]
    [InlineData("-250 TRF202602270900000001/SITI 25", "M1 own")]
    [InlineData("-249 TRF 202602270900000001 25", "M1 other")]
    [InlineData("-250 TRF 25", "")]
    [InlineData("-250 202602270900000001 202602270900000002 25", "")]
    [InlineData("-250 202602270900000001 25;-250 202602270900000001 26", "M1 own;M1 other")]
    [InlineData("-250 202602270900000001 26;-250 202602270900000001 25", "M1 other;M1 own")]
    [InlineData("-250 202602270900000001 25;-250 202602270900000002 25", "M1 own;M2 own")]
    [InlineData("-250 202602270900000001 25;250 RETUR 202602270900000001 26", "M1 own;M1 own")]
    [InlineData("-250 202602270900000001 25;250 202602270900000001 26;250 202602270900000001 27", "M1 own;M1 own;")]
    [InlineData("-250 202602270900000001 25;249 202602270900000001 26", "M1 own;")]
    [InlineData("-250 202602270900000001 25;250 202602270900000001 24", "M1 own;")]
    [InlineData("250 202602270900000001 26", "")]
    public void By_reference_and_amount_once(string entries, string found)
    {
        var all = entries.Split(';').Select(static (text, place) => Entry(text, $"B{place}")).ToList();
        var of = PayoutEntries.Find([First, Second], all, new Dictionary<string, string>());
        string.Join(';', all.Select(entry => of.TryGetValue(entry.Identity, out var one) ? $"{one.Payout.MemberNo} {(one.IsIts ? "own" : "other")}" : "")).ShouldBe(found);
    }

    /// <summary>What an earlier folder booked stands, whatever a statement shows later of an earlier day.</summary>
    [Fact]
    public void What_is_booked_stands()
    {
        var (booked, earlier) = (Entry("-250 202602270900000001 26", "B1"), Entry("-250 202602270900000001 25", "B2"));
        var of = PayoutEntries.Find([First], [booked, earlier], new Dictionary<string, string> { [booked.Identity] = First.Reference });
        (of[booked.Identity].IsIts, of[earlier.Identity].IsIts).ShouldBe((true, false));
    }

    /// <summary>The bank's file named it in a field that is not kept; its return and a second debit come in the next folder.</summary>
    [Fact]
    public void What_is_booked_need_not_name_it_again()
    {
        var (booked, again, back) = (Entry("-250 TRF 25", "B1"), Entry("-250 202602270900000001 27", "B2"), Entry("250 RETUR 202602270900000001 28", "B3"));
        var of = PayoutEntries.Find([First], [again, back, booked], new Dictionary<string, string> { [booked.Identity] = First.Reference });
        (of[booked.Identity].IsIts, of[again.Identity].IsIts, of[back.Identity].IsIts).ShouldBe((true, false, true));
    }

    [Fact]
    public void What_takes_an_entry_back_is_no_return() =>
        PayoutEntries.Find([First], [Entry("-250 202602270900000001 25", "B1"), Entry("250 202602270900000001 26", "B1") with { IsReversal = true }], new Dictionary<string, string>()).Count.ShouldBe(1);

    /// <summary>References of several lengths, one of which begins another, in small letters or large.</summary>
    [Theory]
    [InlineData("-250 trf-abcdefghij/x 25", "M3")]
    [InlineData("-250 TRF-ABCDEFGHIJK/X 25", "")]
    [InlineData("-250 ABCDEFGHI 25", "")]
    [InlineData("-250 X202602270900000001 25", "M1")]
    public void By_references_of_any_length(string text, string found)
    {
        var entry = Entry(text, "B0");
        var of = PayoutEntries.Find([First, new("ABCDEFGHIJ", "M3", 250), new("ABCDEFGHIJK", "M4", 250)], [entry], new Dictionary<string, string>());
        (of.TryGetValue(entry.Identity, out var one) ? one.Payout.MemberNo : "").ShouldBe(found);
    }

    private static readonly Gen<BankEntry[]> Cases = Gen.Zip(Gen.Elements(-250L, -250, 250, 249, -100), Gen.Zip(Gen.Elements(First.Reference, Second.Reference, "", First.Reference + "/" + Second.Reference), Gen.Choose(1, 28)))
        .ListOf().Select(static all => all.Select(static (one, place) => A.Credit(one.Item1, $"B{place:00}", one.Item2.Item2, remark: $"TRF {one.Item2.Item1}")).ToArray());

    [Fact]
    public void In_whatever_order_each_leaves_once_and_comes_back_at_most_once() => Prop.ForAll(Cases.ToArbitrary(), static entries =>
    {
        var found = PayoutEntries.Find([First, Second], entries, new Dictionary<string, string>());
        foreach (var own in entries.Where(entry => found.TryGetValue(entry.Identity, out var one) && one.IsIts).GroupBy(entry => found[entry.Identity].Payout))
        {
            own.Count(static entry => entry.Amount < 0).ShouldBe(1);
            own.Count(static entry => entry.Amount > 0).ShouldBeLessThanOrEqualTo(1);
            own.Sum(static entry => entry.Amount).ShouldBeOneOf(-own.Key.Amount, 0);
        }
        PayoutEntries.Find([Second, First], [.. Enumerable.Reverse(entries)], new Dictionary<string, string>()).OrderBy(static one => one.Key, StringComparer.Ordinal).ShouldBe(found.OrderBy(static one => one.Key, StringComparer.Ordinal));
    }).QuickCheckThrowOnFailure();

    /// <param name="text">Amount, remark and day, parted by blanks.</param>
    private static BankEntry Entry(string text, string reference)
    {
        var words = text.Split(' ');
        return A.Credit(long.Parse(words[0], System.Globalization.CultureInfo.InvariantCulture), reference, int.Parse(words[^1], System.Globalization.CultureInfo.InvariantCulture), remark: string.Join(' ', words[1..^1]));
    }
}
