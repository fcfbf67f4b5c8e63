using DeductionGateway.Inspection;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Proofs;

/// <summary>Layouts drawn by a seed are learned without a question and read to the last rupiah.</summary>
public sealed class OddLayoutTests : IDisposable
{
    private readonly Scratch _scratch = new();

    [Fact]
    public void A_layout_that_nobody_has_seen_is_read_right()
    {
        var path = _scratch["payroll.csv"];
        for (var seed = 0; seed < ProofSize.Of(60, 3_000); seed++)
        {
            var layout = new OddLayout(seed);
            File.WriteAllBytes(path, layout.Bytes);
            var learned = new FileLearner(path, null, "E1").Learn(new Dictionary<string, string>());
            var read = learned.Rows.Select(static row => $"{row.Key},{row.Code?.Code},{row.Amount}").Order(StringComparer.Ordinal);
            string.Join('\n', read).ShouldBe(string.Join('\n', layout.Truth.Order(StringComparer.Ordinal)), $"seed {seed}: {string.Join("; ", learned.Faults)}\n{System.Text.Encoding.UTF8.GetString(layout.Bytes)}");
            learned.Open.ShouldBeEmpty($"seed {seed}");
        }
    }

    public void Dispose() => _scratch.Dispose();
}
