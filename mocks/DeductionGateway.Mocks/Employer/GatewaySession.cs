using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using DeductionGateway.Contract.V1;
using DeductionGateway.Mocks.Faults;
using Grpc.Core;
using Grpc.Net.Client;

namespace DeductionGateway.Mocks.Employer;

/// <summary>An employer's system at the gateway: signs in, fetches its list, and answers it by stream or by file, as often as it takes.</summary>
internal sealed class GatewaySession(EmployerOptions options, FaultPlan faults) : IDisposable
{
    private const int MostTries = 12;
    private const int LinesInAMessage = 500;

    private readonly HttpClient _http = new() { BaseAddress = options.Http };
    private readonly GrpcChannel _channel = GrpcChannel.ForAddress(options.Grpc);
    private string? _token;

    private Deductions.DeductionsClient Deductions => new(_channel);

    /// <summary>What is to be deducted, checked against the list's own control figures.</summary>
    /// <exception cref="InvalidDataException">The list is not whole.</exception>
    public async Task<List<DeductionLine>> List(CancellationToken stop)
    {
        using var call = Deductions.GetDeductionList(new GetDeductionListRequest { Period = options.Period, Employer = options.Code }, await Who(isWrong: false, stop), cancellationToken: stop);
        var (lines, control) = (new List<DeductionLine>(), (DeductionListControl?)null);
        await foreach (var part in call.ResponseStream.ReadAllAsync(stop))
        {
            if (part.Line is { } line) lines.Add(line);
            else control = part.Control;
        }
        var isWhole = control is not null && control.RowCount == lines.Count && control.Total.AmountMinor == lines.Sum(static line => line.Amount.AmountMinor);
        return isWhole ? lines : throw new InvalidDataException("The list and its control figures do not agree.");
    }

    /// <summary>Answers line by line until the gateway says that it has the answer.</summary>
    /// <returns>The verdicts of the try that was stored.</returns>
    public async Task<(List<LineVerdict> Verdicts, StoredFile Stored)> Submit(IReadOnlyList<WithheldLine> lines, CancellationToken stop)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var fault = faults.Next(FaultPlace.Calls, "SubmitReturn");
            if (fault == FaultKind.Slow) await faults.Linger(stop);
            if (fault == FaultKind.Duplicate) await Stream(lines, FaultKind.None, stop);
            if (await Stream(lines, fault, stop) is { } told) return told;
        }
        throw new IOException($"No try of {MostTries} was answered.");
    }

    /// <summary>Sends the answer as a file by multipart form until the gateway says that it has it.</summary>
    public async Task<string> SendFile(IReadOnlyList<WithheldLine> lines, CancellationToken stop)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var fault = faults.Next(FaultPlace.Calls, "PutFile");
            if (fault == FaultKind.Slow) await faults.Linger(stop);
            if (fault == FaultKind.Duplicate) await Form(lines, FaultKind.None, stop);
            if (await Form(lines, fault, stop) is { } told) return told;
        }
        throw new IOException($"No try of {MostTries} was answered.");
    }

    public void Dispose()
    {
        _channel.Dispose();
        _http.Dispose();
    }

    /// <summary>One try; null where it was cut, or was not taken because of how it was sent.</summary>
    private async Task<(List<LineVerdict>, StoredFile)?> Stream(IReadOnlyList<WithheldLine> lines, FaultKind fault, CancellationToken stop)
    {
        using var call = Deductions.SubmitReturn(await Who(fault == FaultKind.WrongSignature, stop), cancellationToken: stop);
        try
        {
            var answers = Answers(call.ResponseStream, stop);
            await Write(call.RequestStream, lines, fault, stop);
            if (fault is FaultKind.Truncated or FaultKind.Reset) return null;
            var (verdicts, stored) = await answers;
            return fault == FaultKind.AnswerLost || stored is null ? null : (verdicts, stored);
        }
        catch (RpcException refused) when (fault == FaultKind.WrongSignature || refused.StatusCode is StatusCode.Unauthenticated or StatusCode.Unavailable or StatusCode.ResourceExhausted)
        {
            return null;
        }
    }

    /// <summary>All of the answer, half of its lines, or all but the end of the stream.</summary>
    private async Task Write(IClientStreamWriter<SubmitReturnRequest> stream, IReadOnlyList<WithheldLine> lines, FaultKind fault, CancellationToken stop)
    {
        try
        {
            await stream.WriteAsync(new SubmitReturnRequest { Start = new ReturnStart { Period = options.Period, Employer = options.Code } }, stop);
            foreach (var some in (fault == FaultKind.Truncated ? lines.Take(lines.Count / 2) : lines).Chunk(LinesInAMessage))
            {
                await stream.WriteAsync(new SubmitReturnRequest { Lines = new ReturnLines { Lines = { some.Select(Wire) } } }, stop);
            }
            if (fault == FaultKind.Truncated) return;
            await stream.WriteAsync(new SubmitReturnRequest { Commit = new ReturnCommit { ControlRows = lines.Count, ControlTotal = Idr(lines.Sum(static line => line.AmountMinor)) } }, stop);
            if (fault != FaultKind.Reset) await stream.CompleteAsync();
        }
        catch (Exception ended) when (ended is InvalidOperationException or RpcException)
        {
            // The gateway ended the call before all was written; why, its answer says.
        }
    }

    private static async Task<(List<LineVerdict>, StoredFile?)> Answers(IAsyncStreamReader<SubmitReturnResponse> stream, CancellationToken stop)
    {
        var (verdicts, stored) = (new List<LineVerdict>(), (StoredFile?)null);
        await foreach (var answer in stream.ReadAllAsync(stop))
        {
            if (answer.Verdicts is { } some) verdicts.AddRange(some.Verdicts);
            else stored = answer.Stored ?? stored;
        }
        return (verdicts, stored);
    }

    /// <summary>One try; the answer as JSON, or null.</summary>
    private async Task<string?> Form(IReadOnlyList<WithheldLine> lines, FaultKind fault, CancellationToken stop)
    {
        var token = await Token(fault == FaultKind.WrongSignature, stop);
        using var form = new MultipartFormDataContent();
        using var file = new ByteArrayContent(Encoding.UTF8.GetBytes(Csv(lines)));
        file.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        form.Add(file, "file", options.File);
        var path = $"/v1/periods/{options.Period}/files";
        if (fault is FaultKind.Reset or FaultKind.Truncated)
        {
            Dictionary<string, string> headers = new() { ["Authorization"] = $"Bearer {token}", ["Content-Type"] = form.Headers.ContentType!.ToString() };
            await CutConnection.Post(new Uri(options.Http, path), headers, await form.ReadAsByteArrayAsync(stop), isWhole: fault == FaultKind.Reset, stop);
            return null;
        }
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = form };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await _http.SendAsync(request, stop);
        var text = await response.Content.ReadAsStringAsync(stop);
        if (response.StatusCode is System.Net.HttpStatusCode.Unauthorized || (int)response.StatusCode >= 500 || fault == FaultKind.AnswerLost) return null;
        return response.IsSuccessStatusCode ? text : throw new InvalidDataException($"The gateway refused the file: {text}");
    }

    private string Csv(IReadOnlyList<WithheldLine> lines)
    {
        var text = new StringBuilder(options.Header).Append('\n');
        foreach (var line in lines) text.Append(CultureInfo.InvariantCulture, $"{line.EmployeeNo},\"{line.Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\",,{line.Code},{line.AmountMinor / 100},{options.Period}\n");
        return text.ToString();
    }

    private static ReturnLine Wire(WithheldLine line) => new() { EmployeeNo = line.EmployeeNo, Name = line.Name, Code = line.Code, Amount = Idr(line.AmountMinor), ReasonCode = line.Reason };

    private static Money Idr(long minor) => new() { AmountMinor = minor, CurrencyCode = "IDR" };

    private async Task<Metadata> Who(bool isWrong, CancellationToken stop) => new() { { "authorization", $"Bearer {await Token(isWrong, stop)}" } };

    private async Task<string> Token(bool isWrong, CancellationToken stop)
    {
        _token ??= await SignIn(stop);
        return isWrong ? _token + "x" : _token;
    }

    private async Task<string> SignIn(CancellationToken stop)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = options.ClientId, ["client_secret"] = options.Secret });
        using var response = await _http.PostAsync(new Uri("/oauth/token", UriKind.Relative), form, stop);
        var text = await response.Content.ReadAsStringAsync(stop);
        return response.IsSuccessStatusCode ? JsonDocument.Parse(text).RootElement.GetProperty("access_token").GetString()! : throw new InvalidDataException($"The gateway lets nobody in: {text}");
    }
}
