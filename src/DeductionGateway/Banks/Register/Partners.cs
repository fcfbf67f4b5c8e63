using System.Security.Cryptography;
using System.Text;
using DeductionGateway.Access;
using DeductionGateway.BankPostings;
using DeductionGateway.Data;
using DeductionGateway.Sealing;
using Microsoft.IdentityModel.Tokens;

namespace DeductionGateway.Banks.Register;

/// <summary>A bank in a list.</summary>
internal sealed record PartnerListed(string Cooperative, string Name, string BaseUrl, string Account, bool IsDisabled);

/// <summary>Makes banks known, lists and disables them; each in the audit.</summary>
/// <param name="actor">As the audit has it.</param>
internal sealed class Partners(Database database, MasterKey master, TimeProvider time, string actor)
{
    /// <summary>Adds a bank of a cooperative, or changes what is known of it. Files that it names lie beside it.</summary>
    /// <returns>The secret under which the bank signs its calls, shown once; null where it is known already and stays.</returns>
    /// <exception cref="ProfileException">The file, or one that it names, cannot be used, or does not go with what is known here.</exception>
    /// <exception cref="PartnerException">There is no such cooperative, or the name is none.</exception>
    public async Task<string?> Put(string cooperative, string name, PartnerFile file, string folder, bool newSecret, CancellationToken stop)
    {
        if (name.Length is 0 or > 32 || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')) throw new PartnerException($"'{name}' is no name of a bank: up to 32 letters, digits, - and _ are.");
        var files = PartnerFiles.Of(file, folder);
        var id = await database.AsAccess(tx => CooperativeId(new PartnerStore(tx), cooperative), stop);
        var accounts = await database.Ask(new WholeCooperative(id), PostingIntake.AccountsOf, stop);
        // What is paid there could not be booked, and the bank would be told so at each payment.
        if (accounts.Count > 0 && !accounts.Contains(file.Account.Trim())) throw new ProfileException($"account is {file.Account.Trim()}; the cooperative has {string.Join(", ", accounts)}. Correct it, or add it to cooperative.json and run a period first.");
        return await database.AsAccess(tx => Put(tx, id, name, files, newSecret), stop);
    }

    private async Task<string?> Put(Tx tx, long id, string name, PartnerFiles files, bool newSecret)
    {
        var (store, file, key) = (new PartnerStore(tx), files.File, files.BankPublicKey);
        await store.Hold(id);
        var before = await store.Find(id, name);
        if (await store.OfClient(file.Bank.ClientId) is { } other && (other.CooperativeId != id || other.Partner != name)) throw new ProfileException("bank.client_id is another bank's already; choose another.");
        // Both would tell of the same money, each under references of its own; and what a bank tells for another's account, no statement ever shows. Banks that were put so before
        // may still be changed.
        if (before?.Account != file.Account.Trim() && await store.OtherOf(id, file.Account.Trim(), name) is { } holder) throw new ProfileException($"account {file.Account.Trim()} is that of bank {holder}; an account is at one bank. Name this one's own account, or put it as {holder} to change what is known of that bank.");
        // A call without a token is known by these two alone: it must be of one bank of one cooperative.
        if ((await store.OfPartnerId(file.PartnerId)).Exists(one => one.BankPublicKey == key && (one.CooperativeId != id || one.Partner != name) && PartnerProfile.Read(Encoding.UTF8.GetBytes(one.Profile)).Signature.Inbound == SignatureKind.Asymmetric))
        {
            throw new ProfileException("Another bank here has this partner_id and this key, and signs without a token: its calls could not be told apart. Ask the bank for a partner id of the cooperative's own.");
        }
        var row = new PartnerRow(id, name, files.ProfileJson, file.BaseUrl.TrimEnd('/'), file.Account.Trim(), file.PartnerId, file.VaPrefix, file.Bank.ClientId, [], key,
            string.Join(' ', file.Bank.Networks), file.Bank.CertificateSha256.Length == 0 ? null : Convert.FromHexString(file.Bank.CertificateSha256), file.Own?.ClientId ?? "", null, null, false);
        var secret = before is null || newSecret ? Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32)) : null;
        row = row with
        {
            BankSecret = secret is null ? before!.BankSecret : Sealed(row, "bank-secret", Encoding.UTF8.GetBytes(secret)),
            OwnSecret = files.OwnSecret is { } own ? Sealed(row, "own-secret", Encoding.UTF8.GetBytes(own)) : null,
            OwnPrivateKey = files.OwnPrivateKey is { } ownKey ? Sealed(row, "own-private-key", Encoding.UTF8.GetBytes(ownKey)) : null,
        };
        await store.Put(row);
        await Audit.Write(tx, time.GetUtcNow(), id, actor, before is null ? "bank.add" : "bank.change", name, secret is null ? "done" : "done, with a new secret");
        return secret;
    }

    /// <summary>A disabled bank's calls are refused from the next one on, until it is enabled again.</summary>
    public Task<bool> SetDisabled(string cooperative, string name, bool isDisabled, CancellationToken stop) => database.AsAccess(async tx =>
    {
        var store = new PartnerStore(tx);
        var id = await CooperativeId(store, cooperative);
        await store.Hold(id);
        var bank = await store.Find(id, name) ?? throw new PartnerException($"{cooperative} has no bank {name}.");
        if (!isDisabled && bank.IsDisabled && await store.OtherOf(id, bank.Account, name) is { } holder) throw new PartnerException($"account {bank.Account} is that of bank {holder} by now; an account is at one bank. Disable {holder} first.");
        await store.SetDisabled(id, name, isDisabled);
        await Audit.Write(tx, time.GetUtcNow(), id, actor, isDisabled ? "bank.disable" : "bank.enable", name, "done");
        return true;
    }, stop);

    /// <summary>A bank of a cooperative, opened.</summary>
    /// <param name="isCalled">It is to be called.</param>
    /// <exception cref="PartnerException">There is no such bank, it is disabled, or the cooperative has not what calls to it need.</exception>
    public static async Task<Partner> Open(Database database, MasterKey master, string cooperative, string name, bool isCalled, CancellationToken stop)
    {
        var row = await database.AsAccess(async tx =>
        {
            var store = new PartnerStore(tx);
            return await store.Find(await CooperativeId(store, cooperative), name) ?? throw new PartnerException($"{cooperative} has no bank {name}.");
        }, stop);
        if (row.IsDisabled) throw new PartnerException($"{name} is disabled.");
        var partner = Partner.Open(row, master);
        if (!isCalled || partner.IsCalled) return partner;
        partner.Dispose();
        throw new PartnerException($"The cooperative cannot call {name}: its file has no own side with a client id, a private key and, where calls are signed by a secret, the secret.");
    }

    /// <summary>That a bank was tested, in the audit.</summary>
    /// <param name="actor">As the audit has it.</param>
    public static Task WriteTest(Database database, Partner partner, string actor, string outcome, DateTimeOffset now, CancellationToken stop) => database.AsAccess(async tx =>
    {
        await Audit.Write(tx, now, partner.CooperativeId, actor, "bank.test", partner.Name, outcome);
        return true;
    }, stop);

    public static Task<List<PartnerListed>> List(Database database, CancellationToken stop) => database.AsAccess(static tx => new PartnerStore(tx).Listed(), stop);

    private static async Task<long> CooperativeId(PartnerStore store, string code) => await store.CooperativeId(code) ?? throw new PartnerException($"There is no cooperative {code} here; its first reconcile makes it.");

    private byte[] Sealed(PartnerRow row, string what, byte[] plain) => master.Seal(plain, Partner.Purpose(row, what));
}
