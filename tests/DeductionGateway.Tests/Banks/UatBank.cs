using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DeductionGateway.Banks.Register;
using DeductionGateway.Commands;
using DeductionGateway.Mocks.Bank;
using DeductionGateway.Mocks.Faults;
using DeductionGateway.Tests.Data;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Tests.Mocks;

namespace DeductionGateway.Tests.Banks;

/// <summary>A simulated bank that a cooperative has made known to the gateway by commands, and <c>snap-uat</c> as an operator starts it.</summary>
internal sealed class UatBank : IAsyncDisposable
{
    public const string Secret = "given-by-the-test-bank", Name = "uji";

    private static int _made;

    private readonly TwoCooperatives _two;
    private readonly Scratch _scratch = new();
    private readonly RSA _key = RSA.Create(2048);
    private readonly BankMock _bank;

    private UatBank(TwoCooperatives two, BankMock bank, RSA key) => (_two, _bank, _key) = (two, bank, key);

    public BankLedger Ledger => _bank.Ledger;
    public IReadOnlyDictionary<string, long> Counts => _bank.Faults.Counts;
    public string Address => _bank.Address.GetLeftPart(UriPartial.Authority);
    public string PrivateKey => _key.ExportPkcs8PrivateKeyPem();

    /// <summary>A folder of this test's.</summary>
    public string this[string name] => _scratch[name];

    /// <param name="profile">What is otherwise than in the generic profile.</param>
    public static async Task<UatBank> Start(TwoCooperatives two, string scenario = "clean", string? address = null, params (string Was, string Is)[] profile)
    {
        var key = RSA.Create(2048);
        var options = new BankOptions { Day = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime), RunNo = 1, Account = MockBank.Account, CallerId = "kkmb", CallerSecret = Secret, CallerKey = key };
        var bank = await BankMock.Start(options, new FaultPlan(Scenario.Named(scenario), 1), new IPEndPoint(IPAddress.Loopback, 0), TimeProvider.System, CancellationToken.None);
        var made = new UatBank(two, bank, key);
        bank.Ledger.Open("7770001234", "SITI AMINAH", 0);
        made.Put(address ?? made.Address, profile);
        return made;
    }

    /// <summary>The command with its options, on the bank.</summary>
    public (int Exit, string Output, string Error) Test(params string[] options) => Run(["snap-uat", "--cooperative", "first", "--partner", Name, "--out", this["evidence"], .. options]);

    public (int Exit, string Output, string Error) Run(params string[] words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = Troubles.Answer([.. words, "--database", _two.Database.ConnectionString, "--master-key", _two.Database.MasterKeyFile], output, error, CancellationToken.None);
        return (exit, output.ToString(), error.ToString());
    }

    /// <summary>The built-in form with other values beside its cases, as a file.</summary>
    public string Form(JsonObject values)
    {
        var form = JsonNode.Parse(DeductionGateway.Banks.Uat.UatForm.BuiltIn())!.AsObject();
        foreach (var (name, value) in values) form[name] = value?.DeepClone();
        File.WriteAllText(this["form.json"], form.ToJsonString());
        return this["form.json"];
    }

    /// <summary>What moves money at this bank.</summary>
    public JsonObject Transfers(long amount) => new()
    {
        ["base_url"] = Address, ["transfer"] = new JsonObject { ["account"] = "7770001234", ["amount"] = amount, ["other_bank"] = "014", ["other_account"] = "5550009876", ["other_name"] = "BUDI SANTOSO" },
    };

    /// <summary>The evidence for programs of the only test.</summary>
    public JsonObject Evidence() => JsonNode.Parse(File.ReadAllBytes(Directory.GetFiles(this["evidence"], "*.json").Single()))!.AsObject();

    /// <summary>Ids of the cases that ended so.</summary>
    public IEnumerable<string> Cases(string verdict) => Evidence()["cases"]!.AsArray().Where(one => (string)one!["verdict"]! == verdict).Select(static one => (string)one!["id"]!);

    /// <summary>Every text of all evidence: the JSON as it stands, and each part of the workbook.</summary>
    public string AllText()
    {
        var text = new StringBuilder();
        foreach (var file in Directory.GetFiles(this["evidence"], "*.json")) text.Append(File.ReadAllText(file));
        foreach (var file in Directory.GetFiles(this["evidence"], "*.xlsx"))
        {
            using var zip = ZipFile.OpenRead(file);
            foreach (var entry in zip.Entries)
            {
                using var reader = new StreamReader(entry.Open());
                text.Append(reader.ReadToEnd());
            }
        }
        return text.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await _bank.DisposeAsync();
        _key.Dispose();
        _scratch.Dispose();
    }

    private void Put(string address, (string Was, string Is)[] profile)
    {
        var rules = Encoding.UTF8.GetString(PartnerProfile.BytesOf("generic-snap")!).Replace("\"repeat\": \"conflict\"", "\"repeat\": \"conflict\", \"at_bank\": true", StringComparison.Ordinal).Replace("\"per_second\": 10", "\"per_second\": 1000", StringComparison.Ordinal);
        foreach (var (was, its) in profile) rules = rules.Replace(was, its, StringComparison.Ordinal);
        File.WriteAllText(this["bank.pem"], _key.ExportSubjectPublicKeyInfoPem());
        File.WriteAllText(this["own.pem"], PrivateKey);
        File.WriteAllText(this["own.secret"], Secret);
        File.WriteAllText(this["bank.json"], $$"""
            {
              "profile": {{rules}}, "base_url": "{{address}}", "account": "{{MockBank.Account}}", "partner_id": "partner-1", "va_prefix": "88899",
              "bank": { "client_id": "uji-{{Interlocked.Increment(ref _made)}}", "public_key_file": "bank.pem" }, "own": { "client_id": "kkmb", "secret_file": "own.secret", "private_key_file": "own.pem" }
            }
            """);
        var (exit, _, error) = Run("banks", "put", Name, "--cooperative", "first", "--file", this["bank.json"]);
        exit.ShouldBe(ExitCode.Done, error);
    }
}
