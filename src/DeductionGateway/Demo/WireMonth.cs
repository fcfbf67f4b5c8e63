using DeductionGateway.Answers.People;
using DeductionGateway.BankPostings;
using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Snap;
using DeductionGateway.Intake;
using DeductionGateway.Samples;
using RunSummary = DeductionGateway.Answers.RunSummary;

namespace DeductionGateway.Demo;

/// <summary>
/// A month of which nothing comes by files but the billing: the employer answers over gRPC and pays at the bank, the bank is asked for its statement, a member pays a rest by virtual
/// account, another pays twice. Each step is one line of output, whose figures are asked of the gateway or the bank, not known beforehand.
/// </summary>
/// <param name="order">As the folder was generated.</param>
/// <param name="results">Where the run's result files go.</param>
internal sealed class WireMonth(WireScene scene, Simulators simulators, SampleOrder order, FetchedResults results, TextWriter output)
{
    /// <summary>The generator's only one.</summary>
    public const string Employer = "E001";

    private const string Payroll = "short";

    /// <summary>The billing and what it rests on. The employer's and the bank's files, which the folder has too, stay there: what is in them comes by the wire.</summary>
    private static readonly string[] Files = ["cooperative.json", "employers.csv", "members.csv", "expected.csv", "profiles.json"];

    private readonly string _period = order.Period;

    public async Task Tell(CancellationToken stop)
    {
        output.WriteLine();
        Say("gateway", $"REST {scene.Server.HttpAddress.Authority}, gRPC {scene.Server.GrpcAddress.Authority}");
        Say("bank", $"{scene.Counter.Address.Authority}, a program of its own (process {scene.BankProcessId})");
        await SendFiles(stop);
        var lines = await AnswerPayroll(stop);
        await AskForStatement("the bank was asked (SNAP 14)", stop);
        var (topUp, number) = await PayRest(lines, stop);
        var twice = await DebitToo(lines, topUp, stop);
        await AskForStatement("asked again", stop);
        var result = await Run(stop);
        RunSummary.WriteFigures(output, results.Figures(result));
        results.WriteFindings(output, topUp, number, twice);
    }

    private async Task SendFiles(CancellationToken stop)
    {
        foreach (var name in Files) await scene.Desk.PutFile(_period, name, await File.ReadAllBytesAsync(Path.Combine(order.Out, name), stop), stop);
        Say("billing", $"{Files.Length} files of {_period} sent by REST");
    }

    /// <summary>The employer answers and pays. What it withheld is read from the draft, as the cooperative would.</summary>
    private async Task<List<BilledLine>> AnswerPayroll(CancellationToken stop)
    {
        await scene.LetEmployerAnswer(simulators, Payroll, Employer, EmployerName(), _period, stop);
        var lines = BilledLine.Read(await File.ReadAllBytesAsync(Path.Combine(order.Out, "expected.csv"), stop), await scene.Desk.File(_period, StreamedReturn.NameFor(Employer), stop));
        Say("list", $"{Employer} fetched {Number(lines.Count)} lines by gRPC: {Number(lines.Sum(static line => line.Billed))}");
        Say("payroll", $"{Employer} answered by gRPC stream: {Number(lines.Sum(static line => line.Withheld))}, {lines.Count(static line => line.IsShort)} lines short");
        var (entries, sum) = await scene.Counter.Booked(stop);
        Say("lump", $"{Employer} paid at the bank: {Credits(entries, sum)}");
        return lines;
    }

    private async Task AskForStatement(string how, CancellationToken stop)
    {
        await scene.AskForStatements(stop);
        using var pushed = new ResultCsv(new MemoryStream(await scene.Desk.File(_period, PushedFile.Name, stop)));
        var (reference, amount) = (pushed.PlaceOf("bank_ref"), pushed.PlaceOf("amount"));
        var (rows, sum) = (0, 0L);
        while (pushed.Read())
        {
            if (!pushed.Text(reference).Contains("/row/", StringComparison.Ordinal)) continue;
            rows++;
            sum += SnapMoney.Parse(pushed.Text(amount))!.Value / 100;
        }
        Say("statement", $"{how}: {Credits(rows, sum)}");
    }

    /// <summary>The first member of whom a part was withheld pays the rest.</summary>
    private async Task<(BilledLine Line, string Number)> PayRest(List<BilledLine> lines, CancellationToken stop)
    {
        var line = lines.First(static one => one.IsShort && one.Withheld > 0);
        var (customer, rest) = (line.MemberNo.TrimStart('M'), line.Billed - line.Withheld);
        var account = await scene.Desk.Post<VirtualAccount>("/v1/virtual-accounts", new CreateVirtualAccountRequest
        {
            Bank = WireScene.Bank, CustomerNo = customer, MemberNo = line.MemberNo, Code = line.Code, Period = _period, Kind = VirtualAccountKind.Closed, Amount = Wire.WireMoney.Of(rest),
        }, stop);
        await scene.Counter.Pay(customer, account.Name, stop);
        Say("virtual account", $"{line.MemberNo} pays the rest of {line.Code}: {Number(rest)} (SNAP 24, 25, 34)");
        return (line, account.Number);
    }

    /// <summary>The bank debits an instalment that wages brought already; its remark is as the built-in bank rules read one.</summary>
    private async Task<BilledLine> DebitToo(List<BilledLine> lines, BilledLine other, CancellationToken stop)
    {
        var line = lines.First(one => !one.IsShort && one.Code == "PU" && one.MemberNo != other.MemberNo);
        await scene.Counter.Debit(line.Billed, $"AUTODEBET {line.MemberNo} {line.Code} {order.Year:0000}{order.Month:00}", stop);
        Say("direct debit", $"{line.MemberNo} pays {line.Code} here too: {Number(line.Billed)} (SNAP 56)");
        return line;
    }

    /// <summary>Runs the month over the wire, fetches its results, and lays what it received beside the bank's own books: each credit was told and shown, and counts once.</summary>
    private async Task<RunResult> Run(CancellationToken stop)
    {
        var result = await scene.Desk.Run(_period, stop);
        foreach (var file in result.Files) results.Keep(file.Name, await scene.Desk.Result(_period, file.Name, stop));
        var (received, booked) = (result.Received.AmountMinor / 100, (await scene.Counter.Booked(stop)).Sum);
        Say("run", $"by REST: received {Number(received)}, {(received == booked ? "as the bank booked" : $"and the bank booked {Number(booked)}")}");
        return result;
    }

    private string EmployerName() => File.ReadLines(Path.Combine(order.Out, "employers.csv")).Skip(1).First().Split(',')[1];

    private void Say(string who, string what) => output.WriteLine($"  {who,-17}{what}");

    private static string Credits(int count, long sum) => count == 1 ? $"1 credit of {Number(sum)}" : $"{count} credits of {Number(sum)}";

    private static string Number(long number) => RunSummary.Number(number);
}
