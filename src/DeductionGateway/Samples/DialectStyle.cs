namespace DeductionGateway.Samples;

/// <summary>A family of header names, codes and number styles, as one payroll program writes them.</summary>
internal sealed record DialectStyle(
    string[] Header, string AccountHeader, IReadOnlyList<string> Codes, string AmountPrefix, string Delimiter, string Number, string Period, string Newline, bool HasBom, bool IsUpper)
{
    /// <summary>Our codes, in the order of <see cref="Codes"/>.</summary>
    public static readonly string[] OurCodes = ["SW", "SS", "PU", "PB", "TK", "AS", "QB"];

    public static readonly DialectStyle Plain = new(
        ["employee_no", "name", "national_id", "code", "amount", "period"], "account_no", OurCodes, "", ",", "1250000", "2026-02", "\n", false, false);

    public static readonly DialectStyle[] All =
    [
        Plain,
        new(["NIP", "NAMA PEGAWAI", "NIK", "KODE POTONGAN", "JUMLAH", "PERIODE"], "NO REKENING", ["S01", "S02", "K01", "K02", "T01", "A01", "Q01"], "POT ", ";",
            "1.250.000,00", "02/2026", "\r\n", true, true),
        new(["EmpNo", "EmpName", "IDNumber", "DeductionCode", "Amount", "PayPeriod"], "BankAccount",
            ["COOP-SAV-M", "COOP-SAV-V", "COOP-LOAN-C", "COOP-LOAN-G", "COOP-SHOP", "COOP-INS", "COOP-QRB"], "Ded-", ",", "1250000.00", "202602", "\r\n", false, true),
        new(["no_karyawan", "nama", "no_ktp", "kode", "potongan", "periode"], "no_rek", OurCodes, "pot_", "\t", "1,250,000", "2026-02", "\n", false, false),
    ];

    public string Their(string code) => Codes[Array.IndexOf(OurCodes, code)];

    /// <summary>An amount in this style.</summary>
    public string Amount(long rupiah) => Number switch
    {
        "1250000.00" => rupiah + ".00",
        "1,250,000" => Grouped(rupiah, ','),
        "1.250.000,00" => Grouped(rupiah, '.') + ",00",
        _ => rupiah.ToString(),
    };

    /// <summary>A period in this style.</summary>
    public string PeriodText(int year, int month) => Period switch
    {
        "02/2026" => $"{month:D2}/{year:D4}",
        "202602" => $"{year:D4}{month:D2}",
        _ => $"{year:D4}-{month:D2}",
    };

    private static string Grouped(long number, char separator)
    {
        var digits = number.ToString();
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < digits.Length; i++)
        {
            if (i > 0 && (digits.Length - i) % 3 == 0) text.Append(separator);
            text.Append(digits[i]);
        }
        return text.ToString();
    }
}
