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

    [Fact]
    public void What_may_stand_several_times_is_kept_in_order() => new CommandLine(["--answer", "a=1", "--answer=b=2"], [], [], "--answer").All("--answer").ShouldBe(["a=1", "b=2"]);
}
