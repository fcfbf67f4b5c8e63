using System.Security.Cryptography;
using DeductionGateway.Answers;
using DeductionGateway.Answers.People;
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
/// The run itself: the draft laid into a folder of its own that only this user may read, and the same reconciliation as the command's. The period, its
/// results and the word that it is done are one transaction.
/// </summary>
internal sealed class RunWork(Database database, TimeProvider time, Caller caller, PayPeriod period, int job, CancellationToken stop)
{
    private const int PieceBytes = 60 << 10;
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(1L);

    private int _events;
    private string _phase = "";
    private int _employers;
    private long _saidAt;

    /// <exception cref="RefusedException">A file, or all files together, have faults. Nothing is stored.</exception>
    public void Run()
    {
        var folder = Directory.CreateTempSubdirectory("gateway-run-");
        try
        {
            database.Transact(tx =>
            {
                tx.ActFor(caller.CooperativeId);
                Reconcile(tx, folder.CreateSubdirectory("in").FullName, folder.CreateSubdirectory("out").FullName);
                return (true, true);
            }, tries: 1, stop);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Ends the run otherwise than by success; in the transaction that holds the period's lock.</summary>
    public void End(Tx tx, RunJobState state, string reason, IReadOnlyList<FileFault> faults)
    {
        tx.ActFor(caller.CooperativeId);
        var store = new RunJobStore(tx);
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

    private void Reconcile(Tx tx, string from, string to)
    {
        Say(RunJobState.Running, "take the draft");
        var faults = new FaultList();
        Drafts.Lay(tx, period, from);
        var opened = PeriodFolder.Open(from, caller.Cooperative, faults);
        if (opened is not null) Drafts.CheckFolder(opened.Input, period, faults);
        if (opened is null || faults.Any) throw new RefusedException(faults);
        _employers = opened.Input.Employers.Count;
        using var output = new OutFolder(to);
        var totals = new RunTotals { Watched = now => Say(RunJobState.Running, now.LastPhase, now.EmployersDone, now.Rows) };
        totals.Phase("read the folder", opened.Input.Billing.Count);
        new Reconciler(opened, new ReconcileOptions(from, to, caller.Cooperative, DryRun: false, ConfirmProposals: false, Explain: null), tx, output, totals, stop).Run();
        SmallFiles.Write(output, opened.Input, totals);
        totals.StopClock();
        SmallFiles.WriteSummary(output, totals);
        output.Publish();
        PeopleFiles.Write(output, opened.Input, totals);
        stop.ThrowIfCancellationRequested();
        var store = new RunJobStore(tx);
        KeepResults(tx, store, to);
        Add(store, RunJobState.Done, totals.EmployersDone, totals.Rows, Result(tx, opened, totals).ToByteArray(), "");
    }

    private void KeepResults(Tx tx, RunJobStore store, string folder)
    {
        store.ForgetResultsBefore(period, job);
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');
            using var stream = File.OpenRead(path);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var (buffer, rows, length) = (new byte[PieceBytes], new CopyBuffer(), stream.Length);
            for (var piece = 0; stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) is var read and > 0; piece++)
            {
                hash.AppendData(buffer, 0, read);
                rows.StartRow(6);
                rows.Int64(caller.CooperativeId);
                rows.Int32(period.Number);
                rows.Int32(job);
                rows.Text(name);
                rows.Int32(piece);
                rows.Bytea(buffer.AsSpan(0, read));
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
