using System.Text;
using DeductionGateway.Inspection;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Proofs;

/// <summary>Layouts drawn by a seed are learned without a question but the one that nobody can spare, and read to the last rupiah or refused.</summary>
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
            if (layout.IsToBeRefused)
            {
                learned.Faults.ShouldNotBeEmpty($"seed {seed}: somebody without a number\n{Encoding.UTF8.GetString(layout.Bytes)}");
                learned.Rows.ShouldBeEmpty($"seed {seed}");
                continue;
            }
            var read = learned.Rows.Select(static row => $"{row.Key},{row.Code?.Code},{row.Amount}").Order(StringComparer.Ordinal);
            string.Join('\n', read).ShouldBe(string.Join('\n', layout.Truth.Order(StringComparer.Ordinal)), $"seed {seed}: {string.Join("; ", learned.Faults)}\n{Encoding.UTF8.GetString(layout.Bytes)}");
            learned.Open.Select(static question => question.Id).ShouldBe(layout.IsAmbiguous ? ["number"] : [], $"seed {seed}");
        }
    }

    public void Dispose() => _scratch.Dispose();
}
