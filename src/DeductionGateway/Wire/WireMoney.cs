using DeductionGateway.Contract.V1;

namespace DeductionGateway.Wire;

/// <summary>Whole rupiah of the ledger as minor units of the wire.</summary>
internal static class WireMoney
{
    /// <summary>ISO 4217 gives rupiah two decimals.</summary>
    private const long MinorPerRupiah = 100;

    public static Money Of(long rupiah) => new() { AmountMinor = checked(rupiah * MinorPerRupiah), CurrencyCode = "IDR" };
}
