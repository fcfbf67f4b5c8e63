using DeductionGateway.Commands;

namespace DeductionGateway.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public void An_unknown_option_is_refused_by_name() =>
        Should.Throw<UsageException>(() => new CommandLine(["--colour", "red"], ["--out"], [])).Message.ShouldContain("--colour");

    [Fact]
    public void An_option_may_stand_once() =>
        Should.Throw<UsageException>(() => new CommandLine(["--out", "a", "--out", "b"], ["--out"], [])).Message.ShouldContain("twice");

    [Fact]
    public void A_value_may_follow_an_equals_sign() => new CommandLine(["--out=a=b"], ["--out"], []).Option("--out").ShouldBe("a=b");

    [Fact]
    public void The_last_option_needs_its_value() => Should.Throw<UsageException>(() => new CommandLine(["--out"], ["--out"], []));
}
