using DeductionGateway.Commands;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Golden;

/// <summary>What a learned profile meets in the months after: another file name, a column more, a file that nobody reads, numbers that a spreadsheet spoilt.</summary>
public sealed class NextMonthTests(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    private readonly LearnedMonth _month = new();
    private readonly Scratch _out = new();

    [Fact]
    public void A_total_that_was_changed_is_one_fault()
    {
        Learn("pot.csv", _month.Billed("Dansos") + ";JUMLAH;600000;3045000;150000;3795000\n");
        _month.Write("pot.csv", _month.Billed("Dansos") + ";JUMLAH;600000;3045001;150000;3795000\n");
        var run = Run("changed");
        run.ExitCode.ShouldBe(ExitCode.FileRefused);
        run.Error.ShouldContain("TOTAL_DISAGREES");
        run.Error.ShouldNotContain("TOTAL_MISSING");
        _month.Write("pot.csv", _month.Billed("Dansos"));
        Run("cut").Error.ShouldContain("TOTAL_MISSING");
    }

    public void Dispose()
    {
        _month.Dispose();
        _out.Dispose();
    }

    private void Learn(string file, string text)
    {
        _month.Write(file, text);
        var (exit, output, error) = _month.Inspect(file, "--learn", "--save");
        exit.ShouldBe(ExitCode.Done, output + error);
        _month.Write("bank.csv", "bank_ref,booking_date,value_date,dc,amount,currency,account,counterparty,narrative\nB1,2026-10-28,2026-10-28,C,3795000.00,IDR,4371998876,PT SINAR JAYA,POTONGAN KOPERASI 202610 E1\n");
    }

    private Reconciling Run(string name) => Reconciling.Folder(_month.Folder, _out[name], database, "--dry-run");
}
