using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Npgsql;

namespace DeductionGateway.Data;

/// <summary>
/// Sends rows by COPY on a thread of its own while the run goes on deciding: the database's core and ours work at the same time.
/// The connection belongs to the lane until <see cref="Drain"/>. What is under way is bounded, so a slow database slows the run and
/// does not fill the memory.
/// </summary>
internal sealed class CopyLane(NpgsqlConnection connection) : IDisposable
{
    private const int WaitingLimit = 4;

    private readonly BlockingCollection<(string Copy, CopyRows Rows)> _waiting = new(WaitingLimit);
    private readonly object _gate = new();
    private Thread? _sender;
    private ExceptionDispatchInfo? _failure;
    private int _underWay;
    private volatile bool _isAbandoned;

    /// <summary>Hands the rows over; blocks while too much is under way. A failure of an earlier hand-over is thrown here or at <see cref="Drain"/>.</summary>
    public void Send(string copy, CopyRows rows)
    {
        _failure?.Throw();
        if (_sender is null)
        {
            _sender = new Thread(SendAll) { IsBackground = true, Name = "copy" };
            _sender.Start();
        }
        lock (_gate) _underWay++;
        _waiting.Add((copy, rows));
    }

    /// <summary>Waits until everything handed over has arrived.</summary>
    public void Drain()
    {
        lock (_gate)
        {
            while (_underWay > 0) Monitor.Wait(_gate);
        }
        _failure?.Throw();
    }

    /// <summary>What has not been sent by now is not wanted: the transaction was given up.</summary>
    public void Dispose()
    {
        _isAbandoned = true;
        _waiting.CompleteAdding();
        _sender?.Join();
        _waiting.Dispose();
    }

    private void SendAll()
    {
        foreach (var (copy, rows) in _waiting.GetConsumingEnumerable())
        {
            try
            {
                if (_failure is null && !_isAbandoned) SendOne(copy, rows);
                else rows.Release();
            }
            catch (Exception trouble)
            {
                // Kept for the run's own thread, which throws it; later hand-overs are dropped, the transaction is lost anyway.
                _failure = ExceptionDispatchInfo.Capture(trouble);
            }
            lock (_gate)
            {
                _underWay--;
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>
    /// Forced row-level security and COPY exclude each other, so the transaction becomes the loader for just this statement: it may insert
    /// and read nothing. The rows' cooperative_id comes from the claimed unit of work.
    /// </summary>
    private void SendOne(string copy, CopyRows rows)
    {
        Run("set local role gateway_loader;");
        using (var stream = connection.BeginRawBinaryCopy(copy)) rows.SendTo(stream);
        Run("set local role gateway_service;");
    }

    private void Run(string sql)
    {
        using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.ExecuteNonQuery();
    }
}
