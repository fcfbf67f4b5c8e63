using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Matching;
using DeductionGateway.Core.Members;
using FsCheck;
using FsCheck.Fluent;

namespace DeductionGateway.Core.Tests.Properties;

/// <summary>The quick ways to compare names find what the slow ones would. A failing case is printed with its seed.</summary>
public sealed class NamePropertyTests
{
    private static readonly Gen<string> Words = Gen.Elements("A", "AN", "ANA", "SITI", "SITTI", "ISTI", "AMINAH", "AMNIAH", "josé", "JOSÉ", "BIN", "Aminah");

    private static readonly Gen<string> Names =
        from words in Words.NonEmptyListOf()
        from title in Gen.Elements("", "", ", S.Pd", ",")
        from gap in Gen.Elements(" ", "  ")
        select string.Join(gap, words.Take(6)) + title;

    private static readonly Gen<string> Letters = Gen.Elements('A', 'B', 'C', 'Z').ArrayOf().Select(static letters => new string([.. letters.Take(12)]));

    [Fact]
    public void The_index_finds_whom_comparing_with_everybody_finds() => Prop.ForAll(Gen.Zip(Names.NonEmptyListOf(), Names).ToArbitrary(), static one =>
    {
        Member[] members = [.. one.Item1.Select(static (name, place) => A.Member(1, name) with { Ordinal = place })];
        var wanted = Utf8Text.From(one.Item2);
        new NameIndex(members).Find(wanted).Select(static member => member.Ordinal)
            .ShouldBe(members.Where(member => NameLikeness.Distance(NameLikeness.Normalise(wanted), NameLikeness.Normalise(member.Name)) != NameLikeness.Strangers).Select(static member => member.Ordinal));
    }).QuickCheckThrowOnFailure();

    /// <summary>One word each, so that no other order of words can be nearer.</summary>
    [Fact]
    public void Letters_wrong_are_counted_as_the_whole_table_counts_them() => Prop.ForAll(Gen.Zip(Letters, Letters).ToArbitrary(), static one =>
    {
        var (reported, billed) = one;
        if (reported.Length == 0 || billed.Length == 0) return;
        var edits = WholeTable(reported, billed);
        NameLikeness.Distance(reported, billed).ShouldBe(edits <= (billed.Length < 8 ? 1 : 3) ? edits : NameLikeness.Strangers);
    }).QuickCheckThrowOnFailure();

    private static int WholeTable(string a, string b)
    {
        var cells = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                cells[i, j] = i == 0 ? j : j == 0 ? i
                    : Math.Min(Math.Min(cells[i - 1, j], cells[i, j - 1]) + 1, cells[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) cells[i, j] = Math.Min(cells[i, j], cells[i - 2, j - 2] + 1);
            }
        }
        return cells[a.Length, b.Length];
    }
}
