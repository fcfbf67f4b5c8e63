using DeductionGateway.Core.Basics;
using DeductionGateway.Data;

namespace DeductionGateway.Members;

/// <summary>Gives members the hash of their national id under a regulator's key, in the transaction of a run; those of earlier runs too. Nothing where no such key was named.</summary>
internal static class RegulatorHashes
{
    private const int AtOnce = 5_000;

    public static void Add(Tx tx)
    {
        if (tx.Seal.Regulator is not { } key) return;
        var store = new MemberStore(tx);
        var id = key.Id;
        for (long after = 0; store.WithoutHash(id, after, AtOnce) is { Count: > 0 } rows; after = rows[^1].MemberId)
        {
            store.AddHashes(id, [.. rows.Select(static row => row.MemberId)], [.. rows.Select(row => key.Hash(PersonalNumbers.Compared(row.Open(tx.Seal).NationalId)) ?? [])]);
        }
    }
}
