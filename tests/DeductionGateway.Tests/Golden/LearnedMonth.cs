using DeductionGateway.Commands;
using DeductionGateway.Inspection;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Golden;

/// <summary>
/// The tables of a cooperative with one employer E1 and six members, billed for October 2026 (SW, for four of them PU, DS of the cooperative's own), and
/// what is learned of that employer's file beside them.
/// </summary>
internal sealed class LearnedMonth : IDisposable
{
    public static readonly (string No, string Name, long Loan)[] People =
        [("10203", "Sri Wahyuni", 550_000), ("10220", "Bambang Hermanto", 0), ("10237", "Dewi Anggraini", 925_000), ("10254", "Joko Susilo", 0), ("10271", "Nur Hidayati", 1_120_000), ("10288", "Eko Prasetyo", 450_000)];

    private readonly Scratch _scratch = new();
    private readonly long _dues;

    /// <param name="dues">Rupiah billed to each under DS.</param>
    public LearnedMonth(long dues = 25_000)
    {
        _dues = dues;
        Write("employers.csv", "employer,name,bank_mode\nE1,PT Sinar Jaya,lump\n");
        Write("codes.csv", "code,name,kind\nDS,Dana Sosial,passthrough\n");
        Write("members.csv", "member_no,name,national_id,employer,employee_no,loan_pu,loan_pb,saving_sw,saving_ss,shop_tk\n"
            + string.Concat(People.Select(static (one, at) => $"A{at},{one.Name},32041001017000{at:00},E1,{one.No},5000000,0,0,0,0\n")));
        Write("expected.csv", "expected_id,period,employer,employee_no,member_no,name,national_id,code,amount,interest_due,principal_due\n" + string.Concat(People.Select((one, at) =>
            $"S{at},2026-10,E1,{one.No},A{at},{one.Name},32041001017000{at:00},SW,100000,,\n" + (one.Loan > 0 ? $"P{at},2026-10,E1,{one.No},A{at},{one.Name},32041001017000{at:00},PU,{one.Loan},50000,{one.Loan - 50_000}\n" : "")
            + $"D{at},2026-10,E1,{one.No},A{at},{one.Name},32041001017000{at:00},DS,{dues},,\n")));
    }

    public string Folder => _scratch.Path;
    public string this[string file] => _scratch[file];

    /// <summary>A list with Wajib, Pinjaman, a further column and a row total of all three.</summary>
    public static string List(string header, Func<int, long> amount, string title = "", bool hasTotal = true) =>
        title + $"NPK;Nama;Wajib;Pinjaman;{header}{(hasTotal ? ";Jumlah" : "")}\n"
        + string.Concat(People.Select((one, at) => $"{one.No};{one.Name};100000;{(one.Loan > 0 ? one.Loan : "")};{amount(at)}{(hasTotal ? $";{100_000 + one.Loan + amount(at)}" : "")}\n"));

    /// <summary>The list with the dues as billed.</summary>
    public string Billed(string header, string title = "") => List(header, _ => _dues, title);

    public void Write(string file, string text) => File.WriteAllText(_scratch[file], text);

    /// <summary>Writes another file name into the saved profile.</summary>
    public void Rename(string pattern) =>
        Write("profiles.json", System.Text.RegularExpressions.Regex.Replace(File.ReadAllText(_scratch["profiles.json"]), "\"file\": \"[^\"]*\"", $"\"file\": \"{pattern}\""));

    public LearnedFile Learn(string text, params (string Id, string Choice)[] answers)
    {
        Write("pot.csv", text);
        return LearnFile("pot.csv", answers);
    }

    public LearnedFile LearnFile(string file, params (string Id, string Choice)[] answers) =>
        new FileLearner(_scratch[file], null, null).Learn(answers.ToDictionary(static one => one.Id, static one => one.Choice));

    public (int ExitCode, string Output, string Error) Inspect(string file, params string[] more)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        return (Troubles.Answer(["inspect", _scratch[file], .. more], output, error, CancellationToken.None), output.ToString(), error.ToString());
    }

    public void Dispose() => _scratch.Dispose();
}
