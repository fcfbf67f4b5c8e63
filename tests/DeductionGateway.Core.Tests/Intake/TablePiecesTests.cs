using System.Text;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Matching;
using DeductionGateway.Core.Members;

namespace DeductionGateway.Core.Tests.Intake;

/// <summary>A table read piece by piece is the table, wherever it is cut.</summary>
public sealed class TablePiecesTests
{
    private const string MemberHeader = "member_no,name,national_id,employer,employee_no\n";
    private static readonly Employer[] Employers = [new("E1", "PT Satu", BankMode.Lump, null, null), new("E2", "PT Dua", BankMode.Lump, null, null)];

    [Theory]
    [InlineData(5_000)]
    [InlineData(40_000)]
    [InlineData(65_537)]
    [InlineData(600_000)]
    [InlineData(10_000_000)]
    public void Members_are_those_of_the_whole_file(int pieceBytes)
    {
        // Line ends inside quotes, a last line without one, CRLF, blank lines.
        var rows = Enumerable.Range(0, 60_000).Select(static no => no % 7 == 0 ? $"M{no},\"SITI\nAMINAH, \"\"{no}\"\"\",31{no},E{no % 2 + 1},{no:0000}\r\n{(no % 5 == 0 ? "\n" : "")}" : $"M{no},BUDI {no},31{no},E{no % 2 + 1},{no:0000}\n");
        var bytes = Encoding.UTF8.GetBytes($"\uFEFF{MemberHeader}{string.Concat(rows)}M-last,RINA,,E1,");
        var whole = MembersFile.Read("members.csv", bytes, Employers, new FaultList());
        whole.Count.ShouldBe(60_001);
        bytes.Length.ShouldBeGreaterThan(1_500_000, "several pieces are gathered and read");
        var members = new List<Member>();
        var table = MembersFile.InPieces("members.csv", Employers, members.Add);
        Feed(table, bytes, pieceBytes);
        members.ShouldBe(whole);
    }

    [Theory]
    [InlineData("\n\r\n")]
    [InlineData("\uFEFF")]
    [InlineData("\"a\ncolumn of ours\",")]
    public void A_header_is_the_first_record_that_is_not_blank(string before)
    {
        var (members, cell) = (new List<Member>(), before.Contains("column", StringComparison.Ordinal) ? "x," : "");
        var table = MembersFile.InPieces("members.csv", Employers, members.Add);
        Feed(table, Encoding.UTF8.GetBytes($"{before}{MemberHeader}{string.Concat(Enumerable.Range(0, 40_000).Select(no => $"{cell}M{no},BUDI {no},31{no},E1,{no:0000}\n"))}"), 100_000);
        table.IsReadable.ShouldBeTrue();
        members.Count.ShouldBe(40_000);
    }

    [Fact]
    public void What_is_no_such_table_says_so()
    {
        var table = MembersFile.InPieces("members.csv", Employers, static _ => { });
        Feed(table, "number,name\n1,SITI\n"u8.ToArray(), 100);
        table.IsReadable.ShouldBeFalse();
    }

    [Fact]
    public void What_is_kept_of_members_and_billing_is_what_the_shelf_says()
    {
        var random = new Random(7);
        var register = Encoding.UTF8.GetBytes(MemberHeader + string.Concat(Enumerable.Range(0, 600).Select(static no => $"M{no},BUDI {no},31{no},E{no % 2 + 1},{no:0000}\n")));
        var lines = Enumerable.Range(0, 20_000).Select(no => (Member: random.Next(600), Code: random.Next(2) == 0 ? "SW" : "SS", Amount: random.Next(1, 9) * 1_000, Due: random.Next(3), Obligation: random.Next(4), No: no))
            .Select(static one => $"X{one.No:00000},2026-02,E{one.Member % 2 + 1},{one.Member:0000},M{one.Member},BUDI,,{one.Code},{one.Amount},0,0,{(one.Obligation == 0 ? "" : $"O{one.Obligation}-{one.No}")},{(one.Due == 0 ? "" : $"2026-02-0{one.Due}")}\n");
        var billing = Encoding.UTF8.GetBytes("expected_id,period,employer,employee_no,member_no,name,national_id,code,amount,interest_due,principal_due,obligation,due_date\n" + string.Concat(lines));
        var own = MembersFile.Read("members.csv", register, Employers, new FaultList()).Where(static member => member.Employer == "E1").ToArray();
        var packed = new PackedMembers("E1");
        Feed(MembersFile.InPieces("members.csv", Employers, member =>
        {
            if (member.Employer == "E1") packed.Add(member);
        }), register, 9_000);
        packed.Select(static member => (member.MemberNo, member.Name, member.NationalId, member.Employer, member.EmployeeNo, member.AccountNo))
            .ShouldBe(own.Select(static member => (member.MemberNo, member.Name, member.NationalId, member.Employer, member.EmployeeNo, member.AccountNo)));
        var sums = new BilledSums();
        Feed(BillingFile.InPieces("expected.csv", packed, DeductionCode.Standard, "E1", sums.Add), billing, 9_000);

        var inOrder = own.Select(static (member, place) => member with { Ordinal = place }).ToArray();
        var shelf = new BillingShelf(inOrder, BillingFile.Read("expected.csv", billing, inOrder, DeductionCode.Standard, new FaultList(), new HashSet<string> { "E1" }, out _));
        shelf.Count.ShouldBeGreaterThan(1_000);
        for (var place = 0; place < own.Length; place++)
        {
            foreach (var code in (string[])["SW", "SS", "PU"])
            {
                var bills = shelf.Lines(shelf.Of(place, code));
                var entry = sums.Find(place, code);
                if (bills.IsEmpty)
                {
                    entry.ShouldBe(-1);
                    continue;
                }
                sums.Billed(entry).ShouldBe(bills.ToArray().Sum(static bill => bill.Amount));
                sums.ExpectedId(entry).ShouldBe(bills[0].ExpectedId);
            }
        }
    }

    private static void Feed(TablePieces table, byte[] bytes, int pieceBytes)
    {
        for (var at = 0; at < bytes.Length; at += pieceBytes) table.Add(bytes.AsSpan(at, Math.Min(pieceBytes, bytes.Length - at)));
        table.End();
    }
}
