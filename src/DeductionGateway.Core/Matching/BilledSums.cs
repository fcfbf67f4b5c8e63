using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;

namespace DeductionGateway.Core.Matching;

/// <summary>
/// What an employer's members are billed by code, kept small for answers that come line by line: no object a line, and neither the file nor the lines
/// themselves. Amounts in whole rupiah.
/// </summary>
/// <param name="isWhole">All that a member is billed counts as one: the employer answers with one amount for each, and no line names a code.</param>
public sealed class BilledSums(bool isWhole = false)
{
    private const int Block = 1 << 12;

    private readonly TextHeap _texts = new();
    private readonly List<Entry[]> _blocks = [];
    private readonly List<string> _codes = [];

    /// <summary>For each member the entry added last, + 1; entries of one member are a chain.</summary>
    private readonly List<int> _last = [];

    /// <summary>Obligations of the entries whose oldest line names one.</summary>
    private readonly Dictionary<int, Utf8Text> _obligations = [];
    private int _count;

    /// <summary>Adds a line; its member's <c>Ordinal</c> is his place.</summary>
    public void Add(BillingLine line)
    {
        var place = line.Member.Ordinal;
        while (_last.Count <= place) _last.Add(0);
        var due = line.DueDate?.DayNumber ?? -1;
        var code = isWhole ? "" : line.Code.Code;
        if (Find(place, code) is >= 0 and var known)
        {
            ref var entry = ref this[known];
            entry.Billed += line.Amount;
            if (!IsOlder(line, due, known)) return;
            entry.Due = due;
            entry.ExpectedId = _texts.Pack(line.ExpectedId);
            Oblige(known, line.Obligation);
            return;
        }
        if (_count % Block == 0) _blocks.Add(new Entry[Block]);
        this[_count] = new Entry { Next = _last[place], Code = CodeOf(code), Due = due, Billed = line.Amount, ExpectedId = _texts.Pack(line.ExpectedId) };
        Oblige(_count, line.Obligation);
        _last[place] = ++_count;
    }

    /// <summary>The entry of a member's code, "" where all count as one; -1 where nothing is billed under it.</summary>
    public int Find(int place, string code)
    {
        if (place >= _last.Count) return -1;
        for (var at = _last[place]; at > 0; at = this[at - 1].Next)
        {
            if (_codes[this[at - 1].Code] == code) return at - 1;
        }
        return -1;
    }

    public long Billed(int entry) => this[entry].Billed;

    /// <summary>The first of its lines, oldest first (<see cref="BillingLine.OldestFirst"/>).</summary>
    public Utf8Text ExpectedId(int entry) => _texts.From(this[entry].ExpectedId).Next();

    /// <summary>What was reported under it so far.</summary>
    public ref long Reported(int entry) => ref this[entry].Reported;

    /// <summary>Hash of the first row that spoke for it; 0 = none did. Four bytes of it: compared are rows of one member and code.</summary>
    public ref uint FirstRow(int entry) => ref this[entry].FirstRow;

    private ref Entry this[int entry] => ref _blocks[entry / Block][entry % Block];

    private bool IsOlder(BillingLine line, int due, int known)
    {
        ref var entry = ref this[known];
        var order = due.CompareTo(entry.Due);
        if (order == 0) order = line.Obligation.CompareTo(_obligations.GetValueOrDefault(known));
        return order != 0 ? order < 0 : line.ExpectedId < ExpectedId(known);
    }

    private void Oblige(int entry, Utf8Text obligation)
    {
        if (obligation.IsEmpty) _obligations.Remove(entry);
        else _obligations[entry] = Utf8Text.From(obligation.ToString());
    }

    private short CodeOf(string code)
    {
        var known = _codes.IndexOf(code);
        if (known >= 0) return (short)known;
        _codes.Add(code);
        return (short)(_codes.Count - 1);
    }

    private struct Entry
    {
        public long Billed;
        public long Reported;
        public int Next;

        /// <summary>Day number of the oldest line's due date; -1 = none, which is the oldest.</summary>
        public int Due;

        /// <summary>Place of the oldest line's text.</summary>
        public int ExpectedId;
        public uint FirstRow;
        public short Code;
    }
}
