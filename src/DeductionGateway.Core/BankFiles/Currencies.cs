namespace DeductionGateway.Core.BankFiles;

/// <summary>Decimals of currencies (ISO 4217) where they are not two; the yen's none does not forbid a bank to write <c>,00</c>.</summary>
internal static class Currencies
{
    private static readonly string[] WithThreeDecimals = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

    /// <summary>How many decimals an amount of the currency may be written with. More is a grouping taken for a mark, or a wrong scale.</summary>
    public static int Decimals(string currency) => WithThreeDecimals.Contains(currency) ? 3 : 2;

    public static bool IsCode(ReadOnlySpan<char> text) => text.Length == 3 && text.IndexOfAnyExceptInRange('A', 'Z') < 0;
}
