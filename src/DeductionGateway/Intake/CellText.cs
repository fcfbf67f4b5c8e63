using System.Xml;

namespace DeductionGateway.Intake;

/// <summary>The text of one cell as it comes out of the XML, piece by piece; one for a whole sheet, emptied for each cell.</summary>
internal sealed class CellText
{
    /// <summary>Characters of one cell, as the spreadsheet itself has it.</summary>
    public const int Limit = 32_767;

    private char[] _chars = new char[256];

    public int Length { get; private set; }
    public ReadOnlySpan<char> Span => _chars.AsSpan(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Adds the text node under the reader, in pieces, so that a text made to swell is never held whole.</summary>
    /// <exception cref="InvalidDataException">The cell has more than <see cref="Limit"/> characters.</exception>
    public void Append(XmlReader node)
    {
        while (true)
        {
            if (Length == _chars.Length) Array.Resize(ref _chars, Length * 2);
            var read = node.ReadValueChunk(_chars, Length, _chars.Length - Length);
            if (read == 0) return;
            Length += read;
            if (Length > Limit) throw new InvalidDataException($"a cell has more than {Limit} characters");
        }
    }

    /// <summary>The text becomes <c>=</c> and the formula.</summary>
    public void ShowFormula(CellText formula)
    {
        if (formula.Length >= _chars.Length) _chars = new char[formula.Length + 1];
        _chars[0] = '=';
        formula.Span.CopyTo(_chars.AsSpan(1));
        Length = formula.Length + 1;
    }
}
