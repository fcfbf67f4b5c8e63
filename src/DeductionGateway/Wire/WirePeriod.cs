using System.Text;
using DeductionGateway.Core.Basics;

namespace DeductionGateway.Wire;

/// <summary>Pay periods as the wire writes them: <c>2026-02</c>.</summary>
internal static class WirePeriod
{
    /// <exception cref="Grpc.Core.RpcException">It is none.</exception>
    public static PayPeriod Read(string text, string field = "period") => PayPeriod.Parse(Encoding.UTF8.GetBytes(text)) ?? throw Faults.Invalid(field, $"'{text}' is no pay period; yyyy-mm is wanted, such as 2026-02.");

    /// <param name="number">yyyymm, known to be one.</param>
    public static string Of(int number) => PayPeriod.FromNumber(number)!.Value.ToString();
}
