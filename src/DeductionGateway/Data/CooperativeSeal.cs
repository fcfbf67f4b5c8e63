using System.Security.Cryptography;
using DeductionGateway.Sealing;

namespace DeductionGateway.Data;

/// <summary>
/// Seals and opens what a transaction keeps of its cooperative's people, under the cooperative's own keys; they are looked up when they are first needed. A key
/// that the transaction itself makes is known to it alone until it has committed: it may be rolled back.
/// </summary>
internal sealed class CooperativeSeal(Tx tx, DataKeys keys, long cooperative) : IDisposable
{
    private const int HashBytes = 16;

    private readonly Dictionary<int, Sealer> _sealers = [];
    private int? _keyNo;
    private byte[]? _lookup;
    private bool _hasMade;

    /// <summary>The key that seals now, made where there is none; 0 = no master key was named, and what is kept is kept as it is.</summary>
    public int KeyNo => _keyNo ??= Newest();

    public byte[] Seal(ReadOnlySpan<byte> plain) => KeyNo == 0 ? plain.ToArray() : SealerOf(KeyNo).Seal(plain);

    /// <exception cref="MasterKeyException">It is sealed, and no master key was named or another one.</exception>
    /// <exception cref="Core.Basics.InvariantException">It was changed.</exception>
    public byte[] Open(int keyNo, byte[] kept) => keyNo == 0 ? kept : SealerOf(keyNo).Open(kept);

    /// <summary>What a text of the cooperative is found by without opening anything: a keyed hash under its first key, which no rotation changes. Empty where nothing is sealed.</summary>
    public byte[] Hash(ReadOnlySpan<byte> text)
    {
        if (KeyNo == 0 || text.IsEmpty) return [];
        _lookup ??= HKDF.DeriveKey(HashAlgorithmName.SHA256, Key(1), Sealer.KeyBytes, info: "lookup"u8.ToArray());
        return HMACSHA256.HashData(_lookup, text)[..HashBytes];
    }

    /// <summary>As <see cref="Hash"/>, for who only looks: a cooperative that has sealed nothing yet gets no key by it.</summary>
    public byte[] HashOfKnown(ReadOnlySpan<byte> text) => keys.Master is null || tx.Find<int>(Sql.Newest) == 0 ? [] : Hash(text);

    /// <summary>Hashes national ids for comparison beyond this database; null where no such key was named.</summary>
    public RegulatorKey? Regulator => keys.Regulator;

    /// <summary>From here on another key seals; what older ones sealed they open.</summary>
    public int Rotate()
    {
        if (keys.Master is null) throw new MasterKeyException("No master key was named: there is nothing to rotate.");
        _keyNo = Make(tx.Find<int>(Sql.Newest) + 1);
        return _keyNo.Value;
    }

    public void Dispose()
    {
        foreach (var sealer in _sealers.Values) sealer.Dispose();
    }

    private int Newest()
    {
        if (keys.Master is null) return 0;
        if (keys.Newest.TryGetValue(cooperative, out var known)) return known;
        var newest = tx.Find<int>(Sql.Newest);
        return newest == 0 ? Make(1) : keys.Newest[cooperative] = newest;
    }

    /// <summary>Two who make the same one agree on whichever was stored.</summary>
    private int Make(int keyNo)
    {
        _hasMade = true;
        tx.Execute(Sql.Add, new { Cooperative = cooperative, KeyNo = keyNo, Sealed = keys.Master!.Seal(RandomNumberGenerator.GetBytes(Sealer.KeyBytes), Purpose(keyNo)) });
        return keyNo;
    }

    private Sealer SealerOf(int keyNo)
    {
        if (!_sealers.TryGetValue(keyNo, out var sealer)) _sealers[keyNo] = sealer = new Sealer(Key(keyNo), cooperative, keyNo);
        return sealer;
    }

    private byte[] Key(int keyNo)
    {
        if (keys.Open.TryGetValue((cooperative, keyNo), out var known)) return known;
        if (keys.Master is not { } master) throw new MasterKeyException("The database keeps files and personal data sealed: name its master key by GATEWAY_MASTER_KEY_FILE, as for 'serve'.");
        var kept = tx.Find<byte[]>(Sql.Kept, new { KeyNo = keyNo }) ?? throw new MasterKeyException($"The database has no data key {keyNo} of this cooperative any more: restore the table data_key from a backup.");
        var key = master.Open(kept, Purpose(keyNo));
        return _hasMade ? key : keys.Open[(cooperative, keyNo)] = key;
    }

    private string Purpose(int keyNo) => $"data-key:{cooperative}:{keyNo}";

    private static class Sql
    {
        public const string Newest = "select coalesce(max(key_no), 0) from data_key;";
        public const string Kept = "select sealed from data_key where key_no = @KeyNo;";
        public const string Add = "insert into data_key (cooperative_id, key_no, sealed) values (@Cooperative, @KeyNo, @Sealed) on conflict do nothing;";
    }
}

/// <summary>Bytes as they are kept, and the key that sealed them; 0 = they are as they came.</summary>
internal sealed record KeptBytes(int KeyNo, byte[] Bytes);
