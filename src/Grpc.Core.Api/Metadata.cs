using System.Collections;
using System.Text;

namespace Grpc.Core;

/// <summary>Headers or trailers of a call, in order; one key may stand several times. Keys that end in <c>-bin</c> carry bytes, the others ASCII text.</summary>
public sealed class Metadata : IList<Metadata.Entry>
{
    public const string BinaryHeaderSuffix = "-bin";
    public static readonly Metadata Empty = new(isReadOnly: true);

    private readonly List<Entry> _entries = [];

    public Metadata() { }

    private Metadata(bool isReadOnly) => IsReadOnly = isReadOnly;

    public int Count => _entries.Count;
    public bool IsReadOnly { get; }

    public Entry this[int index]
    {
        get => _entries[index];
        set
        {
            ForWriting();
            _entries[index] = value;
        }
    }

    public void Add(Entry item)
    {
        ArgumentNullException.ThrowIfNull(item);
        ForWriting();
        _entries.Add(item);
    }

    public void Add(string key, string value) => Add(new Entry(key, value));
    public void Add(string key, byte[] valueBytes) => Add(new Entry(key, valueBytes));

    /// <summary>The last entry of a key, which is the one that counts; null where there is none.</summary>
    public Entry? Get(string key) => _entries.FindLast(entry => entry.Key.Equals(key, StringComparison.OrdinalIgnoreCase));

    public string? GetValue(string key) => Get(key)?.Value;
    public byte[]? GetValueBytes(string key) => Get(key)?.ValueBytes;
    public IEnumerable<Entry> GetAll(string key) => _entries.FindAll(entry => entry.Key.Equals(key, StringComparison.OrdinalIgnoreCase));

    public void Clear()
    {
        ForWriting();
        _entries.Clear();
    }

    public void Insert(int index, Entry item)
    {
        ForWriting();
        _entries.Insert(index, item);
    }

    public bool Remove(Entry item)
    {
        ForWriting();
        return _entries.Remove(item);
    }

    public void RemoveAt(int index)
    {
        ForWriting();
        _entries.RemoveAt(index);
    }

    public bool Contains(Entry item) => _entries.Contains(item);
    public int IndexOf(Entry item) => _entries.IndexOf(item);
    public void CopyTo(Entry[] array, int arrayIndex) => _entries.CopyTo(array, arrayIndex);
    public IEnumerator<Entry> GetEnumerator() => _entries.GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void ForWriting()
    {
        if (IsReadOnly) throw new InvalidOperationException("These metadata are shared and may not be changed.");
    }

    /// <summary>One header. Keys are lower case letters, digits, <c>-</c>, <c>_</c> and <c>.</c>; what is given in upper case is lowered.</summary>
    public sealed class Entry
    {
        private readonly string? _text;
        private readonly byte[]? _bytes;

        public Entry(string key, string value)
        {
            Key = Checked(key);
            if (IsBinary) throw new ArgumentException($"The key {key} ends in {BinaryHeaderSuffix} and takes bytes.", nameof(key));
            ArgumentNullException.ThrowIfNull(value);
            _text = value;
        }

        public Entry(string key, byte[] valueBytes)
        {
            Key = Checked(key);
            if (!IsBinary) throw new ArgumentException($"The key {key} takes text; for bytes it must end in {BinaryHeaderSuffix}.", nameof(key));
            ArgumentNullException.ThrowIfNull(valueBytes);
            _bytes = [.. valueBytes];
        }

        public string Key { get; }
        public bool IsBinary => Key.EndsWith(BinaryHeaderSuffix, StringComparison.Ordinal);

        /// <exception cref="InvalidOperationException">The key carries bytes.</exception>
        public string Value => _text ?? throw new InvalidOperationException($"{Key} carries bytes, not text.");

        /// <summary>The bytes, a copy of them; of a text its ASCII bytes.</summary>
        public byte[] ValueBytes => _bytes is null ? Encoding.ASCII.GetBytes(_text!) : [.. _bytes];

        public override string ToString() => _text is null ? $"[{Key}: {_bytes!.Length} bytes]" : $"[{Key}: {_text}]";

        private static string Checked(string key)
        {
            ArgumentException.ThrowIfNullOrEmpty(key);
            var lower = key.ToLowerInvariant();
            return lower.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.') ? lower
                : throw new ArgumentException($"'{key}' is no key of metadata: letters, digits, '-', '_' and '.' only.", nameof(key));
        }
    }
}
