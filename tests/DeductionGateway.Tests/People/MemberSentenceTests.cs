using System.Globalization;
using System.Text.RegularExpressions;
using DeductionGateway.Answers.People;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Settlement;
using DeductionGateway.Tests.Proofs;

namespace DeductionGateway.Tests.People;

/// <summary>anggota.csv: one sentence for each member, short enough for a text message, its amounts worked out anew from lines.csv.</summary>
public sealed class MemberSentenceTests(PeopleRun people) : IClassFixture<PeopleRun>
{
    private static readonly string[] Parts = ["angsuran pinjaman", "jasa", "denda", "simpanan", "toko", "lainnya"];

    [Fact]
    public void Every_member_has_one_in_the_order_of_the_folder()
    {
        var told = CsvTable.Parse(people.Run.Read("anggota.csv"));
        string.Join(',', told.Columns).ShouldBe("member_no,name,employer,sentence");
        told.Rows.Select(static row => row["member_no"]).ShouldBe(people.Members.Rows.Select(static row => row["member_no"]));
        foreach (var row in told.Rows)
        {
            row["sentence"].Length.ShouldBeInRange(20, 160, row["sentence"]);
            row["sentence"].ShouldAllBe(static letter => letter >= ' ' && letter < 127, "a text message of 160 characters has plain letters");
            row["sentence"].ShouldStartWith("Februari 2026: ");
            row["sentence"].ShouldEndWith(".");
        }
    }

    [Fact]
    public void Amounts_are_those_of_the_members_own_rows()
    {
        var rows = people.Lines.Rows.ToLookup(static row => row["member_no"]);
        var kinds = KindsOf();
        var seen = new HashSet<string>();
        foreach (var told in CsvTable.Parse(people.Run.Read("anggota.csv")).Rows)
        {
            var own = rows[told["member_no"]].ToList();
            var sentence = told["sentence"];
            var why = $"{told["member_no"]}: {sentence}";
            var received = own.Sum(static row => row.Rupiah("received_amount"));
            Amount(sentence, @"(?:potongan|pembayaran) Rp([\d.]+) diterima").ShouldBe(received, why);
            Amount(sentence, @"titipan Anda Rp([\d.]+)").ShouldBe(own.Where(static row => row["held_in"] == "2-1030").Sum(static row => row.Rupiah("a_suspense")), why);
            var unremitted = own.Where(static row => row["class"] is "unremitted" or "part_remitted" || (row["class"] is "unbilled" or "wrong_period" or "fuzzy" && row["f_money"] is "none" or "part")).Sum(static row => row.Rupiah("reported_amount"));
            Amount(sentence, @"Rp([\d.]+) dipotong kantor").ShouldBe(unremitted, why);
            Amount(sentence, @"(?:tagihan Rp([\d.]+)|Rp([\d.]+) belum tercatat)").ShouldBe(Open(own), why);
            Components(sentence, own, kinds, why);
            if (unremitted > 0) seen.Add("unremitted");
            if (Open(own) > 0) seen.Add("open");
            if (sentence.Contains("titipan", StringComparison.Ordinal)) seen.Add("deposit");
        }
        seen.Count.ShouldBe(3, "the folder has members of each kind");
    }

    [Fact]
    public void Nobody_is_told_to_be_in_arrears_for_what_the_employer_owes()
    {
        var rows = people.Lines.Rows.ToLookup(static row => row["member_no"]);
        foreach (var told in CsvTable.Parse(people.Run.Read("anggota.csv")).Rows)
        {
            Regex.IsMatch(told["sentence"], @"\b(menunggak|tunggakan)\b").ShouldBe(told["sentence"].Contains("Anda tidak menunggak", StringComparison.Ordinal) || told["sentence"].Contains("bukan tunggakan Anda", StringComparison.Ordinal));
            if (told["sentence"].Contains("Anda tidak menunggak", StringComparison.Ordinal)) Open([.. rows[told["member_no"]]]).ShouldBe(0, told.ToString());
        }
    }

    /// <summary>The longest month, the largest amounts and everything at once: shorter words, then whole clauses left out, never a cut.</summary>
    [Theory]
    [InlineData(1_000_000)]
    [InlineData(1_234_567_890)]
    [InlineData(999_999_999_999)]
    public void However_much_there_is_to_say_it_fits(long amount)
    {
        var facts = new MemberFacts { Billed = 9 * amount };
        facts.Add(Row(LineClass.Over, MoneyFinding.Double, amount, principal: amount / 2, interest: amount / 8, held: amount / 8, other: amount / 4), CodeKind.Loan, false);
        facts.Add(Row(LineClass.Matched, MoneyFinding.OtherChannel, amount, savings: amount / 2, shop: amount / 4, other: amount / 4), CodeKind.Passthrough, false);
        facts.Add(Row(LineClass.PartRemitted, MoneyFinding.Part, amount), CodeKind.Loan, false);
        facts.Add(Row(LineClass.Missing, MoneyFinding.None, 0, expected: amount), CodeKind.Loan, false);
        facts.Add(Row(LineClass.WrongPeriod, MoneyFinding.Received, amount, held: amount), CodeKind.Loan, false);
        facts.AddProposal();
        foreach (var hasAnswered in (bool[])[true, false])
        {
            var sentence = MemberSentences.Of("September 2026", facts, hasAnswered);
            sentence.Length.ShouldBeLessThanOrEqualTo(160, sentence);
            sentence.ShouldStartWith($"September 2026: pembayaran {Wording.Rupiah(facts.Received)} diterima koperasi");
            sentence.ShouldEndWith(".");
        }
    }

    [Fact]
    public void It_says_what_the_member_asks()
    {
        var paid = new MemberFacts { Billed = 550_000 };
        paid.Add(Row(LineClass.Matched, MoneyFinding.Received, 550_000, principal: 500_000, interest: 50_000), CodeKind.Loan, false);
        MemberSentences.Of("Februari 2026", paid, true).ShouldBe("Februari 2026: potongan Rp550.000 diterima koperasi; angsuran pinjaman Rp500.000, jasa Rp50.000.");
        var owed = new MemberFacts { Billed = 550_000 };
        owed.Add(Row(LineClass.Unremitted, MoneyFinding.None, 550_000), CodeKind.Loan, false);
        MemberSentences.Of("Februari 2026", owed, true).ShouldBe("Februari 2026: Rp550.000 dipotong kantor tetapi belum disetor; Anda tidak menunggak.");
        MemberSentences.Of("Februari 2026", owed.WithMoneyWaiting(), true).ShouldBe("Februari 2026: Rp550.000 dipotong kantor tetapi setorannya belum cocok; Anda tidak menunggak.");
        MemberSentences.Of("Februari 2026", default, true).ShouldBe("Februari 2026: tidak ada potongan koperasi untuk Anda.");
    }

    private static void Components(string sentence, List<CsvRow> own, Dictionary<string, string> kinds, string why)
    {
        var amounts = new Dictionary<string, long>
        {
            ["angsuran pinjaman"] = own.Sum(static row => row.Rupiah("a_principal")),
            ["jasa"] = own.Sum(static row => row.Rupiah("a_interest")),
            ["denda"] = own.Where(row => kinds.GetValueOrDefault(row["code"]) == "loan").Sum(static row => row.Rupiah("a_other")),
            ["simpanan"] = own.Sum(static row => row.Rupiah("a_savings")),
            ["toko"] = own.Sum(static row => row.Rupiah("a_shop")),
        };
        var told = Parts.ToDictionary(static part => part, part => Amount(sentence, $@"[;,] {part} Rp([\d.]+)"));
        if (told.Values.All(static amount => amount == 0)) return;
        foreach (var (part, amount) in amounts) told[part].ShouldBeOneOf([amount, 0], $"{part}, {why}");
        told.Values.Sum().ShouldBe(own.Sum(static row => row.Rupiah("received_amount") - row.Rupiah("a_suspense")), why);
    }

    /// <summary>Billed, and neither withheld nor paid: a bill that several rows speak for counts once.</summary>
    private static long Open(List<CsvRow> own)
    {
        var missing = own.Where(static row => row["class"] == "missing").Sum(static row => row.Rupiah("expected_amount") - row.Rupiah("received_amount") + row.Rupiah("a_suspense"));
        var shorts = own.Where(static row => row["f_amount"] == "short" && row["f_period"] == "same" && row["class"] is "short" or "unremitted" or "part_remitted").GroupBy(static row => row["expected_id"]);
        return Math.Max(0, missing + shorts.Sum(static bill => bill.First().Rupiah("expected_amount") - bill.Sum(static row =>
            row["f_money"] == "other_channel" && row["class"] == "short" ? Math.Max(row.Rupiah("reported_amount"), row.Rupiah("received_amount") - row.Rupiah("a_suspense"))
            : row["f_money"] == "other_channel" ? row.Rupiah("reported_amount") + row.Rupiah("received_amount") - row.Rupiah("a_suspense") : row.Rupiah("reported_amount"))));
    }

    private Dictionary<string, string> KindsOf()
    {
        var kinds = new Dictionary<string, string> { ["SW"] = "savings", ["SS"] = "savings", ["PU"] = "loan", ["PB"] = "loan", ["TK"] = "shop" };
        var file = Path.Combine(people.Folder, "codes.csv");
        if (File.Exists(file)) foreach (var row in CsvTable.Read(file).Rows) kinds[row["code"]] = row["kind"];
        return kinds;
    }

    private static long Amount(string sentence, string pattern) => Regex.Match(sentence, pattern) is { Success: true } match
        ? long.Parse(string.Concat(match.Groups.Values.Skip(1).Select(static group => group.Value)).TrimEnd('.').Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) : 0;

    private static AnswerRow Row(LineClass kind, MoneyFinding money, long reported, long principal = 0, long interest = 0, long savings = 0, long shop = 0, long other = 0, long held = 0, long expected = 0) => new()
    {
        PayrollFile = "p.csv", Record = 1, ExpectedId = "X", Class = kind, CandidateId = "", Candidates = "", Taxonomy = "", Employer = "E", MemberNo = "M", HasMember = true, Code = "PU",
        Expected = expected, Reported = reported, Received = principal + interest + savings + shop + other + held, Interest = interest, Principal = principal, Savings = savings, Shop = shop, Other = other,
        Suspense = held, HeldIn = held > 0 ? "2-1030" : "", Identity = IdentityFinding.Key, Amount = AmountFinding.Equal, Money = money, Period = PeriodFinding.Same, Rule = "key@1",
    };
}
