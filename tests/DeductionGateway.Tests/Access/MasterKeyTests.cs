using DeductionGateway.Access;
using DeductionGateway.Sealing;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Access;

/// <summary>The key under which the database's secrets are sealed: made for its owner alone, and good for what it was used for.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class MasterKeyTests : IDisposable
{
    private readonly Scratch _scratch = new();

    [Fact]
    public void It_is_made_once_and_only_its_owner_reads_it()
    {
        var file = _scratch["master.key"];
        var sealedBytes = MasterKey.ReadOrMake(file).Seal([1, 2, 3], "totp:rina");
        File.ReadAllBytes(file).Length.ShouldBe(32);
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        MasterKey.ReadOrMake(file).Open(sealedBytes, "totp:rina").ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void What_was_sealed_opens_for_the_same_purpose_and_unchanged_only()
    {
        var key = MasterKey.ReadOrMake(_scratch["one.key"]);
        var sealedBytes = key.Seal([1, 2, 3], "totp:rina");
        key.Seal([1, 2, 3], "totp:rina").ShouldNotBe(sealedBytes, "each time under its own nonce");
        Should.Throw<MasterKeyException>(() => key.Open(sealedBytes, "totp:budi"));
        Should.Throw<MasterKeyException>(() => MasterKey.ReadOrMake(_scratch["two.key"]).Open(sealedBytes, "totp:rina"));
        for (var i = 0; i < sealedBytes.Length; i++)
        {
            var changed = (byte[])sealedBytes.Clone();
            changed[i] ^= 1;
            Should.Throw<MasterKeyException>(() => key.Open(changed, "totp:rina"), $"byte {i}");
        }
        Should.Throw<MasterKeyException>(() => key.Open([], "totp:rina"));
    }

    [Fact]
    public void A_file_that_others_may_read_or_of_another_length_is_refused()
    {
        MasterKey.ReadOrMake(_scratch["open.key"]);
        File.SetUnixFileMode(_scratch["open.key"], UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Should.Throw<MasterKeyException>(() => MasterKey.Read(_scratch["open.key"])).Message.ShouldContain("chmod 600");
        File.WriteAllBytes(_scratch["short.key"], new byte[31]);
        File.SetUnixFileMode(_scratch["short.key"], UnixFileMode.UserRead);
        Should.Throw<MasterKeyException>(() => MasterKey.Read(_scratch["short.key"])).Message.ShouldContain("31 bytes");
        Should.Throw<MasterKeyException>(() => MasterKey.Read(_scratch["nowhere.key"]));
    }

    public void Dispose() => _scratch.Dispose();
}
