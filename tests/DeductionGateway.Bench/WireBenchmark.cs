using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DeductionGateway.Contract.V1;
using DeductionGateway.Data;
using DeductionGateway.Hosting;
using Google.Api;
using Google.Protobuf;
using Grpc.Core;

namespace DeductionGateway.Bench;

/// <summary>
/// A payroll file of many lines by the wire: by chunked upload, once more with a correction, and line by line. Each by a <c>serve</c> of its own process that has
/// done nothing before; the client is this process, on the same cores.
/// </summary>
internal static class WireBenchmark
{
    private const string Cooperative = "KOP-1", Period = "2026-02", Employer = "E001";
    private const int PieceBytes = 512 << 10;

    public static async Task Run(int lines)
    {
        using var room = new Room();
        var folder = OneEmployer(room["folder"], lines);
        var secret = await Serving.Account(room["data"], Cooperative);
        var payroll = await File.ReadAllBytesAsync(Path.Combine(folder, $"payroll_{Employer}.csv"));
        var rows = payroll.Count(static one => one == (byte)'\n') - 1;
        var table = new ResultTable("what", "seconds", "lines/s", "x floor", "CPU s of serve", "lines/CPU s", "peak MiB of serve", "load before", "load after");
        var floor = await Floor(room["data"], payroll);

        async Task Measure(string what, int count, Func<Serving, Metadata, Task> work)
        {
            using var serving = Serving.Start(room["data"]);
            var (who, before, cpu, watch) = (await serving.SignIn(secret), Machine.Load, serving.CpuSeconds(), Stopwatch.StartNew());
            await work(serving, who);
            var seconds = watch.Elapsed.TotalSeconds;
            cpu = serving.CpuSeconds() - cpu;
            table.Add(what, $"{seconds:0.00}", $"{count / seconds:N0}", $"{seconds / floor:0.0}", $"{cpu:0.00}", $"{count / cpu:N0}", $"{serving.PeakMemoryMiB():0}", before, Machine.Load);
            Console.Error.WriteLine($"{what}: {seconds:0.00} s, {serving.PeakMemoryMiB():0} MiB");
        }

        await Measure("register and billing by upload", lines, async (serving, who) =>
        {
            foreach (var name in (string[])["cooperative.json", "employers.csv", "members.csv", "expected.csv", "profiles.json"]) await Upload(serving, who, name, await File.ReadAllBytesAsync(Path.Combine(folder, name)));
        });
        await Measure("payroll by upload", rows, (serving, who) => Upload(serving, who, $"payroll_{Employer}.csv", payroll));
        await Measure("corrected payroll by upload", rows, (serving, who) => Upload(serving, who, $"payroll_{Employer}.csv", Corrected(payroll)));
        await Measure("payroll by stream, a line a message", rows, (serving, who) => Submit(serving, who, payroll, 1));
        await Measure("payroll by stream, 500 lines a message", rows, (serving, who) => Submit(serving, who, payroll, 500));
        table.Add("floor: the bytes by COPY alone", $"{floor:0.00}", $"{rows / floor:N0}", "1.0", "", "", "", "", "");
        var report = new Report("wire", $"{rows:N0} payroll lines of one employer by the wire, {payroll.Length / (1024.0 * 1024):0} MiB; aim: below 300 MiB, at least 80,000 lines/s");
        report.Add(table);
        report.Add("Seconds from the first byte sent to the answer that says what was stored: parsed, checked and stored. The stream has a verdict for each line, and its client reads them.");
        report.Write();
    }

    /// <summary>A cooperative of one employer: each member has savings and a loan, and one line in a hundred is short.</summary>
    private static string OneEmployer(string folder, int lines)
    {
        string[] first = ["SITI", "BUDI", "RINA", "AGUS", "DEWI", "JOKO", "SRI"], last = ["AMINAH", "SANTOSO", "WULANDARI", "SETIAWAN", "LESTARI", "PURNOMO", "HANDAYANI", "SAPUTRA", "MARPAUNG"];
        Directory.CreateDirectory(folder);
        void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text + "\n");
        Write("cooperative.json", $$"""{"code": "{{Cooperative}}", "name": "Koperasi", "accounts": ["1370012345678"]}""");
        Write("employers.csv", $"employer,name,bank_mode\n{Employer},PT Besar,lump");
        Write("profiles.json", $$"""
            {"{{Employer}}": {"file": "payroll_{{Employer}}.csv", "format": "csv", "shape": "lines", "header": ["employee_no", "name", "national_id", "code", "amount", "period"],
              "number": "1250000", "period": "2026-02", "codes": {"SW": "SW", "PU": "PU"} } }
            """);
        using var members = new StreamWriter(Path.Combine(folder, "members.csv"));
        using var billing = new StreamWriter(Path.Combine(folder, "expected.csv"));
        using var payroll = new StreamWriter(Path.Combine(folder, $"payroll_{Employer}.csv"));
        members.Write("member_no,name,national_id,employer,employee_no,account_no,loan_pu,loan_pb,saving_sw,saving_ss,shop_tk\n");
        billing.Write("expected_id,period,employer,employee_no,member_no,name,national_id,code,amount,interest_due,principal_due\n");
        payroll.Write("employee_no,name,national_id,code,amount,period\n");
        for (var no = 0; no < lines / 2; no++)
        {
            var (key, name, id) = ($"{10_000_000 + no * 37}", $"{first[no % first.Length]} {last[no % last.Length]} {last[no / 7 % last.Length]}", $"{3171000000000000 + no * 13L}");
            members.Write($"M{no:0000000},{name},{id},{Employer},{key},,6000000,0,1500000,0,0\n");
            billing.Write($"X{no * 2:0000000},{Period},{Employer},{key},M{no:0000000},{name},{id},SW,50000,0,0\nX{no * 2 + 1:0000000},{Period},{Employer},{key},M{no:0000000},{name},{id},PU,550000,50000,500000\n");
            payroll.Write($"{key},{name},{id},SW,50000,{Period}\n{key},{name},{id},PU,{(no % 50 == 0 ? 549_000 : 550_000)},{Period}\n");
        }
        return folder;
    }

    private static async Task Upload(Serving serving, Metadata who, string name, byte[] bytes)
    {
        var periods = new Contract.V1.Periods.PeriodsClient(serving.Channel);
        var upload = await periods.BeginUploadAsync(new BeginUploadRequest { Period = Period, Name = name, Length = bytes.Length, Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) }, who);
        using var call = periods.AppendUpload(who);
        for (var at = 0; at < bytes.Length; at += PieceBytes)
        {
            await call.RequestStream.WriteAsync(new AppendUploadRequest
            {
                UploadId = upload.UploadId, Offset = at, Content = new HttpBody { Data = UnsafeByteOperations.UnsafeWrap(bytes.AsMemory(at, Math.Min(PieceBytes, bytes.Length - at))) },
            });
        }
        await call.RequestStream.CompleteAsync();
        await call.ResponseAsync;
        var stored = await periods.CompleteUploadAsync(new CompleteUploadRequest { UploadId = upload.UploadId }, who);
        Console.Error.WriteLine($"  {name}: {stored.Reading.RowCount:N0} rows, {stored.Reading.ChangeCount} changes");
    }

    private static async Task Submit(Serving serving, Metadata who, byte[] payroll, int together)
    {
        using var call = new Contract.V1.Deductions.DeductionsClient(serving.Channel).SubmitReturn(who);
        await call.RequestStream.WriteAsync(new SubmitReturnRequest { Start = new ReturnStart { Period = Period, Employer = Employer } });
        var verdicts = Task.Run(async () =>
        {
            var (count, matched) = (0, 0);
            StoredFile? stored = null;
            while (await call.ResponseStream.MoveNext(CancellationToken.None))
            {
                if (call.ResponseStream.Current.Stored is { } last) stored = last;
                foreach (var verdict in call.ResponseStream.Current.Verdicts?.Verdicts ?? (IEnumerable<LineVerdict>)(call.ResponseStream.Current.Verdict is { } one ? [one] : []))
                {
                    count++;
                    if (verdict.LineClass == LineClass.Matched) matched++;
                }
            }
            Console.Error.WriteLine($"  {count:N0} verdicts, {matched:N0} matched; stored {stored?.Reading.RowCount:N0}, {stored?.Reading.ChangeCount} changes");
        });
        var (rows, total) = (0L, 0L);
        call.RequestStream.WriteOptions = new WriteOptions(WriteFlags.BufferHint);
        var waiting = new ReturnLines();
        foreach (var cells in Encoding.UTF8.GetString(payroll).Split('\n').Skip(1).Where(static line => line.Length > 0).Select(static line => line.Split(',')))
        {
            var minor = long.Parse(cells[4], CultureInfo.InvariantCulture) * 100;
            var line = new ReturnLine { EmployeeNo = cells[0], Name = cells[1], NationalId = cells[2], Code = cells[3], Amount = new Money { AmountMinor = minor, CurrencyCode = "IDR" } };
            waiting.Lines.Add(line);
            if (together == 1) await call.RequestStream.WriteAsync(new SubmitReturnRequest { Line = line });
            else if (waiting.Lines.Count == together) await call.RequestStream.WriteAsync(new SubmitReturnRequest { Lines = waiting });
            if (waiting.Lines.Count == together) waiting = new ReturnLines();
            (rows, total) = (rows + 1, total + minor);
        }
        if (waiting.Lines.Count > 0) await call.RequestStream.WriteAsync(new SubmitReturnRequest { Lines = waiting });
        call.RequestStream.WriteOptions = new WriteOptions();
        await call.RequestStream.WriteAsync(new SubmitReturnRequest { Commit = new ReturnCommit { ControlRows = rows, ControlTotal = new Money { AmountMinor = total, CurrencyCode = "IDR" } } });
        await call.RequestStream.CompleteAsync();
        await verdicts;
    }

    /// <summary>Another amount in the first row.</summary>
    private static byte[] Corrected(byte[] payroll)
    {
        var bytes = payroll.ToArray();
        var begin = Array.IndexOf(bytes, (byte)'\n') + 1;
        var end = Array.IndexOf(bytes, (byte)'\n', begin);
        var last = Array.LastIndexOf(bytes, (byte)',', end);
        bytes[last - 3] = bytes[last - 3] == (byte)'5' ? (byte)'6' : (byte)'5';
        return bytes;
    }

    /// <summary>The file's bytes in the same pieces into a bare table, with the commit; the middle of three.</summary>
    private static async Task<double> Floor(string data, byte[] bytes)
    {
        using var gateway = GatewayDatabase.Open(new DatabaseOptions(null, data));
        await using var connection = gateway.Database.OpenAsOwner();
        var seconds = new List<double>();
        for (var round = 0; round < 3; round++)
        {
            await Execute("drop table if exists floor_bytes; create table floor_bytes (at int, bytes bytea);");
            var rows = new CopyBuffer();
            for (var at = 0; at < bytes.Length; at += PieceBytes)
            {
                rows.StartRow(2);
                rows.Int32(at);
                rows.Bytea(bytes.AsSpan(at, Math.Min(PieceBytes, bytes.Length - at)));
            }
            var watch = Stopwatch.StartNew();
            await using (var stream = await connection.BeginRawBinaryCopyAsync("copy floor_bytes from stdin (format binary)")) rows.Take().SendTo(stream);
            seconds.Add(watch.Elapsed.TotalSeconds);
        }
        await Execute("drop table floor_bytes;");
        return seconds.Order().ElementAt(1);

        async Task Execute(string sql)
        {
            await using var command = new Npgsql.NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }
}
