using System.Xml;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.BankFiles;

/// <summary>
/// The XML of a camt message as its readers walk it: child by child, texts bounded and packed. Depth and text length are bounded here, bytes and DTD
/// by whoever opens the reader.
/// </summary>
internal sealed class CamtText(XmlReader xml)
{
    private const int DepthLimit = 64;

    /// <summary>Characters of one value; the longest field of the standard has 500, banks' free texts a few thousand.</summary>
    private const int TextLimit = 32_767;

    private readonly IXmlLineInfo? _place = xml as IXmlLineInfo;
    private readonly PackedTexts _texts = new();
    private readonly Dictionary<string, string> _currencies = new(StringComparer.Ordinal);
    private readonly char[] _chunk = new char[TextLimit + 1];
    private int _length;

    public bool IsElement => xml.NodeType == XmlNodeType.Element;
    public string Name => xml.LocalName;
    public int Depth => xml.Depth;
    public int Line => _place?.LineNumber ?? 0;
    public int Column => _place?.LinePosition ?? 0;

    /// <summary>Such as <c>camt.053.001.08</c>, from the namespace; empty without one.</summary>
    public string Version
    {
        get
        {
            var space = xml.NamespaceURI;
            var at = space.LastIndexOf("camt.", StringComparison.Ordinal);
            return at < 0 ? "" : space[at..];
        }
    }

    public bool ReadNode()
    {
        if (!xml.Read()) return false;
        if (xml.NodeType == XmlNodeType.Element && xml.Depth > DepthLimit) throw new XmlException($"deeper than {DepthLimit} elements", null, Line, Column);
        return true;
    }

    /// <summary>Moves to the next child element of the element at <paramref name="depth"/>; false at its end. What a child holds and nobody read is passed over.</summary>
    public bool NextChild(int depth)
    {
        if (xml.NodeType == XmlNodeType.Element && xml.IsEmptyElement && xml.Depth == depth) return false;
        while (xml.Read())
        {
            var type = xml.NodeType;
            if (type == XmlNodeType.Element)
            {
                var own = xml.Depth;
                if (own == depth + 1) return true;
                if (own > DepthLimit) throw new XmlException($"deeper than {DepthLimit} elements", null, Line, Column);
            }
            else if (type == XmlNodeType.EndElement && xml.Depth <= depth)
            {
                return false;
            }
        }
        return false;
    }

    public string Text() => Value().ToString();

    /// <summary>The element's text, kept without a string of its own.</summary>
    public Utf8Text Kept() => _texts.Keep(Value());

    public Utf8Text Keep(ReadOnlySpan<char> text) => _texts.Keep(text);

    /// <summary>The element's own text, trimmed; valid until the next one is read.</summary>
    public ReadOnlySpan<char> Value()
    {
        _length = 0;
        if (xml.IsEmptyElement) return default;
        var depth = xml.Depth;
        while (ReadNode() && xml.Depth > depth)
        {
            if (xml.NodeType is not (XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace) || xml.Depth != depth + 1) continue;
            ReadChunks();
        }
        return _chunk.AsSpan(0, _length).Trim();
    }

    /// <summary>The text of the first child so named.</summary>
    public string TextOfChild(string name)
    {
        var (depth, text) = (xml.Depth, "");
        while (NextChild(depth))
        {
            if (xml.LocalName == name && text.Length == 0) text = Text();
        }
        return text;
    }

    /// <summary>The text of the first element below so named, at any depth.</summary>
    public string TextOfDescendant(string name, string otherName)
    {
        var text = "";
        if (xml.IsEmptyElement) return text;
        var depth = xml.Depth;
        while (ReadNode() && xml.Depth > depth)
        {
            if (xml.NodeType == XmlNodeType.Element && text.Length == 0 && (xml.LocalName == name || xml.LocalName == otherName)) text = Text();
        }
        return text;
    }

    /// <summary>The first text below the element, at any depth: a code that is the element's own text up to version 07 and stands in <c>Cd</c> from 08. Valid until the next one is read.</summary>
    public ReadOnlySpan<char> FirstText()
    {
        _length = 0;
        if (xml.IsEmptyElement) return default;
        var depth = xml.Depth;
        while (ReadNode() && xml.Depth > depth)
        {
            if (xml.NodeType == XmlNodeType.Text && _length == 0) ReadChunks();
        }
        return _chunk.AsSpan(0, _length).Trim();
    }

    /// <summary>An amount with its currency; null with a fault where it is none. Never negative: direction is another element.</summary>
    public (string Currency, StatementAmount? Amount) Amount(string file, FaultList faults)
    {
        var (line, column) = (Line, Column);
        var currency = xml.GetAttribute("Ccy") ?? "";
        if (_currencies.TryGetValue(currency, out var known)) currency = known;
        else _currencies[currency] = currency;
        var text = Value();
        // Decimals of XML may begin with the point.
        var fault = text is ['.', _, ..] ? StatementAmount.Parse($"0{text}", '.', out var amount) : StatementAmount.Parse(text, '.', out amount);
        if (fault == AmountFault.Good) return (currency, amount);
        var (code, sentence) = StatementAmount.Explain(fault, text.ToString(), "1250000.00");
        faults.Add(file, line, column, code, sentence);
        return (currency, null);
    }

    /// <summary><c>Dt</c> or <c>DtTm</c> below the current element, or its own text; null with a fault where it is no date.</summary>
    public DateOnly? Date(string file, FaultList faults)
    {
        var (line, column) = (Line, Column);
        var written = FirstText();
        if (written.Length > 10) written = written[..10];
        if (Dates.Parse(written) is { } date) return date;
        faults.Add(file, line, column, "DATE", $"'{written}' is no date; dates are written 2026-02-15.");
        return null;
    }

    private void ReadChunks()
    {
        while (xml.ReadValueChunk(_chunk, _length, _chunk.Length - _length) is var read and > 0)
        {
            _length += read;
            if (_length > TextLimit) throw new XmlException($"a value has more than {TextLimit} characters", null, Line, Column);
        }
    }
}
