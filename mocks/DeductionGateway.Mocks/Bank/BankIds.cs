using System.Globalization;

namespace DeductionGateway.Mocks.Bank;

/// <summary>Ids that the bank makes: each once in a run, and in no other run of another number.</summary>
internal sealed class BankIds(long runNo)
{
    private const long Runs = 10_000_000;
    private int _last, _lastExternal;

    /// <summary>16 characters: a letter, the run, a number.</summary>
    public string Next(char letter) => string.Create(CultureInfo.InvariantCulture, $"{letter}{runNo % Runs:0000000}{Interlocked.Increment(ref _last):00000000}");

    /// <summary>X-EXTERNAL-ID: digits.</summary>
    public string NextExternal() => string.Create(CultureInfo.InvariantCulture, $"{runNo}{Interlocked.Increment(ref _lastExternal):00000000}");
}
