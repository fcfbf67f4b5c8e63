using System.Buffers;
using System.Text;
using DeductionGateway.Access;
using DeductionGateway.Answers;
using DeductionGateway.Core.Basics;
using DeductionGateway.Wire;

namespace DeductionGateway.Runs;

/// <summary>
/// A result CSV as those see it who do not resolve cases: in the columns that show what a bank or an employer wrote, long numbers are masked. Piece by piece; a field that a
/// piece cuts waits for the next.
/// </summary>
internal sealed class ResultView
{
    /// <summary>What they may have, and of it the masked columns, from 0. A file that is not here is not theirs: a workbook cannot be masked as it goes.</summary>
    private static readonly Dictionary<string, int[]> Shown = new(StringComparer.Ordinal)
    {
        ["journal.csv"] = [], ["lines.csv"] = [], ["late.csv"] = [], ["bank_entries.csv"] = [], ["employer_claims.csv"] = [], ["summary.json"] = [], ["anggota.csv"] = [],
        ["mismatches.csv"] = ColumnsOf(SmallFiles.MismatchColumns, "candidates", "advice"), ["corrections.csv"] = ColumnsOf(SmallFiles.CorrectionColumns, "key"),
    };

    private readonly int[] _masked;
    private readonly ArrayBufferWriter<byte> _field = new();
    private int _column;
    private bool _isQuoted;

    private ResultView(int[] masked) => _masked = masked;

    /// <summary>Null where the file is given as it is.</summary>
    /// <exception cref="Grpc.Core.RpcException">PERMISSION_DENIED: the file is not for this role.</exception>
    public static ResultView? Of(string name, Role role)
    {
        if (role is Role.Manager or Role.Officer) return null;
        if (!Shown.TryGetValue(name, out var masked)) throw Faults.Denied($"{name} is for managers and officers: it may show personal numbers, which are masked in the .csv files only. mismatches.csv and lines.csv say what it says.");
        return masked.Length == 0 ? null : new ResultView(masked);
    }

    /// <param name="piece">The next bytes of the file, UTF-8; null is none.</param>
    /// <param name="isLast">Nothing follows: what waits is given too.</param>
    public byte[] Masked(byte[]? piece, bool isLast)
    {
        var output = new ArrayBufferWriter<byte>((piece?.Length ?? 0) + 64);
        foreach (var one in piece ?? [])
        {
            // A quote within quotes stands twice: it ends and begins them anew.
            if (one == (byte)'"') _isQuoted = !_isQuoted;
            if (_isQuoted || one is not ((byte)',' or (byte)'\n'))
            {
                _field.Write([one]);
                continue;
            }
            EndField(output);
            output.Write([one]);
            _column = one == (byte)',' ? _column + 1 : 0;
        }
        if (isLast) EndField(output);
        return output.WrittenSpan.ToArray();
    }

    private void EndField(ArrayBufferWriter<byte> output)
    {
        output.Write(Array.IndexOf(_masked, _column) < 0 ? _field.WrittenSpan : Encoding.UTF8.GetBytes(PersonalNumbers.MaskedIn(Encoding.UTF8.GetString(_field.WrittenSpan), PersonalNumbers.LeastAccountDigits)));
        _field.ResetWrittenCount();
    }

    private static int[] ColumnsOf(string columns, params string[] names) => Array.ConvertAll(names, name =>
    {
        var place = Array.IndexOf(columns.Split(','), name);
        Check.That(place >= 0, "a masked column is one of the file");
        return place;
    });
}
