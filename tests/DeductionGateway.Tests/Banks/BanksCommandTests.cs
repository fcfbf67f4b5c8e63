using System.Security.Cryptography;
using System.Text;
using DeductionGateway.Banks.Register;
using DeductionGateway.Commands;
using DeductionGateway.Sealing;
using DeductionGateway.Tests.Data;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Banks;

/// <summary><c>banks</c> as an operator meets it.</summary>
public sealed class BanksCommandTests : IClassFixture<TwoCooperatives>, IDisposable
{
    private const string Good = """
        {
          "profile": "bca-like", "base_url": "https://bank.example", "account": "1370012345678", "partner_id": "P1", "va_prefix": "88899",
          "bank": { "client_id": "C1", "public_key_file": "bank.pem" }, "own": { "client_id": "O1", "secret_file": "own.secret" }
        }
        """;

    private readonly TwoCooperatives _two;
    private readonly Scratch _scratch = new();

    public BanksCommandTests(TwoCooperatives two)
    {
        _two = two;
        MasterKey.ReadOrMake(_scratch["master.key"]);
        using var key = RSA.Create(2048);
        File.WriteAllText(_scratch["bank.pem"], key.ExportSubjectPublicKeyInfoPem());
        File.WriteAllText(_scratch["private.pem"], key.ExportPkcs8PrivateKeyPem());
        using var small = RSA.Create(1024);
        File.WriteAllText(_scratch["small.pem"], small.ExportSubjectPublicKeyInfoPem());
        File.WriteAllText(_scratch["small-private.pem"], small.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(_scratch["own.secret"], "of the bank\n");
        File.WriteAllText(_scratch["empty.secret"], "\n");
        File.WriteAllText(_scratch["bank.json"], Good);
    }

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_bank_is_put_changed_disabled_and_enabled_and_its_secret_is_shown_once()
    {
        var secret = Done("put", "one", "--cooperative", "first", "--file", _scratch["bank.json"]).Split('\n').Single(static line => line.StartsWith("secret", StringComparison.Ordinal)).Split(' ')[^1];
        Done("put", "one", "--cooperative", "first", "--file", _scratch["bank.json"]).ShouldContain("as it was");
        Done("put", "one", "--cooperative", "first", "--file", _scratch["bank.json"], "--new-secret").ShouldNotContain(secret);
        Done("disable", "one", "--cooperative", "first");
        Done("put", "one", "--cooperative", "first", "--file", _scratch["bank.json"]);
        Done("list").ShouldContain(", disabled", Case.Sensitive, "a change lets nobody in");
        Done("enable", "one", "--cooperative", "first");
        Done("list").ShouldNotContain(", disabled");
        _two.Database.AsSuperuser<string>("select action from audit where action like 'bank.%' and object = 'one' order by audit_no;").ShouldBe(["bank.add", "bank.change", "bank.change", "bank.disable", "bank.change", "bank.enable"]);
        _two.Database.AsSuperuser<string>("select encode(bank_secret || own_secret, 'escape') from bank_partner where partner = 'one';").ShouldAllBe(row => !row.Contains(secret, StringComparison.Ordinal) && !row.Contains("of the bank", StringComparison.Ordinal));
    }

    [Fact]
    public void Both_built_in_profiles_are_printed_and_are_profiles()
    {
        PartnerProfile.BuiltIn.ShouldBe(["bca-like", "generic-snap"]);
        foreach (var name in PartnerProfile.BuiltIn)
        {
            File.WriteAllText(_scratch["profile.json"], Done("check", name));
            Done("check", _scratch["profile.json"]).ShouldContain("is a profile");
        }
        Done("check", _scratch["bank.json"]).ShouldContain("is a bank's file");
    }

    [Theory]
    [InlineData("\"bca-like\"", "\"nobody\"", "generic-snap")]
    [InlineData("\"bca-like\"", "{}", "signature")]
    [InlineData("https://bank.example", "http://bank.example", "base_url")]
    [InlineData("https://bank.example", "https://bank.example/v1", "base_url")]
    [InlineData("1370012345678", "999", "the cooperative has 1370012345678")]
    [InlineData("\"88899\"", "\"x\"", "va_prefix")]
    [InlineData("\"client_id\": \"C1\", ", "", "client")]
    [InlineData("\"client_id\": \"C1\", \"public_key_file\": \"bank.pem\"", "", "client")]
    [InlineData("bank.pem", "nowhere.pem", "nowhere.pem cannot be read")]
    [InlineData("bank.pem", "own.secret", "no PEM")]
    [InlineData("bank.pem", "private.pem", "is a private key")]
    [InlineData("bank.pem", "small.pem", "2048")]
    [InlineData("own.secret", "nowhere.secret", "nowhere.secret cannot be read")]
    [InlineData("own.secret", "empty.secret", "empty.secret is empty")]
    [InlineData("\"secret_file\": \"own.secret\"", "\"private_key_file\": \"bank.pem\"", "no PEM of an RSA private key")]
    [InlineData("\"secret_file\": \"own.secret\"", "\"private_key_file\": \"small-private.pem\"", "2048")]
    [InlineData("\"va_prefix\"", "\"prefix\"", "prefix")]
    [InlineData("{", "[", "wrong at")]
    public void What_is_wrong_in_a_file_is_named_and_nothing_is_stored(string good, string bad, string words)
    {
        File.WriteAllText(_scratch["bad.json"], Good.Replace(good, bad, StringComparison.Ordinal).Replace("\"C1\"", "\"C2\"", StringComparison.Ordinal));
        var (exit, output) = Run("put", "bad", "--cooperative", "second", "--file", _scratch["bad.json"]);
        exit.ShouldBe(ExitCode.FileRefused, output);
        output.ShouldStartWith($"{_scratch["bad.json"]}:");
        output.ShouldContain(words, Case.Insensitive);
        // Which accounts a cooperative has, only a database says.
        if (words.StartsWith("the cooperative has", StringComparison.Ordinal)) Run("check", _scratch["bad.json"]).ExitCode.ShouldBe(ExitCode.Done);
        else Run("check", _scratch["bad.json"]).ShouldBe((ExitCode.FileRefused, output), "both say it alike");
        _two.Database.AsSuperuser<long>("select count(*) from bank_partner where partner = 'bad';").ShouldBe([0]);
    }

    /// <summary>Of one cooperative: what two tell of one account would be booked twice, or never shown.</summary>
    [Fact]
    public void An_account_is_at_one_bank()
    {
        File.WriteAllText(_scratch["holder.json"], Good.Replace("\"C1\"", "\"C3\"", StringComparison.Ordinal));
        File.WriteAllText(_scratch["other.json"], Good.Replace("\"C1\"", "\"C4\"", StringComparison.Ordinal));
        Done("put", "holder", "--cooperative", "second", "--file", _scratch["holder.json"]);
        var (exit, output) = Run("put", "another", "--cooperative", "second", "--file", _scratch["other.json"]);
        (exit, output).ShouldBe((ExitCode.FileRefused, $"{_scratch["other.json"]}:0:0 BANK_FILE account 1370012345678 is that of bank holder; an account is at one bank. Name this one's own account, or put it as holder to change what is known of that bank.{Environment.NewLine}"));
        Done("put", "holder", "--cooperative", "second", "--file", _scratch["other.json"]).ShouldContain("as it was");
        _two.Database.AsSuperuser<string>("select partner from bank_partner where cooperative_id = @Second order by partner;", new { _two.Second }).ShouldBe(["holder"]);
    }

    /// <summary>Each finds the account free, were they not held apart.</summary>
    [Fact]
    public async Task Of_many_at_once_one_has_the_account()
    {
        var account = _two.AccountAt("many");
        var partners = new Partners(_two.Database.Database, MasterKey.ReadOrMake(_scratch["master.key"]), TimeProvider.System, "command:test");
        var put = await Task.WhenAll(Enumerable.Range(0, 8).Select(no => Task.Run(async () =>
        {
            var file = Good.Replace("\"C1\"", $"\"M{no}\"", StringComparison.Ordinal).Replace("1370012345678", account, StringComparison.Ordinal).Replace("\"P1\"", $"\"PM{no}\"", StringComparison.Ordinal);
            try
            {
                return await partners.Put("first", $"many-{no}", PartnerFile.Read(Encoding.UTF8.GetBytes(file)), _scratch.Path, newSecret: false, TestContext.Current.CancellationToken) is not null;
            }
            catch (ProfileException)
            {
                return false;
            }
        })));
        put.Count(static one => one).ShouldBe(1);
        _two.Database.AsSuperuser<long>("delete from bank_partner where account = @account returning 1::bigint;", new { account }).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("nobody", "one", "There is no cooperative nobody")]
    [InlineData("second", "a bank", "'a bank' is no name of a bank")]
    public void Whom_it_is_for_is_a_word_of_the_command(string cooperative, string name, string words)
    {
        var (exit, output) = Run("put", name, "--cooperative", cooperative, "--file", _scratch["bank.json"]);
        exit.ShouldBe(ExitCode.WrongUsage, output);
        output.ShouldContain(words);
    }

    private string Done(params string[] words)
    {
        var (exit, output) = Run(words);
        exit.ShouldBe(ExitCode.Done, output);
        return output;
    }

    private (int ExitCode, string Output) Run(params string[] words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        string[] database = words[0] == "check" ? [] : ["--database", _two.Database.ConnectionString, "--master-key", _scratch["master.key"]];
        var exit = Troubles.Answer(["banks", .. words, .. database], output, error, CancellationToken.None);
        return (exit, output.ToString() + error);
    }
}
