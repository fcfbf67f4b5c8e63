using DeductionGateway.Contract.V1;
using DeductionGateway.Wire;

namespace DeductionGateway.Deductions;

/// <summary>The money of a stream: each amount is rupiah and small enough for millions of them to be added up, and the commit says what they come to.</summary>
internal static class ReturnControl
{
    private const string Currency = "IDR";

    /// <summary>A hundred thousand million rupiah; millions of them can still be added up.</summary>
    private const long MostMinor = 10_000_000_000_000;

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public static void CheckAmount(Money? money)
    {
        CheckCurrency("line.amount", money);
        if (money is { AmountMinor: > MostMinor or < -MostMinor }) throw Faults.Invalid("line.amount.amount_minor", $"{money.AmountMinor} is no wage: an amount has at most {MostMinor} minor units.");
    }

    /// <param name="commit">What the sender says came.</param>
    /// <param name="lines">What came.</param>
    /// <param name="totalMinor">What they add up to.</param>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: it is something else, or nothing came.</exception>
    public static void Check(ReturnCommit commit, int lines, long totalMinor)
    {
        if (lines == 0) throw Faults.Invalid("part", "No line came: an answer without lines is not taken. Whose wages were not cut is said by lines of amount 0.");
        CheckCurrency("commit.control_total", commit.ControlTotal);
        if (commit.ControlRows != lines) throw Faults.Invalid("commit.control_rows", $"control_rows is {commit.ControlRows}, and {lines} lines came (B06); nothing was stored.");
        var said = commit.ControlTotal?.AmountMinor ?? 0;
        if (said != totalMinor) throw Faults.Invalid("commit.control_total", $"control_total is {said}, and the lines add up to {totalMinor} minor units (B06); nothing was stored.");
    }

    private static void CheckCurrency(string field, Money? money)
    {
        if (money is not null && money.CurrencyCode != Currency) throw Faults.Invalid($"{field}.currency_code", $"currency_code is '{money.CurrencyCode}'; wages are cut in {Currency}.");
    }
}
