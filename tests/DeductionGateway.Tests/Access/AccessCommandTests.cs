using System.Security.Cryptography;
using DeductionGateway.Access;
using DeductionGateway.Commands;
using DeductionGateway.Sealing;
using DeductionGateway.Tests.Data;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Access;

/// <summary><c>access</c> as an operator meets it; every change stands in the audit.</summary>
public sealed class AccessCommandTests : IClassFixture<TwoCooperatives>, IDisposable
{
    private readonly TwoCooperatives _two;
    private readonly Scratch _scratch = new();

    public AccessCommandTests(TwoCooperatives two)
    {
        _two = two;
        MasterKey.ReadOrMake(_scratch["master.key"]);
    }

    [Fact]
    public void Accounts_are_made_listed_renewed_and_disabled_and_secrets_are_shown_once()
    {
        var user = Done("add-user", "rina", "--cooperative", "first", "--role", "payroll-officer", "--employer", "E1");
        user.ShouldContain("otpauth://totp/");
        var client = Done("add-client", "core-1", "--cooperative", "second", "--role", "core-system");
        var secret = client.Split('\n').Single(static line => line.StartsWith("secret", StringComparison.Ordinal)).Split(' ')[^1];
        var list = Done("list");
        list.ShouldContain("rina");
        list.ShouldContain("client by secret");
        list.ShouldNotContain(secret);
        Done("renew", "core-1").ShouldNotContain(secret);
        Done("renew", "rina").ShouldNotBe(user);
        Done("disable", "rina");
        Done("list").ShouldContain("disabled");
        Done("rotate-keys").ShouldContain("signs from now on");
        _two.Database.AsSuperuser<string>("select action || ' ' || object from audit where actor like 'command:%' and object in ('rina', 'core-1') order by audit_no;")
            .ShouldBe(["add-user rina", "add-client core-1", "renew core-1", "renew rina", "disable rina"]);
        // What is stored is no secret in clear: the superuser's dump holds neither.
        _two.Database.AsSuperuser<string>("select app_user::text from app_user union all select access_client::text from access_client;").ShouldAllBe(row => !row.Contains(secret, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("needs a word")]
    [InlineData("no word of access", "add", "budi")]
    [InlineData("needs the name", "add-user")]
    [InlineData("--cooperative is missing", "add-user", "budi")]
    [InlineData("is no role", "add-user", "budi", "--cooperative", "first", "--role", "boss")]
    [InlineData("role of a system", "add-user", "budi", "--cooperative", "first", "--role", "core-system")]
    [InlineData("role of a person", "add-client", "budi", "--cooperative", "first", "--role", "manager")]
    [InlineData("needs --employer", "add-user", "budi", "--cooperative", "first", "--role", "payroll-officer")]
    [InlineData("is not taken", "add-user", "budi", "--cooperative", "first", "--role", "manager", "--employer", "E1")]
    [InlineData("has no employer E77", "add-user", "budi", "--cooperative", "first", "--role", "payroll-officer", "--employer", "E77")]
    [InlineData("no cooperative nowhere", "add-user", "budi", "--cooperative", "nowhere", "--role", "manager")]
    [InlineData("is no name", "add-user", "bu di", "--cooperative", "first", "--role", "manager")]
    [InlineData("no account nobody", "disable", "nobody")]
    [InlineData("no account nobody", "renew", "nobody")]
    [InlineData("one word too many", "list", "all")]
    [InlineData("access renew does not take --cooperative", "renew", "budi", "--cooperative", "first")]
    [InlineData("access disable does not take --cooperative", "disable", "budi", "--cooperative", "nowhere")]
    [InlineData("access renew does not take --role", "renew", "budi", "--role", "manager")]
    [InlineData("access list does not take --employer", "list", "--employer", "E1")]
    public void What_cannot_be_is_said_with_exit_2(string words, params string[] arguments)
    {
        var (exit, _, error) = Run(arguments);
        exit.ShouldBe(ExitCode.WrongUsage, error);
        error.ShouldContain(words);
    }

    [Fact]
    public void A_key_that_is_private_weak_or_none_is_refused()
    {
        using var weak = RSA.Create(1024);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var good = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        foreach (var (pem, words) in ((string, string)[])[(weak.ExportSubjectPublicKeyInfoPem(), "2048"), (other.ExportSubjectPublicKeyInfoPem(), "P-256"), (good.ExportPkcs8PrivateKeyPem(), "private"), ("nothing", "PUBLIC KEY")])
        {
            File.WriteAllText(_scratch["key.pem"], pem);
            var (exit, _, error) = Run("add-client", "keyed", "--cooperative", "first", "--role", "bank-system", "--public-key", _scratch["key.pem"]);
            exit.ShouldBe(ExitCode.WrongUsage);
            error.ShouldContain(words);
        }
        File.WriteAllText(_scratch["key.pem"], good.ExportSubjectPublicKeyInfoPem());
        Done("add-client", "keyed", "--cooperative", "first", "--role", "bank-system", "--public-key", _scratch["key.pem"]).ShouldNotContain("secret");
        Run("add-user", "keyed", "--cooperative", "first", "--role", "manager").Error.ShouldContain("already");
        _two.Database.AsSuperuser<long>("select count(*) from app_user where role in (1, 2);").ShouldBe([0], "nobody who could be asked for: CommandActorTests has some");
    }

    public void Dispose() => _scratch.Dispose();

    private string Done(params string[] arguments)
    {
        var (exit, output, error) = Run(arguments);
        exit.ShouldBe(ExitCode.Done, error);
        return output;
    }

    private (int Exit, string Output, string Error) Run(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var exit = Troubles.Answer(["access", .. arguments, "--master-key", _scratch["master.key"], "--database", _two.Database.ConnectionString], output, error, CancellationToken.None);
        return (exit, output.ToString(), error.ToString());
    }
}
