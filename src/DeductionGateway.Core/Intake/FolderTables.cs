using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;

namespace DeductionGateway.Core.Intake;

/// <summary>Reads the cooperative's own tables (CONTRACT §1): employers and codes. Every fault is reported; amounts are plain whole rupiah.</summary>
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
}
