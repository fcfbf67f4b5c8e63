using System.Text.Json.Nodes;
using DeductionGateway.Banks.Register;
using DeductionGateway.Core.Snap;

namespace DeductionGateway.Banks.Uat;

/// <summary>A bank's functional test, which every partner passes before he goes live, as data: the cases in their order, and the values that only the bank's test system knows.</summary>
internal sealed record UatForm
{
    public required string Name { get; init; }

    /// <summary>Of the test system that the form is for; the bank's own must be the same. Empty: of any, and then no money moves.</summary>
    public string BaseUrl { get; init; } = "";

    /// <summary>What services 17 and 18 move; null where the form moves none.</summary>
    public UatTransfer? Transfer { get; init; }

    public UatNumber VirtualAccount { get; init; } = new();

    /// <summary>originalPartnerReferenceNo of a direct debit that the test system knows; empty where it has none.</summary>
    public string DebitReference { get; init; } = "";

    public required IReadOnlyList<UatCase> Cases { get; init; }

    /// <summary>The JSON of the form that is built in.</summary>
    public static byte[] BuiltIn() => BankJson.BuiltIn("uat/generic.json")!;

    /// <exception cref="ProfileException">It is no form; the sentence says where and what is wanted.</exception>
    public static UatForm Read(ReadOnlySpan<byte> json) => BankJson.Read<UatForm>(json, "form", static form => form.Checks().Concat(form.Cases.SelectMany((one, number) => form.Checks(one, number))));

    private IEnumerable<(bool IsRight, string Sentence)> Checks()
    {
        const int mostCases = 500;
        yield return (Name.Length is > 0 and <= 64, "name has 1 to 64 characters.");
        yield return (BaseUrl.Length == 0 || Uri.TryCreate(BaseUrl, UriKind.Absolute, out _), "base_url is the address of the bank's test system, such as https://sandbox.bank.example.");
        yield return (Transfer is null or { Account.Length: > 0, Amount: > 0 }, "transfer has account, and an amount of whole rupiah above 0.");
        yield return (VirtualAccount is { Amount: > 0, Name.Length: > 0 } && VirtualAccount.CustomerNo.Length <= 20 && VirtualAccount.CustomerNo.All(char.IsAsciiDigit), "virtual_account has a name, an amount of whole rupiah above 0, and a customer_no of up to 20 digits, or none.");
        yield return (Cases.Count is > 0 and <= mostCases && Cases.All(static one => one is not null), $"cases are 1 to {mostCases}, and none is null.");
    }

    private IEnumerable<(bool IsRight, string Sentence)> Checks(UatCase one, int number)
    {
        var place = $"cases[{number}]{(one.Id.Length > 0 ? $" ({one.Id})" : "")}";
        yield return (one.Id.Length is > 0 and <= 20, $"{place}: id has 1 to 20 characters.");
        yield return (Cases.Take(number).All(other => other.Id != one.Id), $"{place}: an earlier case has this id.");
        yield return (UatBodies.Services.Contains((SnapService)one.Service), $"{place}: service is one of {string.Join(", ", UatBodies.Services.Select(static service => (int)service))}.");
        yield return (one.Title.Id.Length > 0 && one.Title.En.Length > 0, $"{place}: title is wanted in both languages, id and en.");
        yield return (one.Expect.Concat(one.Remove).Concat(one.WithoutHeaders).Concat(one.Headers.Values).All(static text => text is not null), $"{place}: a text is null.");
        yield return (one.Headers.All(static header => header.Key.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-') && header.Value.All(static c => c is >= ' ' and < '\u007F')), $"{place}: headers have names of letters, digits and -, and values of ASCII.");
        yield return (one.Expect.Count > 0, $"{place}: expect has the response codes that are right, one at least.");
        foreach (var code in one.Expect)
        {
            yield return (code.Length == 7 && SnapAnswer.Parse(code) is { } parsed && parsed.Service == one.Service && parsed.Answer.Http is >= 200 and < 600,
                $"{place}: '{code}' in expect is no response code of service {one.Service}; it has seven digits: the status of HTTP, {one.Service:00}, and the case.");
        }
        yield return (one.After.Length == 0 || Cases.Take(number).Any(other => other.Id == one.After && ((SnapService)other.Service).MovesMoney()), $"{place}: after names an earlier case of service 17 or 18.");
        yield return (one.After.Length == 0 || (SnapService)one.Service == SnapService.TransferStatus, $"{place}: only a case of service 36 is after another.");
        yield return (one.Repeat == UatRepeat.None || (SnapService)one.Service != SnapService.Token, $"{place}: a token is not asked for twice; repeat is none.");
        yield return (one.Repeat != UatRepeat.Reference || ((SnapService)one.Service).MovesMoney(), $"{place}: repeat is reference at services 17 and 18 only.");
        yield return (one.Set.Keys.Concat(one.Remove).All(static path => path.Split('.').All(static name => name.Length > 0)), $"{place}: set and remove name fields of the body, such as amount.value.");
    }
}

/// <summary>What services 17 and 18 move.</summary>
/// <param name="Account">To which, at this bank.</param>
/// <param name="Amount">Whole rupiah, of each transfer.</param>
internal sealed record UatTransfer(string Account, long Amount)
{
    /// <summary>Of the other bank, three digits, for service 18.</summary>
    public string OtherBank { get; init; } = "";
    public string OtherAccount { get; init; } = "";
    public string OtherName { get; init; } = "";
}

/// <summary>The virtual account that the test makes, changes and ends.</summary>
internal sealed record UatNumber
{
    /// <summary>Behind the bank's prefix; empty: each run makes one of its own.</summary>
    public string CustomerNo { get; init; } = "";
    public string Name { get; init; } = "UJI COBA KOPERASI";

    /// <summary>Whole rupiah.</summary>
    public long Amount { get; init; } = 150_000;
}

/// <summary>What a case is called, for people: Indonesian and English.</summary>
internal sealed record UatTitle(string Id, string En);

/// <summary>One case: a right call of a service, of which the parts below are otherwise, and the response codes that are right for it.</summary>
internal sealed record UatCase
{
    public required string Id { get; init; }
    public required int Service { get; init; }
    public required UatTitle Title { get; init; }

    /// <summary>Seven digits each (DOMAIN §3.4); one of them is right.</summary>
    public required IReadOnlyList<string> Expect { get; init; }

    /// <summary>Fields of the body with another value, by their path; signed as they go out.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Set { get; init; } = new Dictionary<string, JsonNode?>();

    /// <summary>Fields that are left out, by their path.</summary>
    public IReadOnlyList<string> Remove { get; init; } = [];

    /// <summary>Headers with another value than what was signed.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<string> WithoutHeaders { get; init; } = [];
    public UatSignature Signature { get; init; }
    public UatTime Time { get; init; }
    public UatToken Token { get; init; }
    public UatRepeat Repeat { get; init; }

    /// <summary>Id of the case whose transfer is asked about; empty: about none that there is.</summary>
    public string After { get; init; } = "";

    /// <summary>It wants the bank to do what is asked.</summary>
    public bool IsPositive => Expect.Any(static code => code[0] == '2');
}

internal enum UatSignature
{
    Right,

    /// <summary>By our own key or secret, of another moment.</summary>
    Wrong,
}

internal enum UatTime
{
    Now,

    /// <summary>Two hours ago, and signed so.</summary>
    Old,
}

internal enum UatToken
{
    Right,

    /// <summary>One that the bank never gave, and the call signed with it.</summary>
    Unknown,
}

/// <summary>A right call goes first, and the one that is judged is like it in one thing.</summary>
internal enum UatRepeat
{
    None,

    /// <summary>X-EXTERNAL-ID.</summary>
    ExternalId,

    /// <summary>partnerReferenceNo, with what <see cref="UatCase.Set"/> says otherwise.</summary>
    Reference,
}
