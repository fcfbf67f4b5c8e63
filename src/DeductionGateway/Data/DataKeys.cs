using System.Collections.Concurrent;
using DeductionGateway.Sealing;

namespace DeductionGateway.Data;

/// <summary>The committed data keys that are known, over all transactions of a database; the master key that opens them, and a regulator's key: null where none was named.</summary>
internal sealed class DataKeys(MasterKey? master, RegulatorKey? regulator)
{
    public MasterKey? Master => master;

    public RegulatorKey? Regulator => regulator;

    public ConcurrentDictionary<(long Cooperative, int KeyNo), byte[]> Open { get; } = new();

    /// <summary>The key of a cooperative that seals.</summary>
    public ConcurrentDictionary<long, int> Newest { get; } = new();
}
