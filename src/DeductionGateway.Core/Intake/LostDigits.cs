using DeductionGateway.Core.Basics;

namespace DeductionGateway.Core.Intake;

/// <summary>
/// Keys of a text file that went through a spreadsheet as numbers and lost what is beyond its 15 digits: all NIPs end in 000, all NIKs in 0. The serial
/// number of a NIP is never 000, so three rows are proof; that of a NIK ends in 0 for every tenth, so three people are asked for.
/// </summary>
internal sealed class LostDigits
{
    private const int Least = 3;
    private const int NipDigits = 18;
    private const int NikDigits = 16;

    private readonly Column _nips = new(NipDigits, isEachPerson: false);
    private readonly Column _niks = new(NikDigits, isEachPerson: true);

    /// <param name="key">Cleaned.</param>
    public void Add(Utf8Text key, int line, int column)
    {
        if (key.Length == NipDigits) _nips.Add(key, line, column);
        else if (key.Length == NikDigits) _niks.Add(key, line, column);
    }

    /// <summary>The fault, at the first of these keys, where all that were added have lost digits.</summary>
    public void Say(string file, FaultList faults)
    {
        _nips.Say(file, faults);
        _niks.Say(file, faults);
    }

    private sealed class Column(int digits, bool isEachPerson)
    {
        private readonly List<Utf8Text> _keys = [];
        private (int Line, int Column) _first;
        private bool _isWhole;

        public void Add(Utf8Text key, int line, int column)
        {
            if (_isWhole) return;
            if (key.Span.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0) return;
            _isWhole = key.Span[Amounts.MaximumDigits..].IndexOfAnyExcept((byte)'0') >= 0;
            if (_keys.Count == 0) _first = (line, column);
            if (_keys.Count < Least && !(isEachPerson && _keys.Contains(key))) _keys.Add(key);
        }

        public void Say(string file, FaultList faults)
        {
            if (_isWhole || _keys.Count < Least) return;
            faults.Add(file, _first.Line, _first.Column, "KEY_RETYPED",
                $"All numbers of {digits} digits, from '{_keys[0]}' on, end in {new string('0', digits - Amounts.MaximumDigits)}: a spreadsheet turned them into numbers, which keep 15 digits, and the last ones are lost. Format the column as text in the list they come from and export again.");
        }
    }
}
