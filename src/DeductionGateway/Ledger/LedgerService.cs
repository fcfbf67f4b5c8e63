using System.Globalization;
using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Ledger;
using DeductionGateway.Data;
using DeductionGateway.Wire;
using Grpc.Core;
using Account = DeductionGateway.Core.Ledger.Account;
using EntrySource = DeductionGateway.Contract.V1.EntrySource;
using Posting = DeductionGateway.Contract.V1.Posting;

namespace DeductionGateway.Ledger;

/// <summary>The ledger as the wire shows it. It reads; nothing here posts.</summary>
internal sealed class LedgerService(Database database) : Contract.V1.Ledger.LedgerBase
{
    /// <summary>Of a statement: what a member reads at once. Longer ones are asked for in parts.</summary>
    private const int StatementLimit = 10_000;

    public override Task<ListAccountsResponse> ListAccounts(ListAccountsRequest request, ServerCallContext context)
    {
        var answer = new ListAccountsResponse();
        answer.Accounts.Add(ChartOfAccounts.Names.OrderBy(static one => one.Key).Select(static one => new Contract.V1.Account
        {
            Number = one.Key.ToString(), Name = one.Value, IsMemberAccount = ChartOfAccounts.IsMemberAccount(one.Key),
        }));
        return Task.FromResult(answer);
    }

    public override async Task<ListEntriesResponse> ListEntries(ListEntriesRequest request, ServerCallContext context)
    {
        var (period, account) = (WirePeriod.Read(request.Period), request.Account.Length == 0 ? 0 : Number(request.Account));
        var (list, size) = ($"entries {period} {account} {request.MemberNo}", PageToken.Size(request.Page));
        var after = PageToken.Key(request.Page, list, 1) ?? [0];
        var caller = Caller.Of(context);
        var filter = new EntryFilter(period.Number, account, request.MemberNo, after[0], size + 1);
        var (entries, postings) = await database.Ask(caller, tx => new LedgerStore(tx).List(filter), context.CancellationToken);
        var byEntry = postings.ToLookup(static posting => posting.EntryId);
        var answer = new ListEntriesResponse { Page = new Page() };
        answer.Entries.Add(entries.Take(size).Select(entry => EntryOf(entry, byEntry[entry.EntryId])));
        if (entries.Count > size) answer.Page = PageToken.Next(list, entries[size - 1].EntryId);
        return answer;
    }

    public override async Task<Entry> GetEntry(GetEntryRequest request, ServerCallContext context)
    {
        var (period, caller) = (WirePeriod.Read(request.Period), Caller.Of(context));
        var filter = new EntryFilter(period.Number, 0, "", request.EntryId - 1, 1);
        var (entries, postings) = await database.Ask(caller, tx => new LedgerStore(tx).List(filter), context.CancellationToken);
        return entries is [var entry] && entry.EntryId == request.EntryId ? EntryOf(entry, postings) : throw Faults.NotFound("entry", $"{request.Period}/{request.EntryId}");
    }

    public override async Task<TrialBalance> GetTrialBalance(GetTrialBalanceRequest request, ServerCallContext context)
    {
        var (upTo, caller) = (WireDay.Read("up_to", request.UpTo), Caller.Of(context));
        var rows = await database.Ask(caller, tx => new LedgerStore(tx).TrialBalance(upTo), context.CancellationToken);
        long debit = rows.Sum(static row => row.Debit), credit = rows.Sum(static row => row.Credit);
        Check.That(debit == credit, "the trial balance balances");
        var answer = new TrialBalance { TotalDebit = WireMoney.Of(debit), TotalCredit = WireMoney.Of(credit) };
        answer.Lines.Add(rows.Select(static row => new TrialBalanceLine
        {
            Account = Text(row.Account), Name = NameOf(row.Account), Debit = WireMoney.Of(row.Debit), Credit = WireMoney.Of(row.Credit), Balance = WireMoney.Of(row.Debit - row.Credit),
        }));
        return answer;
    }

    public override async Task<MemberStatement> GetMemberStatement(GetMemberStatementRequest request, ServerCallContext context)
    {
        if (request.MemberNo.Length == 0) throw Faults.Invalid("member_no", "member_no is missing.");
        var ((from, to), caller) = (WireDay.ReadStretch(request.FromDate, request.ToDate), Caller.Of(context));
        var stored = await database.Ask(caller, tx => new LedgerStore(tx).Statement(request.MemberNo, from, to, StatementLimit + 1), context.CancellationToken);
        if (stored is not { } found) throw Faults.NotFound("member", request.MemberNo);
        if (found.Postings.Count > StatementLimit) throw Faults.TooMuch($"These days hold more than {StatementLimit} postings: ask for fewer.");
        var answer = new MemberStatement { MemberNo = found.Member.MemberNo, Name = found.Member.Name, Employer = found.Member.Employer };
        var opening = found.Openings.ToDictionary(static row => (row.Account, row.Product), static row => row.Balance);
        var postings = found.Postings.ToLookup(static row => (row.Account, row.Product));
        foreach (var key in opening.Keys.Union(postings.Select(static group => group.Key)).Order()) answer.Accounts.Add(AccountOf(key, opening.GetValueOrDefault(key), postings[key]));
        return answer;
    }

    private static MemberAccount AccountOf((int Account, string Product) key, long opening, IEnumerable<MemberPostingRow> rows)
    {
        var account = new MemberAccount { Account = Text(key.Account), Name = NameOf(key.Account), Product = key.Product, OpeningBalance = WireMoney.Of(opening) };
        var balance = opening;
        foreach (var row in rows)
        {
            balance = checked(balance + row.Debit - row.Credit);
            account.Postings.Add(new MemberPosting
            {
                Period = WirePeriod.Of(row.Period), EntryId = row.EntryId, EntryDate = WireDay.Of(row.EntryDate), Source = SourceOf(row.Source), Reference = row.Reference,
                Debit = WireMoney.Of(row.Debit), Credit = WireMoney.Of(row.Credit), Balance = WireMoney.Of(balance),
            });
        }
        account.ClosingBalance = WireMoney.Of(balance);
        return account;
    }

    private static Entry EntryOf(EntryRow row, IEnumerable<PostingRow> postings)
    {
        var entry = new Entry
        {
            Period = WirePeriod.Of(row.Period), EntryId = row.EntryId, EntryDate = WireDay.Of(row.EntryDate), Source = SourceOf(row.Source), Reference = row.Reference,
            ReversesEntryId = row.Reverses ?? 0,
        };
        entry.Postings.Add(postings.Select(static posting => new Posting
        {
            Account = Text(posting.Account), MemberNo = posting.MemberNo, Product = posting.Product, Debit = WireMoney.Of(posting.Debit), Credit = WireMoney.Of(posting.Credit),
        }));
        return entry;
    }

    private static EntrySource SourceOf(short source) => (EntrySource)(source + WireEnum.Offset);

    private static string NameOf(int account) => ChartOfAccounts.Names.GetValueOrDefault(new Account(account), "");

    private static string Text(int account) => new Account(account).ToString();

    private static int Number(string text)
    {
        var isNumber = int.TryParse(text.Replace("-", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && Text(number) == text;
        return isNumber ? number : throw Faults.Invalid("account", $"'{text}' is no account; such as 2-1030 is wanted.");
    }
}
