using DeductionGateway.Commands;

namespace DeductionGateway.Tests.Golden;

/// <summary>What <c>inspect</c> says of files that are not what they were taken for, and how it counts.</summary>
public sealed class InspectedNatureTests : IDisposable
{
    private const string KlikBca = "\"Informasi Rekening - Mutasi Rekening\",\" \"\n\" \"\n\"No. rekening : 4371998876\",\" \"\n\"Nama : KOPERASI\",\" \"\n\"Periode : 01/10/2026 - 31/10/2026\",\" \"\n\"Kode Mata Uang : Rp\",\" \"\n\" \"\n"
        + "\"Tanggal Transaksi\",\"Keterangan\",\"Cabang\",\"Jumlah\",\"Saldo\"\n\"28/10/2026\",\"TRSF E-BANKING CR PT SINAR JAYA\",\"0000\",\"19,912,000.00 CR\",\"25,162,000.00\"\n"
        + "\" \"\n\"Saldo Awal : 5,250,000.00\",\" \"\n\"Mutasi Debet : 0.00\",\" \"\n\"Mutasi Kredit : 19,912,000.00\",\" \"\n\"Saldo Akhir : 25,162,000.00\",\" \"\n";

    private const string UnknownBank = "Tgl;Uraian Transaksi;Debet;Kredit;Saldo Akhir\n28/10/2026;SETORAN PT SINAR JAYA;0;19912000;25162000\n29/10/2026;BIAYA ADM;2500;0;25159500\n";
    private readonly LearnedMonth _month = new();

    [Fact]
    public void A_known_bank_statement_is_not_learned_but_named()
    {
        _month.Write("mutasi.csv", KlikBca);
        var (exit, output, _) = _month.Inspect("mutasi.csv", "--learn");
        exit.ShouldBe(ExitCode.FileRefused);
        output.ShouldContain("NOT_A_LIST This is a bank statement (");
        output.ShouldStartWith("mutasi.csv: bank-csv");
        output.ShouldContain("give it a name that begins with bank");
        _month.Write("bank_mutasi.csv", KlikBca);
        _month.Inspect("bank_mutasi.csv", "--learn").Output.ShouldContain("reconcile reads it as it is");
        output.ShouldNotContain("No column identifies employees");
    }

    [Fact]
    public void What_looks_like_a_bank_statement_is_said_to_do_so()
    {
        _month.Write("mutasi.csv", UnknownBank);
        _month.Inspect("mutasi.csv", "--learn").Output.ShouldContain("NOT_A_LIST This looks like a bank statement");
        var (exit, output, _) = _month.Inspect("mutasi.csv");
        exit.ShouldBe(ExitCode.Done);
        output.ShouldContain("looks like a bank statement");
        output.ShouldNotContain("No faults");
    }

    [Fact]
    public void An_employers_file_without_a_profile_points_to_learn()
    {
        _month.Write("pot.csv", _month.Billed("Dansos"));
        var output = _month.Inspect("pot.csv").Output;
        output.ShouldContain("No profile beside it names this file");
        output.ShouldContain("inspect --learn");
    }

    [Fact]
    public void The_profiles_themselves_are_no_list()
    {
        _month.Write("profiles.json", "{\"E1\": {\"file\": \"pot.csv\"}}\n");
        var (_, output, _) = _month.Inspect("profiles.json");
        output.ShouldStartWith("profiles.json: json");
        output.ShouldNotContain("payroll");
        output.ShouldNotContain("rows ");
        _month.Inspect("profiles.json", "--learn").Output.ShouldContain("NOT_A_LIST");
    }

    [Fact]
    public void Titles_sums_and_signatures_are_no_rows_of_the_table()
    {
        _month.Write("pot.csv", "DAFTAR POTONGAN;;;;;\n" + _month.Billed("Dansos") + ";JUMLAH;600000;3045000;150000;3795000\n;;;;Bandung, 27 Oktober 2026;\n;Mengetahui,;;;Dibuat oleh,;\n;Drs. Sukarno;;;Ratna Dewi;\n");
        _month.Inspect("pot.csv").Output.ShouldContain("  rows            6\n");
    }

    [Fact]
    public void People_are_counted_and_deductions_apart()
    {
        var output = _month.Inspect("expected.csv", "--learn").Output;
        output.ShouldContain("names 6 members in 16 rows");
        output.ShouldContain("In all 6 employees with 16 deductions of 3.795.000 rupiah; 6 of them are members of E1.");
    }

    [Fact]
    public void A_header_of_bare_letters_and_numbers_is_one()
    {
        _month.Write("pot.csv", "Laporan Oktober 2026;;;;\nSandi;Siapa;K1;K2;K3\n" + string.Concat(LearnedMonth.People.Select(static one => $"{one.No};{one.Name};100000;{one.Loan};25000\n")));
        var output = _month.Inspect("pot.csv", "--learn").Output;
        output.ShouldContain("key: 'Sandi'");
        output.ShouldContain("'K3' is DS");
        _month.Write("pot.csv", string.Concat(LearnedMonth.People.Select(static one => $"{one.No};{one.Name};100000;{one.Loan};25000\n")));
        _month.Inspect("pot.csv", "--learn").Output.ShouldContain("key: '#1'");
    }

    [Fact]
    public void A_period_is_shown_as_the_file_writes_it_and_saving_is_the_end()
    {
        _month.Write("pot.csv", "NPK;Nama;Wajib;Pinjaman;Dansos;Bulan\n" + string.Concat(LearnedMonth.People.Select(static one => $"{one.No};{one.Name};100000;{one.Loan};25000;Okt-26\n")));
        _month.Inspect("pot.csv", "--learn").Output.ShouldContain("--save");
        var output = _month.Inspect("pot.csv", "--learn", "--save").Output;
        output.ShouldContain("like Okt-26");
        output.ShouldNotContain("Februari");
        output.ShouldNotContain("--save");
    }

    public void Dispose() => _month.Dispose();
}
