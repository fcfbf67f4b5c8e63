using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Members;

namespace DeductionGateway.Core.Intake;

/// <summary>Reads the cooperative's own tables (CONTRACT §1): employers, codes, members, billing. Every fault is reported; amounts are plain whole rupiah.</summary>
public static class FolderTables
{
    public static IReadOnlyList<Employer> ReadEmployers(string file, byte[] bytes, FaultList faults)
    {
        var table = new TableReader(file, bytes, faults, ["employer", "name", "bank_mode"], ["control_rows", "control_total"]);
        var employers = new List<Employer>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (table.Read())
        {
            var code = table.Required(0).ToString();
            if (code.Length > 0 && !seen.Add(code)) table.Fault(0, "EMPLOYER_TWICE", $"The employer '{code}' stands twice.");
            var mode = table.Text(2).ToString();
            if (mode is not ("lump" or "member")) table.Fault(2, "BANK_MODE", $"'{mode}' is neither lump nor member.");
            int? rows = table.Text(3).IsEmpty ? null : (int)Math.Min(table.Amount(3), int.MaxValue);
            long? total = table.Text(4).IsEmpty ? null : table.Amount(4);
            employers.Add(new Employer(code, table.Text(1).ToString(), mode == "member" ? BankMode.Member : BankMode.Lump, rows, total));
        }
        return employers;
    }

    public static IReadOnlyList<DeductionCode> ReadCodes(string file, byte[]? bytes, FaultList faults)
    {
        if (bytes is null) return DeductionCode.Standard;
        var codes = DeductionCode.Standard.ToDictionary(static code => code.Code, StringComparer.Ordinal);
        var table = new TableReader(file, bytes, faults, ["code", "name", "kind"], []);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (table.Read())
        {
            var code = table.Required(0).ToString();
            if (!seen.Add(code)) table.Fault(0, "CODE_TWICE", $"The code '{code}' stands twice.");
            CodeKind? kind = table.Text(2).ToString() switch
            {
                "loan" => CodeKind.Loan,
                "savings" => CodeKind.Savings,
                "shop" => CodeKind.Shop,
                "passthrough" => CodeKind.Passthrough,
                _ => null,
            };
            if (kind is null) table.Fault(2, "CODE_KIND", $"'{table.Text(2)}' is none of loan, savings, shop, passthrough.");
            codes[code] = new DeductionCode(code, table.Text(1).ToString(), kind ?? CodeKind.Passthrough);
        }
        return [.. codes.Values];
    }

    public static IReadOnlyList<Member> ReadMembers(string file, byte[] bytes, IReadOnlyList<Employer> employers, FaultList faults)
    {
        var byCode = new Dictionary<Utf8Text, string>();
        foreach (var employer in employers) byCode[Utf8Text.From(employer.Code)] = employer.Code;
        var table = new TableReader(file, bytes, faults, ["member_no", "name", "national_id", "employer", "employee_no"],
            ["account_no", "loan_pu", "loan_pb", "saving_sw", "saving_ss", "shop_tk"]);
        var count = bytes.AsSpan().Count((byte)'\n') + 1;
        var members = new List<Member>(count);
        var seen = new HashSet<Utf8Text>(count);
        while (table.Read())
        {
            var number = table.Required(0);
            if (!number.IsEmpty && !seen.Add(number)) table.Fault(0, "MEMBER_TWICE", $"The member '{number}' stands twice.");
            if (!byCode.TryGetValue(table.Text(3), out var employer)) table.Fault(3, "EMPLOYER_UNKNOWN", $"'{table.Text(3)}' is not in employers.csv.");
            var opening = new OpeningBalances(table.AmountOrZero(6), table.AmountOrZero(7), table.AmountOrZero(8), table.AmountOrZero(9), table.AmountOrZero(10));
            members.Add(new Member(members.Count, number, table.Text(1), table.Text(2), employer ?? "", table.Text(4), table.Text(5), opening));
        }
        return members;
    }
}
