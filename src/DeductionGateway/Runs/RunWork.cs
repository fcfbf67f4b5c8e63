using System.Security.Cryptography;
using DeductionGateway.Answers;
using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Data;
using DeductionGateway.Intake;
using DeductionGateway.Periods;
using DeductionGateway.Reconciliation;
using DeductionGateway.Wire;
using Google.Protobuf;
using FileFault = DeductionGateway.Core.Intake.FileFault;
using LineClass = DeductionGateway.Core.Settlement.LineClass;

namespace DeductionGateway.Runs;

/// <summary>
/// The run itself: the draft laid into a folder of its own that only this user may read, and the same run as the command's. The period, its results for
/// programs and the word that it is stored are one transaction; the files for people follow with the word that it is done.
/// </summary>
internal sealed class RunWork(Database database, TimeProvider time, Caller caller, PayPeriod period, int job, RunBeside? beside, CancellationToken stop)
{
    private const int PieceBytes = 60 << 10;

    /// <summary>The one result that is made again when the files for people are there.</summary>
    private const string Summary = "summary.json";

    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(1L);

    private readonly HashSet<string> _kept = new(StringComparer.Ordinal);
    private int _events;
    private string _phase = "";
    private int _employers;
    private long _saidAt;

    /// <summary>Of the period that is stored by now; null before.</summary>
    private Stored? _stored;

    /// <summary>The period is stored, whatever came after it.</summary>
    public bool IsStored => _stored is not null;

    private sealed record Stored(int EmployersDone, long Rows, byte[] Result);

    /// <param name="life">Holds the period's lock: that the run is done is seen when another may begin. Nothing that may fail is written in it but the end.</param>
    /// <exception cref="RefusedException">A file, or all files together, have faults. Nothing is stored.</exception>
    public void Run(Tx life)
    {
        using var room = new RunFolder();
        Say(RunJobState.Running, "take the draft");
        database.Transact(tx =>
        {
            tx.ActFor(caller.CooperativeId);
            Drafts.Lay(tx, period, room.In);
            return (false, true);
        }, stop: stop);
        var opened = Open(room.In);
        _employers = opened.Input.Employers.Count;
        using var output = new OutFolder(room.Out);
        var totals = new RunTotals { Watched = now => Say(RunJobState.Running, now.LastPhase, now.EmployersDone, now.Rows) };
        totals.Phase("read the folder", opened.Input.Billing.Count);
        var run = new FolderRun(opened, new ReconcileOptions(room.In, room.Out, caller.Cooperative, DryRun: false, ConfirmProposals: false, Explain: null) { OnlyAnswered = beside is not null }, database, output, totals, stop);
        Stored? stored = null;
        run.Store(tx =>
        {
            run.Publish();
            stored = Keep(tx, room.Out, opened, totals);
            beside?.Stored(tx, totals);
        });
        _stored = stored;
        RunMeter.Done(totals);
        var trouble = stop.IsCancellationRequested ? "the gateway is stopping" : run.WriteForPeople();
        database.Transact(tx =>
        {
            tx.ActFor(caller.CooperativeId);
            KeepResults(tx, room.Out, static _ => true);
            return (true, true);
        }, tries: 1);
        End(life, RunJobState.Done, trouble.Length > 0 ? $"The period is stored; the files for people are not made: {trouble}. Start the run again for them." : "", []);
    }

    /// <summary>Says how the run ended, once; in the transaction that holds the period's lock. What is stored stays so.</summary>
    public void End(Tx tx, RunJobState state, string reason, IReadOnlyList<FileFault> faults)
    {
        tx.ActFor(caller.CooperativeId);
        var store = new RunJobStore(tx);
        if (_stored is { } stored)
        {
            Add(store, RunJobState.Done, stored.EmployersDone, stored.Rows, stored.Result, state == RunJobState.Done ? reason : RunJobStore.StoredOnly);
            return;
        }
        if (faults.Count > 0) store.AddFaults(caller.CooperativeId, period, job, faults);
        Add(store, state, 0, 0, null, reason);
    }

    public void Say(RunJobState state, string phase, int employers = 0, long rows = 0)
    {
        var isNews = phase != _phase;
        if (!isNews && time.GetElapsedTime(_saidAt) < SayEvery) return;
        (_phase, _saidAt) = (phase, time.GetTimestamp());
        database.Transact(tx =>
        {
            tx.ActFor(caller.CooperativeId);
            Add(new RunJobStore(tx), state, employers, rows, null, "");
            return (true, true);
        }, stop: stop);
    }

    private PeriodFolder Open(string folder)
    {
        var faults = new FaultList();
        var opened = PeriodFolder.Open(folder, caller.Cooperative, faults);
        if (opened is not null) Drafts.CheckFolder(opened.Input, period, faults);
        if (opened is null || faults.Any) throw new RefusedException(faults);
        var leftOut = database.Transact(tx =>
        {
            tx.ActFor(caller.CooperativeId);
            return (false, Drafts.LeftOut(tx, period, opened.Input));
        }, stop: stop);
        if (leftOut is not null) opened.Warnings.Add(leftOut);
        return opened;
    }

    /// <summary>Keeps the results for programs, and says that the period is stored: what a gateway that dies from here on leaves is known by that.</summary>
    private Stored Keep(Tx tx, string folder, PeriodFolder opened, RunTotals totals)
    {
        var store = new RunJobStore(tx);
        store.ForgetResultsBefore(period, job);
        KeepResults(tx, folder, static name => name != Summary);
        var stored = new Stored(totals.EmployersDone, totals.Rows, Result(tx, opened, totals).ToByteArray());
        Add(store, RunJobState.Running, stored.EmployersDone, stored.Rows, stored.Result, "");
        return stored;
    }

    /// <summary>Keeps the files of the folder that are not kept yet.</summary>
    private void KeepResults(Tx tx, string folder, Func<string, bool> isWanted)
    {
        var store = new RunJobStore(tx);
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');
            if (!isWanted(name) || !_kept.Add(name)) continue;
            using var stream = File.OpenRead(path);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var (buffer, rows, length) = (new byte[PieceBytes], new CopyBuffer(), stream.Length);
            for (var piece = 0; stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) is var read and > 0; piece++)
            {
                hash.AppendData(buffer, 0, read);
                rows.StartRow(7);
                rows.Int64(caller.CooperativeId);
                rows.Int32(period.Number);
                rows.Int32(job);
                rows.Text(name);
                rows.Int32(piece);
                rows.Bytea(tx.Seal.Seal(buffer.AsSpan(0, read)));
                rows.Int32(tx.Seal.KeyNo);
                if (rows.Size > Reconciler.SendSize) tx.Copy(RunJobStore.CopyResults, rows);
            }
            tx.Copy(RunJobStore.CopyResults, rows);
            store.AddResult(caller.CooperativeId, period, new ResultFileRow(job, name, hash.GetHashAndReset(), length));
        }
    }

    private RunResult Result(Tx tx, PeriodFolder opened, RunTotals totals)
    {
        var result = new RunResult { RunNo = new RunsStore(tx).LastRun(period.Number), Billed = WireMoney.Of(totals.Billed), Reported = WireMoney.Of(totals.Reported), Received = WireMoney.Of(totals.Received) };
        foreach (var kind in Enum.GetValues<LineClass>())
        {
            var (rows, reported, received) = totals.Classes.GetValueOrDefault(kind);
            if (rows > 0) result.Classes.Add(new ClassCount { LineClass = (Contract.V1.LineClass)((int)kind + WireEnum.Offset), RowCount = rows, Reported = WireMoney.Of(reported), Received = WireMoney.Of(received) });
        }
        result.Warnings.Add(opened.Doubts);
        result.Warnings.Add(opened.Warnings);
        return result;
    }

    private void Add(RunJobStore store, RunJobState state, int employers, long rows, byte[]? result, string reason) =>
        store.AddEvent(caller.CooperativeId, period, job, new RunEvent(++_events, (short)state, _phase, employers, _employers, rows, result, reason), time.GetUtcNow());
}
