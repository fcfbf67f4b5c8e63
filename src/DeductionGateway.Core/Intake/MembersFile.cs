using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Members;

namespace DeductionGateway.Core.Intake;

/// <summary>Reads members.csv (CONTRACT §1), a large file in parts where the caller runs them. Unique is member_no.</summary>
public static class MembersFile
{
    private static readonly string[] Required = ["member_no", "name", "national_id", "employer", "employee_no"];
    private static readonly string[] Optional = ["account_no", "loan_pu", "loan_pb", "saving_sw", "saving_ss", "shop_tk"];

    public static IReadOnlyList<Member> Read(string file, byte[] bytes, IReadOnlyList<Employer> employers, FaultList faults) =>
        Read(file, bytes, employers, faults, PartReading.InOneGo);

    /// <summary>Every fault is added; members are in file order, <c>Ordinal</c> is the index.</summary>
    public static IReadOnlyList<Member> Read(string file, byte[] bytes, IReadOnlyList<Employer> employers, FaultList faults, PartReading reading)
    {
        var codes = CodesOf(employers);
        var open = Opening(file);
        var parts = TableParts.Read(open, bytes, reading, (table, before, lines) => new Part(table, codes, before, lines, Repeats.Found));
        if (parts is not null && !RepeatFinder.MayRepeat([.. parts.Select(static part => part.Numbers!)], reading)) return Joined(parts);
        var whole = new Part(open(bytes, faults), codes, 0, bytes.AsSpan().Count((byte)'\n') + 1, Repeats.Named);
        return whole.Members;
    }

    /// <summary>Members one by one, of a file without fault whose bytes come in pieces.</summary>
    public static TablePieces InPieces(string file, IReadOnlyList<Employer> employers, Action<Member> each)
    {
        var (codes, before) = (CodesOf(employers), 0);
        return new TablePieces(Opening(file), table =>
        {
            var part = new Part(table, codes, before, 0, Repeats.Unasked);
            part.Members.ForEach(each);
            before += part.Members.Count;
        });
    }

    private static Dictionary<Utf8Text, string> CodesOf(IReadOnlyList<Employer> employers)
    {
        var codes = new Dictionary<Utf8Text, string>();
        foreach (var employer in employers) codes[Utf8Text.From(employer.Code)] = employer.Code;
        return codes;
    }

    private static Func<byte[], FaultList, TableReader> Opening(string file) => (bytes, faults) => new TableReader(file, bytes, faults, Required, Optional);

    /// <summary>What to say of national ids that a spreadsheet spoilt before they came into the register; null where there are none. No row of an employer's can name them.</summary>
    public static string? SpoiltIds(string file, IReadOnlyList<Member> members)
    {
        var count = 0;
        Member? first = null;
        foreach (var member in members)
        {
            if (!KeyTexts.IsRetyped(member.NationalId.Span)) continue;
            count++;
            first ??= member;
        }
        return first is null ? null : $"{file}: {PayrollTableReader.Spoilt(count, $"{first.MemberNo}: '{first.NationalId}'")}";
    }

    /// <summary>What to say of people who are billed and cannot be found in their employer's file, because the register has nothing in the column that is its key; a sentence an employer.</summary>
    public static IEnumerable<string> WithoutKey(string file, IReadOnlyList<BillingLine> billing, IReadOnlyDictionary<string, PayrollProfile> profiles)
    {
        var first = new SortedDictionary<string, (Member Member, HashSet<int> Ordinals)>(StringComparer.Ordinal);
        foreach (var member in billing.Select(static line => line.Member))
        {
            if (profiles.GetValueOrDefault(member.Employer) is not { } profile || profile.Shape == PayrollShape.None || !KeyTexts.Of(member, profile.Key).IsEmpty) continue;
            if (!first.TryGetValue(member.Employer, out var own)) first[member.Employer] = own = (member, []);
            own.Ordinals.Add(member.Ordinal);
        }
        foreach (var (employer, (member, ordinals)) in first)
        {
            var column = profiles[employer].Key switch { PayrollKey.EmployeeNo => "employee_no", PayrollKey.NationalId => "national_id", _ => "account_no" };
            yield return $"{file}: {ordinals.Count} billed {(ordinals.Count == 1 ? "member" : "members")} of {employer} (first {member.MemberNo}) without {column}, by which its file names people: none of their rows can be found. Write there what stands in the file, or set \"key\" in the profile to the column that it answers by (employee_no, national_id, account_no).";
        }
    }

    private static Member[] Joined(IReadOnlyList<Part> parts)
    {
        var members = new Member[parts.Sum(static part => part.Members.Count)];
        var at = 0;
        foreach (var part in parts)
        {
            part.Members.CopyTo(members, at);
            at += part.Members.Count;
        }
        return members;
    }

    /// <summary>What is asked of numbers that stand twice: nothing, whether there may be one, or which they are, of the file as a whole only.</summary>
    private enum Repeats { Unasked, Found, Named }

    /// <summary>The members of the file or of a part of it.</summary>
    private sealed class Part
    {
        private readonly Dictionary<Utf8Text, string> _codes;

        /// <param name="table">The records to be read.</param>
        /// <param name="codes">Employer codes as the register has them.</param>
        /// <param name="before">Members before these.</param>
        /// <param name="lines">Members expected.</param>
        /// <param name="repeats">What is asked of numbers that stand twice.</param>
        public Part(TableReader table, Dictionary<Utf8Text, string> codes, int before, int lines, Repeats repeats)
        {
            _codes = codes;
            Members = new List<Member>(lines);
            Numbers = repeats == Repeats.Found ? new RepeatFinder(lines) : null;
            var seen = repeats == Repeats.Named ? new HashSet<Utf8Text>(lines) : null;
            while (table.Read())
            {
                var number = table.Required(0);
                Numbers?.Add(number);
                if (seen is not null && !number.IsEmpty && !seen.Add(number)) table.Fault(0, "MEMBER_TWICE", $"The member '{number}' stands twice.");
                Members.Add(ReadOne(table, before + Members.Count, number));
            }
        }

        public List<Member> Members { get; }

        /// <summary>Null where nobody asks for it.</summary>
        public RepeatFinder? Numbers { get; }

        private Member ReadOne(TableReader table, int ordinal, Utf8Text number)
        {
            if (!_codes.TryGetValue(table.Text(3), out var employer)) table.Fault(3, "EMPLOYER_UNKNOWN", $"'{table.Text(3)}' is not in employers.csv.");
            var opening = new OpeningBalances(table.AmountOrZero(6), table.AmountOrZero(7), table.AmountOrZero(8), table.AmountOrZero(9), table.AmountOrZero(10));
            return new Member(ordinal, number, table.Text(1), table.Text(2), employer ?? "", table.Text(4), table.Text(5), opening);
        }
    }
}
