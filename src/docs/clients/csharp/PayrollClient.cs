// Signs in, fetches a deduction list, sends a payroll file and answers line by line: the official client for .NET.
using System.Security.Cryptography;
using System.Text.Json;
using DeductionGateway.Contract.V1;
using Google.Api;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace PayrollExample;

public static class PayrollClient
{
    public static async Task Run(string[] words, TextWriter output)
    {
        var (http, grpc, client, secret, period, employer, path) = (words[0], words[1], words[2], words[3], words[4], words[5], words[6]);
        using var channel = GrpcChannel.ForAddress($"http://{grpc}");
        var periods = new Periods.PeriodsClient(channel);
        var deductions = new Deductions.DeductionsClient(channel);
        var who = new Metadata { { "authorization", $"Bearer {await SignIn(http, client, secret)}" } };

        // What to deduct; the control comes last.
        var list = new List<DeductionLine>();
        using (var call = deductions.GetDeductionList(new GetDeductionListRequest { Period = period, Employer = employer }, who))
        {
            await foreach (var part in call.ResponseStream.ReadAllAsync())
            {
                if (part.Line is { } line) list.Add(line);
                else output.WriteLine($"list: {part.Control.RowCount} lines, {part.Control.Total.AmountMinor / 100} rupiah");
            }
        }

        // The payroll file in pieces. After a cut: BeginUpload again with the same words, and on from its offset.
        var bytes = await File.ReadAllBytesAsync(path);
        var upload = await periods.BeginUploadAsync(
            new BeginUploadRequest { Period = period, Name = Path.GetFileName(path), Length = bytes.Length, Sha256 = Convert.ToHexString(SHA256.HashData(bytes)) }, who);
        using (var call = periods.AppendUpload(who))
        {
            for (var at = (int)upload.Offset; at < bytes.Length; at += 512 * 1024)
            {
                var piece = ByteString.CopyFrom(bytes, at, Math.Min(512 * 1024, bytes.Length - at));
                await call.RequestStream.WriteAsync(new AppendUploadRequest { UploadId = upload.UploadId, Offset = at, Content = new HttpBody { Data = piece } });
            }
            await call.RequestStream.CompleteAsync();
            await call.ResponseAsync;
        }
        var file = await periods.CompleteUploadAsync(new CompleteUploadRequest { UploadId = upload.UploadId }, who);
        output.WriteLine($"file: {file.Reading.RowCount} rows, {file.Reading.Sum.AmountMinor / 100} rupiah");

        // The same line by line: here everything as it was billed. A verdict comes for each line; the commit stores them.
        using (var call = deductions.SubmitReturn(who))
        {
            var answers = Task.Run(async () =>
            {
                var classes = new SortedDictionary<string, int>();
                StoredFile? stored = null;
                await foreach (var answer in call.ResponseStream.ReadAllAsync())
                {
                    if (answer.Verdict is { } verdict) classes[$"{verdict.LineClass}"] = classes.GetValueOrDefault($"{verdict.LineClass}") + 1;
                    else stored = answer.Stored;
                }
                output.WriteLine($"stream: {string.Join(", ", classes.Select(one => $"{one.Value} {one.Key.ToLowerInvariant()}"))}; stored {stored?.Reading.RowCount}");
            });
            await call.RequestStream.WriteAsync(new SubmitReturnRequest { Start = new ReturnStart { Period = period, Employer = employer } });
            foreach (var line in list)
            {
                await call.RequestStream.WriteAsync(new SubmitReturnRequest { Line = Answer(line) });
            }
            var total = new Money { AmountMinor = list.Sum(line => line.Amount.AmountMinor), CurrencyCode = "IDR" };
            await call.RequestStream.WriteAsync(new SubmitReturnRequest { Commit = new ReturnCommit { ControlRows = list.Count, ControlTotal = total } });
            await call.RequestStream.CompleteAsync();
            await answers;
        }
    }

    /// <summary>A line of the list as it was given, with what was withheld: here all of it.</summary>
    private static ReturnLine Answer(DeductionLine line) => new()
    {
        EmployeeNo = line.EmployeeNo, NationalId = line.NationalId, AccountNo = line.AccountNo, Name = line.Name, Code = line.Code, Obligation = line.Obligation, Amount = line.Amount,
    };

    private static async Task<string> SignIn(string http, string client, string secret)
    {
        using var web = new HttpClient();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = client, ["client_secret"] = secret });
        using var response = await web.PostAsync(new Uri($"{http}/oauth/token"), form);
        response.EnsureSuccessStatusCode();
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("access_token").GetString()!;
    }
}
