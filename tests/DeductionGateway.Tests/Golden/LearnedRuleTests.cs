using System.Text;
using DeductionGateway.Core.Intake;
using DeductionGateway.Inspection;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Golden;

/// <summary>One rule of learning at a time, on the smallest file that needs it.</summary>
public sealed class LearnedRuleTests : IDisposable
{
    private readonly Scratch _scratch = new();

    [Theory]
    [InlineData("208333.00000000006", AmountFault.Good, 208_333)]
    [InlineData("208332.99999999997", AmountFault.Good, 208_333)]
    [InlineData("3333333.000000001", AmountFault.Good, 3_333_333)]
    [InlineData("208333.5", AmountFault.Fraction, 208_333)]
    [InlineData("208333.0001", AmountFault.Fraction, 208_333)]
    [InlineData("208333.50000000006", AmountFault.Fraction, 208_333)]
    [InlineData("0.9999", AmountFault.Fraction, 0)]
    public void Noise_of_a_double_is_no_fraction_of_a_rupiah(string text, AmountFault fault, long rupiah) =>
        (Amounts.ParseCell(Encoding.UTF8.GetBytes(text), out var read), read).ShouldBe((fault, rupiah));

    [Fact]
    public void A_dash_that_a_word_processor_made_is_nothing_withheld() =>
        Learn("NIP;Nama;Simpanan Wajib;Toko\n10001;Siti Aminah;50.000;–\n10002;Budi Santoso;–;1.250.000\n10003;Tono Hadi;50.000;—\n")
            .ShouldBe(["10001,SW,50000", "10002,TK,1250000", "10003,SW,50000"]);

    [Fact]
    public void What_fell_short_of_the_bill_is_taken_from_it() =>
        Learn("NIP;Nama;Seharusnya;Belum Terpotong\n10001;Siti Aminah;800000;800000\n10002;Budi Santoso;750000;250000\n").ShouldBe(["10001,,0", "10002,,500000"]);

    [Fact]
    public void A_number_that_is_alike_in_all_rows_is_no_code() =>
        Learn("company_code;emp_no;name;wage_type_text;amount\n1000;10001;Siti Aminah;KOP-WAJIB;50000\n1000;10002;Budi Santoso;KOP-MART;75000\n").ShouldBe(["10001,SW,50000", "10002,TK,75000"]);

    [Fact]
    public void Failures_below_what_was_withheld_are_no_list_of_exceptions() =>
        Learn("BERHASIL DIPOTONG;;;\nNIP;Nama;Jenis;Jumlah\n10001;Siti Aminah;Wajib;50000\n10002;Budi Santoso;Toko;75000\n;;Jumlah;125000\nGAGAL DIPOTONG;;;\nNIP;Nama;Jenis;Tagihan;Terpotong\n10003;Tono Hadi;Wajib;50000;0\n10004;Wati Sari;Toko;90000;40000\n")
            .ShouldBe(["10001,SW,50000", "10002,TK,75000", "10003,SW,0", "10004,TK,40000"]);

    [Fact]
    public void An_employee_with_one_row_has_no_sum_of_his_own() =>
        Learn("NIP;Nama;Jenis;Jumlah\n10001;Siti Aminah;Wajib;50000\n;;Toko;75000\n;;Jumlah;125000\n10002;Budi Santoso;Wajib;50000\n10003;Tono Hadi;Wajib;50000\n;;Toko;1000\n;;Jumlah;51000\n")
            .ShouldBe(["10001,SW,50000", "10001,TK,75000", "10002,SW,50000", "10003,SW,50000", "10003,TK,1000"]);

    public void Dispose() => _scratch.Dispose();

    private List<string> Learn(string text)
    {
        var path = _scratch["payroll.csv"];
        File.WriteAllText(path, text);
        var learned = new FileLearner(path, null, "E1").Learn(new Dictionary<string, string>());
        learned.Faults.ShouldBeEmpty();
        return [.. learned.Rows.Select(static row => $"{row.Key},{row.Code?.Code},{row.Amount}").Order(StringComparer.Ordinal)];
    }
}
