using System.Net.Http.Json;
using DeductionGateway.Contract.V1;
using DeductionGateway.Mocks.Faults;

namespace DeductionGateway.Mocks.Employer;

/// <summary>What a month of the employer came to.</summary>
/// <param name="Verdicts">Of the stream, line by line; empty where the answer was a file.</param>
/// <param name="RemittedMinor">What was paid at the bank, in sen.</param>
internal sealed record EmployerMonth(IReadOnlyList<DeductionLine> Billed, IReadOnlyList<WithheldLine> Withheld, IReadOnlyList<LineVerdict> Verdicts, long RemittedMinor)
{
    /// <summary>Sen.</summary>
    public long WithheldMinor => Withheld.Sum(static line => line.AmountMinor);
}

/// <summary>An employer's HR system: fetches the list, withholds by its scenario, answers, and pays.</summary>
internal static class EmployerMock
{
    /// <param name="byFile">The answer is a file, not a stream.</param>
    /// <exception cref="InvalidDataException">The gateway lets the employer not in, or refuses what it sent.</exception>
    public static async Task<EmployerMonth> Run(EmployerOptions options, Payroll payroll, FaultPlan faults, bool byFile, CancellationToken stop)
    {
        using var session = new GatewaySession(options, faults);
        var billed = await session.List(stop);
        var withheld = payroll.Withhold(billed, faults);
        IReadOnlyList<LineVerdict> verdicts = [];
        if (byFile) await session.SendFile(withheld, stop);
        else verdicts = (await session.Submit(withheld, stop)).Verdicts;
        var month = new EmployerMonth(billed, withheld, verdicts, 0);
        return payroll.IsRemitted && options.Bank is { } bank ? month with { RemittedMinor = await Remit(options, bank, month.WithheldMinor, stop) } : month;
    }

    private static async Task<long> Remit(EmployerOptions options, Uri bank, long minor, CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = bank };
        var remark = $"POTONGAN KOPERASI {options.Period.Replace("-", "", StringComparison.Ordinal)} {options.Code}";
        using var response = await http.PostAsJsonAsync("/control/credit", new { amount = minor / 100, counterparty = options.Name, remark }, stop);
        response.EnsureSuccessStatusCode();
        return minor;
    }
}
