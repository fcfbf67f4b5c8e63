using System.Diagnostics;
using DeductionGateway.Data;
using Npgsql;

namespace DeductionGateway.Hosting;

/// <summary>
/// A PostgreSQL of our own: the installed programs on a private data folder and Unix socket, started and stopped by the gateway. A file
/// lock, which the kernel lets go when its holder dies, keeps a second gateway off the folder; a server left over from a killed gateway
/// is stopped before a new one starts, and recovers what was committed.
/// </summary>
internal sealed class EmbeddedPostgres : IDisposable
{
    private const int Interrupt = 2;
    private const int Quit = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder;
    private readonly FileStream _lock;
    private readonly string[] _extra;
    private Process? _server;

    private EmbeddedPostgres(string folder, FileStream fileLock, string[] extra)
    {
        _folder = folder;
        _lock = fileLock;
        _extra = extra;
    }

    private string Data => Path.Combine(_folder, "postgres");

    /// <summary>The server's process id, for those who must see that it dies.</summary>
    public int ServerProcessId => ReadPid() ?? 0;

    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = SocketFolder(), Username = "gateway", Database = database, Pooling = true, MaxPoolSize = 8,
    }.ConnectionString;

    /// <summary>The login of runs: no superuser, so that row-level security holds for it.</summary>
    public const string Worker = "gateway_worker";

    /// <summary>Where data go without <c>--data</c>: the user's local data folder; for root, one that the database's user can reach.</summary>
    public static string StandardFolder => ServerProcess.User is not null
        ? "/var/lib/deduction-gateway"
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } home ? home : Path.GetTempPath(), "deduction-gateway");

    /// <param name="folder">Where the data are kept; made where it is not there.</param>
    /// <param name="extraSettings">Server settings on top of ours, such as <c>fsync=off</c> for a database that is thrown away.</param>
    /// <exception cref="DatabaseTroubleException">No PostgreSQL, the folder is in use, or the server does not come up.</exception>
    public static EmbeddedPostgres Start(string folder, params string[] extraSettings)
    {
        folder = Path.GetFullPath(folder);
        FileStream fileLock;
        try
        {
            Directory.CreateDirectory(folder);
            fileLock = new FileStream(Path.Combine(folder, "gateway.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException)
        {
            throw new DatabaseTroubleException($"The data folder {folder} may not be written; give this user the right to it, or name another with --data.");
        }
        catch (IOException trouble)
        {
            throw new DatabaseTroubleException($"The data folder {folder} is in use by another gateway, or cannot be written ({trouble.Message}); stop that one, or name another folder with --data.");
        }
        var postgres = new EmbeddedPostgres(folder, fileLock, extraSettings);
        try
        {
            postgres.Bring();
            return postgres;
        }
        catch
        {
            postgres.Dispose();
            throw;
        }
    }

    /// <summary>Stops the server in order (fast shutdown), then lets the folder go.</summary>
    public void Dispose()
    {
        if (_server is not null) StopServer(Interrupt);
        _server?.Dispose();
        _lock.Dispose();
    }

    private void Bring()
    {
        var versionFile = Path.Combine(Data, "PG_VERSION");
        var binaries = PostgresBinaries.Find(File.Exists(versionFile) ? File.ReadAllText(versionFile).Trim() : null);
        ServerProcess.GiveTo(_folder, ServerProcess.User);
        SweepUnfinished();
        if (!File.Exists(versionFile)) Initialise(binaries);
        if (ReadPid() is { } left && ServerProcess.IsAlive(left)) StopServer(Quit);
        var log = Path.Combine(_folder, "postgres.log");
        _server = ServerProcess.Start(Path.Combine(binaries, "postgres"), Settings(), ServerProcess.User);
        Drain(_server, log);
        WaitUntilReady(log);
    }

    /// <summary>Into a temporary name first, this process's own: a folder that has the final name is whole, and an initdb that outlived its gateway writes elsewhere.</summary>
    private void Initialise(string binaries)
    {
        var temporary = $"{Data}.new-{Environment.ProcessId}";
        var (exit, output) = ServerProcess.Run(
            Path.Combine(binaries, "initdb"),
            ["-D", temporary, "-U", "gateway", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-instructions"], ServerProcess.User);
        if (exit != 0) throw new DatabaseTroubleException($"PostgreSQL could not make its data folder in {_folder}: {output.Trim()}");
        Directory.Move(temporary, Data);
    }

    /// <summary>What an interrupted start left; where its initdb still writes, a later start sweeps.</summary>
    private void SweepUnfinished()
    {
        foreach (var left in Directory.GetDirectories(_folder, "postgres.new*"))
        {
            try
            {
                Directory.Delete(left, recursive: true);
            }
            catch (IOException)
            {
                // Its files appear and go while we delete them: it is in nobody's way.
            }
        }
    }

    private string[] Settings() =>
    [
        "-D", Data, "-k", SocketFolder(), "-c", "listen_addresses=", "-c", "unix_socket_permissions=0700", "-c", "shared_buffers=128MB",
        "-c", "max_wal_size=4GB", "-c", "checkpoint_timeout=15min", "-c", "wal_level=minimal", "-c", "max_wal_senders=0", "-c", "jit=off",
        "-c", "max_connections=56", "-c", "work_mem=32MB", "-c", "maintenance_work_mem=128MB", "-c", "log_min_messages=warning",
        .. _extra.SelectMany(static setting => (string[])["-c", setting]),
    ];

    /// <summary>A socket's whole path may have 107 bytes: a deep data folder gets its socket folder elsewhere, under its own digest.</summary>
    private string SocketFolder()
    {
        if (Data.Length < 80) return _folder;
        var digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(_folder)).AsSpan(0, 8));
        var folder = Path.Combine("/tmp", "deduction-gateway-" + digest);
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            ServerProcess.GiveTo(folder, ServerProcess.User);
        }
        return folder;
    }

    private void WaitUntilReady(string log)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var source = NpgsqlDataSource.Create(ConnectionString("postgres") + ";Pooling=false;Timeout=5");
                using var connection = source.OpenConnection();
                using var command = new NpgsqlCommand("select 1 from pg_database where datname = 'gateway'", connection);
                if (command.ExecuteScalar() is null)
                {
                    using var create = new NpgsqlCommand("create database gateway", connection);
                    create.ExecuteNonQuery();
                }
                return;
            }
            catch (NpgsqlException trouble) when (watch.Elapsed < Patience && !_server!.HasExited && trouble is not PostgresException { SqlState: not ("57P03" or "57P01") })
            {
                Task.Delay(20).Wait();
            }
            catch (NpgsqlException trouble)
            {
                var last = File.Exists(log) ? string.Join(' ', File.ReadLines(log).TakeLast(3)) : "";
                throw new DatabaseTroubleException($"The embedded PostgreSQL in {_folder} did not come up: {trouble.Message} {last}{RoomLeft()}".Trim(), trouble);
            }
        }
    }

    /// <summary>A full disk is the likeliest reason, and the server then finds no room to say so.</summary>
    private string RoomLeft()
    {
        const long little = 64L << 20;
        try
        {
            var free = new DriveInfo(_folder).AvailableFreeSpace;
            return free < little ? $" Its disk has only {free >> 10} KiB left: make room, then run again." : "";
        }
        catch (IOException)
        {
            return "";
        }
    }

    private void StopServer(int signal)
    {
        if (ReadPid() is not { } pid) return;
        var watch = Stopwatch.StartNew();
        while (ServerProcess.IsAlive(pid))
        {
            ServerProcess.Signal(pid, watch.Elapsed < Patience / 2 ? signal : Quit);
            if (watch.Elapsed > Patience) throw new DatabaseTroubleException($"A PostgreSQL server (process {pid}) still runs on {_folder} and does not stop.");
            Task.Delay(20).Wait();
        }
    }

    /// <summary>
    /// The postmaster's process id, where its file still stands and that process serves this folder: after a restart of the machine the
    /// same number may be another's, even another PostgreSQL's.
    /// </summary>
    private int? ReadPid()
    {
        var file = Path.Combine(Data, "postmaster.pid");
        try
        {
            if (!File.Exists(file) || !int.TryParse(File.ReadLines(file).FirstOrDefault(), out var pid)) return null;
            var process = $"/proc/{pid}";
            if (!Directory.Exists(process)) return null;
            var command = File.ReadAllText(Path.Combine(process, "cmdline"));
            // One that was just killed has no command line any more, and still counts as running until its parent has noticed.
            var isDying = command.Length == 0 && File.ReadAllText(Path.Combine(process, "comm")).Contains("postgres", StringComparison.Ordinal);
            return isDying || command.Contains($"\0-D\0{Data}\0", StringComparison.Ordinal) ? pid : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The server's own messages go to a file beside the data.</summary>
    private static void Drain(Process server, string log)
    {
        var writer = new StreamWriter(new FileStream(log, FileMode.Create, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
        void Line(object sender, DataReceivedEventArgs line)
        {
            lock (writer)
            {
                try
                {
                    if (line.Data is not null) writer.WriteLine(line.Data);
                }
                catch (IOException)
                {
                    // A full disk: the message is lost, the server's own failure reaches the gateway through its connection.
                }
            }
        }
        server.ErrorDataReceived += Line;
        server.OutputDataReceived += Line;
        server.BeginErrorReadLine();
        server.BeginOutputReadLine();
    }
}
