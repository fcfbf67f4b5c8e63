using System.Data.Common;
using DeductionGateway.Core.Basics;
using DeductionGateway.Data;
using DeductionGateway.Sealing;
using Microsoft.Extensions.Logging;

namespace DeductionGateway.Banks;

/// <summary>Goes to every bank now and then: sends and asks for what was ordered, and gets the statement. Each bank has a round of its own, so that a silent one holds up no other.</summary>
internal sealed partial class BankRounds(Database database, MasterKey master, BankOrders orders, StatementPull statements, TimeProvider time, ILogger<BankRounds> log)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    /// <summary>Until it is stopped.</summary>
    public async Task Go(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            do await Round(stop);
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }

    /// <summary>To every bank once.</summary>
    public async Task Round(CancellationToken stop)
    {
        try
        {
            var rows = await database.AsAccess(static tx => new PartnerStore(tx).Called(), stop);
            await Task.WhenAll(rows.Select(row => Visit(row, stop)));
        }
        catch (DbException)
        {
            // Readiness says that the database is away.
        }
    }

    /// <summary>Whatever goes wrong at one bank is said, and tried again with the next round.</summary>
    private async Task Visit(PartnerRow row, CancellationToken stop)
    {
        try
        {
            using var partner = Partner.Open(row, master);
            if (!partner.IsCalled) return;
            while (await orders.Step(partner, stop))
            {
            }
            if (await statements.Pull(partner, stop) is null) LogSilence(log, row.CooperativeId, row.Partner);
        }
        catch (StatementFault fault)
        {
            LogRefused(log, row.CooperativeId, row.Partner, fault.Message);
        }
        catch (Exception trouble) when (trouble is DbException or InvariantException or ProfileException or MasterKeyException)
        {
            LogFailure(log, row.CooperativeId, row.Partner, trouble);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The statement of bank {Bank} of cooperative {Cooperative} is refused: {Sentence}")]
    private static partial void LogRefused(ILogger log, long cooperative, string bank, string sentence);

    [LoggerMessage(2, LogLevel.Warning, "Bank {Bank} of cooperative {Cooperative} gave no statement now")]
    private static partial void LogSilence(ILogger log, long cooperative, string bank);

    [LoggerMessage(3, LogLevel.Error, "The round to bank {Bank} of cooperative {Cooperative} ended")]
    private static partial void LogFailure(ILogger log, long cooperative, string bank, Exception trouble);
}
