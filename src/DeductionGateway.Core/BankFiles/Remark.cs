using System.Text;

namespace DeductionGateway.Core.BankFiles;

/// <summary>
/// The remark of one entry, put together from the lines or rows that it is spread over. At most <see cref="Limit"/> characters: the standards have a few hundred, and
/// a file made to be long somewhere shall not make us long.
/// </summary>
internal sealed class Remark
{
    /// <summary>Characters of one remark, those of a spreadsheet's cell.</summary>
    public const int Limit = 32_767;

    private readonly StringBuilder _text = new();

    /// <summary>There was more than is read; the text is what came before it.</summary>
    public bool IsTooLong { get; private set; }

    public void Add(string more, string between)
    {
        if (more.Length == 0 || IsTooLong) return;
        if (_text.Length + between.Length + more.Length > Limit)
        {
            IsTooLong = true;
            return;
        }
        if (_text.Length > 0) _text.Append(between);
        _text.Append(more);
    }

    /// <summary>The sentence for a person.</summary>
    public static string Refusal => $"The remark of the entry that begins here has more than {Limit} characters, as no bank's has. Ask the bank for the file again.";

    public override string ToString() => _text.ToString();
}
