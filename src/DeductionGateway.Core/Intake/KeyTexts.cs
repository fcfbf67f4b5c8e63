using System.Text;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Members;

namespace DeductionGateway.Core.Intake;

/// <summary>An employee's key as the employer writes it, to the key as the cooperative knows it; and whether a text can be one at all.</summary>
public sealed class KeyTexts(PayrollLayout layout)
{
    private readonly byte[] _without = Encoding.UTF8.GetBytes(layout.KeyWithout);

    public Utf8Text Clean(Utf8Text key)
    {
        if (layout.KeyIsInName) return DigitsOf(key);
        if (key.IsEmpty || (_without.Length == 0 && layout.KeyWidth == 0)) return key;
        var kept = new List<byte>(Math.Max(key.Length, layout.KeyWidth));
        foreach (var c in key.Span)
        {
            if (!_without.Contains(c)) kept.Add(c);
        }
        if (kept.Count > 0 && kept.TrueForAll(static c => c is >= (byte)'0' and <= (byte)'9'))
        {
            while (kept.Count < layout.KeyWidth) kept.Insert(0, (byte)'0');
        }
        return new Utf8Text([.. kept], 0, kept.Count);
    }

    /// <summary>The text of the register by which a file with this key names a member.</summary>
    public static Utf8Text Of(Member member, PayrollKey key) => key switch
    {
        PayrollKey.EmployeeNo => member.EmployeeNo,
        PayrollKey.NationalId => member.NationalId,
        _ => member.AccountNo,
    };

    /// <summary>The name of a cell that holds name and number: what stands before the first digit, without the word for the number.</summary>
    public static Utf8Text NameOf(Utf8Text cell)
    {
        var text = HeaderNames.Plain(cell.ToString());
        var digit = text.AsSpan().IndexOfAnyInRange('0', '9');
        var name = (digit < 0 ? text : text[..digit]).TrimEnd(' ', '.', ':', '/', '-', '(', ',');
        foreach (var word in (ReadOnlySpan<string>)["NIP", "NIK", "NRP"])
        {
            if (name.EndsWith(word, StringComparison.OrdinalIgnoreCase)) name = name[..^word.Length].TrimEnd(' ', '.', ':', '/', '-', '(', ',');
        }
        return Utf8Text.From(name);
    }

    private static Utf8Text DigitsOf(Utf8Text cell)
    {
        var digits = new List<byte>(20);
        foreach (var c in cell.Span)
        {
            if (c is >= (byte)'0' and <= (byte)'9') digits.Add(c);
        }
        // A unit's "SDN 1" in the same column is no employee's number.
        return digits.Count < 5 ? default : new Utf8Text([.. digits], 0, digits.Count);
    }

    /// <summary>Of the form that keys of this file have. <paramref name="key"/> is cleaned.</summary>
    public bool IsKey(Utf8Text key) => layout.KeyForm switch
    {
        _ when key.IsEmpty => false,
        KeyForm.Digits => key.Span.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0,
        KeyForm.Code => key.Span.IndexOfAnyInRange((byte)'0', (byte)'9') >= 0 && !key.Span.Contains((byte)' '),
        _ => !TotalWords.Begin(key.ToString()),
    };

    /// <summary>A number that a spreadsheet wrote with an exponent: its last digits are lost.</summary>
    public static bool IsRetyped(ReadOnlySpan<byte> key)
    {
        var exponent = key.IndexOfAny((byte)'E', (byte)'e');
        if (exponent < 3 || exponent + 2 >= key.Length || key[exponent + 1] != (byte)'+') return false;
        return key[1] is (byte)'.' or (byte)',' && key[0] is >= (byte)'0' and <= (byte)'9' && key[2..exponent].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0
            && key[(exponent + 2)..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
    }
}
