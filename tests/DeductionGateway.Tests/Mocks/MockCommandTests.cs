using System.Text.Json.Nodes;
using DeductionGateway.Mocks;
using DeductionGateway.Mocks.Employer;
using DeductionGateway.Mocks.Faults;

namespace DeductionGateway.Tests.Mocks;

/// <summary>The simulators as a person starts them.</summary>
public sealed class MockCommandTests
{
    [Fact]
    public async Task Help_names_every_scenario_and_every_service()
    {
        var (exit, output, _) = await Run("--help");
        exit.ShouldBe(0);
        foreach (var name in Scenario.All.Select(static one => one.Name).Concat(Payroll.All.Select(static one => one.Name)).Append("--listen").Append("/control/credit")) output.ShouldContain(name);
    }

    [Theory]
    [InlineData("'insurer' is neither bank nor employer; --help says all.", "insurer")]
    [InlineData("'--sede' is not known here; --help says what is.", "bank", "--sede", "1")]
    [InlineData("--seed needs a value.", "bank", "--seed")]
    [InlineData("--seed is a whole number, not 'x'.", "bank", "--seed", "x")]
    [InlineData("There is no scenario 'calm'; there are clean, slow, flaky, hostile, silent, careless, forgetful.", "bank", "--scenario", "calm")]
    [InlineData("--client is missing.", "employer")]
    public async Task What_is_not_understood_is_said(string sentence, params string[] words) => (await Run(words)).ShouldBe((2, "", sentence + Environment.NewLine));

    [Fact]
    public async Task A_bank_prints_its_port_answers_and_ends_when_it_is_asked_to()
    {
        using var stop = new CancellationTokenSource();
        await using var output = new FirstLine();
        var running = MockCommands.Run(["bank", "--day", "2026-02-27", "--opening", "5", "--scenario", "hostile"], output, TextWriter.Null, stop.Token);
        var line = await output.Line.WaitAsync(TestContext.Current.CancellationToken);
        using var http = new HttpClient();
        var ledger = JsonNode.Parse(await http.GetStringAsync(new Uri(new Uri(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]), "/control/ledger")))!;
        (ledger["day"]!.ToString(), ledger["balance_minor"]!.GetValue<long>()).ShouldBe(("2026-02-27", 500));
        await stop.CancelAsync();
        (await running).ShouldBe(0);
    }

    private static async Task<(int Exit, string Output, string Error)> Run(params string[] words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        return (await MockCommands.Run(words, output, error, CancellationToken.None), output.ToString(), error.ToString());
    }

    /// <summary>Hands over the first line that is written.</summary>
    private sealed class FirstLine : StringWriter
    {
        private readonly TaskCompletionSource<string> _line = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Line => _line.Task;

        public override Task WriteLineAsync(string? value)
        {
            _line.TrySetResult(value!);
            return Task.CompletedTask;
        }
    }
}
