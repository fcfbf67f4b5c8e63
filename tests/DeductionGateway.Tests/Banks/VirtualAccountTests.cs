using System.Security.Cryptography;
using System.Text;
using DeductionGateway.Banks.Calls;
using DeductionGateway.Banks.Orders;
using DeductionGateway.Banks.Register;
using DeductionGateway.Contract.V1;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Tests.Wire;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Role = DeductionGateway.Access.Role;

namespace DeductionGateway.Tests.Banks;

/// <summary>Virtual accounts as a cooperative makes, lists and ends them.</summary>
public sealed class VirtualAccountTests(BusinessServer server) : IClassFixture<BusinessServer>, IDisposable
{
    private readonly Scratch _scratch = new();

    private Contract.V1.Banks.BanksClient Client => new(server.Channel);

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_number_is_made_once_and_ends_once()
    {
        await AddBank("bank-one");
        var made = await Client.CreateVirtualAccountAsync(Wish("bank-one", "1001"), server.First);
        (made.Number, made.Name, made.Employer, made.Kind, made.Amount.AmountMinor, made.Paid.AmountMinor, made.IsOver).ShouldBe(("888991001", "Siti Aminah", "E1", VirtualAccountKind.Closed, 15_000_000, 0, false));
        (await Fails(Client.CreateVirtualAccountAsync(Wish("bank-one", "1001"), server.First))).ShouldBe((StatusCode.AlreadyExists, "was made before"));
        var end = new EndVirtualAccountRequest { Bank = "bank-one", Number = made.Number };
        (await Client.EndVirtualAccountAsync(end, server.First)).IsOver.ShouldBeTrue();
        (await Fails(Client.EndVirtualAccountAsync(end, server.First))).ShouldBe((StatusCode.FailedPrecondition, "ended already"));
        (await Fails(Client.EndVirtualAccountAsync(end, server.Second))).ShouldBe((StatusCode.NotFound, "There is no virtual account"));
        (await Client.ListBanksAsync(new ListBanksRequest(), server.First)).Banks.Select(static bank => (bank.Name, bank.VaPrefix)).ShouldContain(("bank-one", "88899"));
        (await Client.ListBanksAsync(new ListBanksRequest(), server.Second)).Banks.ShouldBeEmpty();
        server.Cooperatives.Database.AsSuperuser<string>("select action || ' ' || object || ' ' || outcome from audit where action like 'virtual-account.%' and object like 'bank-one/%' order by audit_no;")
            .ShouldBe(["virtual-account.create bank-one/888991001 E1 M1 SW 2026-02", "virtual-account.end bank-one/888991001 done"]);
    }

    /// <summary>An open number's amount bounds each payment; without one it takes any. The others have one.</summary>
    [Theory]
    [InlineData(VirtualAccountKind.Open, 50_000_000, "2001")]
    [InlineData(VirtualAccountKind.Open, 0, "2002")]
    public async Task An_open_number_has_a_bound_or_none(VirtualAccountKind kind, long minor, string customer)
    {
        await AddBank("bank-bound");
        var wish = Wish("bank-bound", customer);
        (wish.Kind, wish.Amount.AmountMinor) = (kind, minor);
        var made = await Client.CreateVirtualAccountAsync(wish, server.First);
        (made.Kind, made.Amount.AmountMinor).ShouldBe((kind, minor));
    }

    /// <summary>Where a bank keeps the numbers, each is made and ended there, in this order; who only looks sees how far it has come.</summary>
    [Fact]
    public async Task A_number_is_made_and_ended_at_the_bank()
    {
        using var key = RSA.Create(2048);
        await using var bank = await new TestBank(key, "secret").Start();
        await File.WriteAllTextAsync(_scratch["bank.pem"], key.ExportSubjectPublicKeyInfoPem());
        await File.WriteAllTextAsync(_scratch["own.pem"], key.ExportPkcs8PrivateKeyPem());
        await File.WriteAllTextAsync(_scratch["secret"], "secret");
        var profile = Encoding.UTF8.GetString(PartnerProfile.BytesOf("generic-snap")!).Replace("\"most_bills\"", "\"at_bank\": true, \"most_bills\"", StringComparison.Ordinal);
        string FileWith(string own) => $$"""
            { "profile": {{profile}}, "base_url": "{{bank.Url.GetLeftPart(UriPartial.Authority)}}", "account": "{{server.Cooperatives.AccountAt("keeper")}}", "partner_id": "1", "va_prefix": "88899", "bank": { "client_id": "of-keeper", "public_key_file": "bank.pem" }{{own}} }
            """;
        Should.Throw<ProfileException>(() => PartnerFile.Read(Encoding.UTF8.GetBytes(FileWith("")))).Message.ShouldContain("is wanted: by the profile");
        await new Partners(server.Cooperatives.Database.Database, server.Master, server.Clock, "command:test").Put(
            "first", "keeper", PartnerFile.Read(Encoding.UTF8.GetBytes(FileWith(""", "own": { "client_id": "c", "secret_file": "secret", "private_key_file": "own.pem" }"""))), _scratch.Path, newSecret: false, CancellationToken.None);
        var made = await Client.CreateVirtualAccountAsync(Wish("keeper", "1002"), server.First);
        await Client.EndVirtualAccountAsync(new EndVirtualAccountRequest { Bank = "keeper", Number = made.Number }, server.First);
        (await Orders()).ShouldBe([(31, BankOrderState.New, "", 0), (27, BankOrderState.New, "", 0)]);
        var cooperative = server.Cooperatives.Database.AsSuperuser<long>("select cooperative_id from cooperative where code = 'first';")[0];
        using var client = new SnapClient(server.Pipelines, TimeProvider.System);
        using var partner = Partner.Open((await server.Cooperatives.Database.Database.AsAccess(tx => new PartnerStore(tx).Called(cooperative), CancellationToken.None)).Single(static row => row.Partner == "keeper"), server.Master);
        var orders = new BankOrders(server.Cooperatives.Database.Database, client, TimeProvider.System, NullLogger<BankOrders>.Instance);
        while (await orders.Step(partner, CancellationToken.None) != OrderStep.NoneDue)
        {
        }
        (await Orders()).ShouldBe([(31, BankOrderState.Done, "2003100", 1), (27, BankOrderState.Done, "2002700", 1)]);
        bank.Calls.Where(static call => call.Path.StartsWith("transfer-va", StringComparison.Ordinal)).Select(static call => (call.Method, call.Field("trxId"))).ShouldBe([("POST", made.Number), ("DELETE", made.Number)]);
        (await Client.ListBankOrdersAsync(new ListBankOrdersRequest { Bank = "keeper", OnlyOpen = true }, server.First)).Orders.ShouldBeEmpty();
        (await Client.ListBankOrdersAsync(new ListBankOrdersRequest(), server.Second)).Orders.ShouldBeEmpty();

        async Task<List<(int, BankOrderState, string, int)>> Orders()
        {
            var (request, all) = (new ListBankOrdersRequest { Bank = "keeper", Page = new PageRequest { Size = 1 } }, new List<BankOrder>());
            do
            {
                var page = await Client.ListBankOrdersAsync(request, server.First);
                all.AddRange(page.Orders);
                request.Page.Token = page.Page.NextToken;
            }
            while (request.Page.Token.Length > 0);
            return all.ConvertAll(static one => (one.Service, one.State, one.ResponseCode, one.SentCount));
        }
    }

    [Fact]
    public async Task Pages_are_all_numbers_of_whom_was_asked_for()
    {
        await AddBank("bank-pages");
        foreach (var no in Enumerable.Range(1, 5)) await Client.CreateVirtualAccountAsync(Wish("bank-pages", $"{no}"), server.First);
        var ofEmployer = Wish("bank-pages", "6");
        (ofEmployer.MemberNo, ofEmployer.Code, ofEmployer.Employer) = ("", "", "E2");
        await Client.CreateVirtualAccountAsync(ofEmployer, server.First);
        var (request, all) = (new ListVirtualAccountsRequest { Bank = "bank-pages", Page = new PageRequest { Size = 2 } }, new List<string>());
        do
        {
            var page = await Client.ListVirtualAccountsAsync(request, server.First);
            all.AddRange(page.Accounts.Select(static one => one.Number));
            request.Page.Token = page.Page.NextToken;
        }
        while (request.Page.Token.Length > 0);
        all.ShouldBe(["888991", "888992", "888993", "888994", "888995", "888996"]);
        (await Client.ListVirtualAccountsAsync(new ListVirtualAccountsRequest { Employer = "E2" }, server.First)).Accounts.Select(static one => one.Number).ShouldBe(["888996"]);
        (await Client.ListVirtualAccountsAsync(new ListVirtualAccountsRequest(), server.Second)).Accounts.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("bank", "nobody", StatusCode.NotFound, "There is no bank")]
    [InlineData("customer_no", "", StatusCode.InvalidArgument, "1 to 20 digits")]
    [InlineData("customer_no", "12x", StatusCode.InvalidArgument, "1 to 20 digits")]
    [InlineData("member_no", "M99", StatusCode.NotFound, "There is no member M99")]
    [InlineData("member_no", "", StatusCode.InvalidArgument, "whose money")]
    [InlineData("employer", "E2", StatusCode.InvalidArgument, "is of E1")]
    [InlineData("code", "", StatusCode.InvalidArgument, "says which deduction")]
    [InlineData("code", "ZZ", StatusCode.InvalidArgument, "no deduction code ZZ")]
    [InlineData("code", "S W", StatusCode.InvalidArgument, "letters, digits")]
    [InlineData("period", "2026-13", StatusCode.InvalidArgument, "no pay period")]
    [InlineData("kind", "0", StatusCode.InvalidArgument, "closed, open or partial")]
    [InlineData("amount", "0", StatusCode.InvalidArgument, "whole rupiah")]
    [InlineData("amount", "-100", StatusCode.InvalidArgument, "whole rupiah")]
    [InlineData("amount", "150", StatusCode.InvalidArgument, "whole rupiah")]
    [InlineData("amount", "9223372036854775807", StatusCode.InvalidArgument, "whole rupiah")]
    [InlineData("valid_days", "-1", StatusCode.InvalidArgument, "valid_days")]
    public async Task What_is_wrong_is_named(string field, string value, StatusCode code, string words)
    {
        await AddBank("bank-wrong");
        var wish = Wish("bank-wrong", "77");
        var descriptor = CreateVirtualAccountRequest.Descriptor.FindFieldByName(field);
        object typed = field switch
        {
            "kind" => (VirtualAccountKind)int.Parse(value, System.Globalization.CultureInfo.InvariantCulture),
            "amount" => new Money { AmountMinor = long.Parse(value, System.Globalization.CultureInfo.InvariantCulture), CurrencyCode = "IDR" },
            "valid_days" => int.Parse(value, System.Globalization.CultureInfo.InvariantCulture),
            _ => value,
        };
        descriptor.Accessor.SetValue(wish, typed);
        (await Fails(Client.CreateVirtualAccountAsync(wish, server.First))).Code.ShouldBe(code);
        (await Should.ThrowAsync<RpcException>(async () => await Client.CreateVirtualAccountAsync(wish, server.First))).Status.Detail.ShouldContain(words);
    }

    [Fact]
    public async Task Who_only_reads_makes_none()
    {
        var headers = BusinessServer.Bearing(await server.TokenOf(Role.Supervisor));
        (await Fails(Client.CreateVirtualAccountAsync(Wish("bank-one", "1"), headers))).Code.ShouldBe(StatusCode.PermissionDenied);
    }

    private static CreateVirtualAccountRequest Wish(string bank, string customer) => new()
    {
        Bank = bank, CustomerNo = customer, MemberNo = "M1", Code = "SW", Period = "2026-02", Kind = VirtualAccountKind.Closed, Amount = new Money { AmountMinor = 15_000_000, CurrencyCode = "IDR" },
    };

    private static async Task<(StatusCode Code, string Words)> Fails<T>(AsyncUnaryCall<T> call)
    {
        var failure = await Should.ThrowAsync<RpcException>(async () => await call);
        string[] known = ["was made before", "ended already", "There is no virtual account"];
        return (failure.StatusCode, known.FirstOrDefault(words => failure.Status.Detail.Contains(words, StringComparison.Ordinal)) ?? failure.Status.Detail);
    }

    private async Task AddBank(string name)
    {
        using var key = RSA.Create(2048);
        await File.WriteAllTextAsync(_scratch["bank.pem"], key.ExportSubjectPublicKeyInfoPem());
        await new Partners(server.Cooperatives.Database.Database, server.Master, server.Clock, "command:test").Put("first", name, PartnerFile.Read(Encoding.UTF8.GetBytes($$"""
            { "profile": "generic-snap", "base_url": "https://bank.example", "account": "{{server.Cooperatives.AccountAt(name)}}", "partner_id": "1", "va_prefix": "88899", "bank": { "client_id": "of-{{name}}", "public_key_file": "bank.pem" } }
            """)), _scratch.Path, newSecret: false, CancellationToken.None);
    }
}
