using DeductionGateway.Wire;

namespace DeductionGateway.Tests.Wire;

public sealed class PathTemplateTests
{
    [Theory]
    [InlineData("/v1/runs", "/v1/runs", "")]
    [InlineData("/v1/{a}/{b=x/*}", "/v1/1/x/2", "1|x/2")]
    [InlineData("/v1/{a=**}", "/v1/1/2/3", "1/2/3")]
    [InlineData("/v1/{a=**}", "/v1", "")]
    [InlineData("/v1/{a=**}:go", "/v1/1/2:go", "1/2")]
    [InlineData("/v1/*/x", "/v1/any/x", "")]
    [InlineData("/v1/{a}:go", "/v1/1:2:go", "1:2")]
    public void Matches(string template, string path, string values) =>
        string.Join('|', PathTemplate.Parse(template).Match(path[1..].Split('/')).ShouldNotBeNull().Select(static value => string.Join('/', value))).ShouldBe(values);

    [Theory]
    [InlineData("/v1/runs", "/v1/runs/")]
    [InlineData("/v1/runs", "/v1/Runs")]
    [InlineData("/v1/{a}", "/v1/")]
    [InlineData("/v1/{a}", "/v1/1/2")]
    [InlineData("/v1/{b=x/*}", "/v1/y/2")]
    [InlineData("/v1/{a}:go", "/v1/1")]
    [InlineData("/v1/{a}:go", "/v1/:go")]
    [InlineData("/v1/{a=**}", "/v1/1//2")]
    public void Does_not_match(string template, string path) => PathTemplate.Parse(template).Match(path[1..].Split('/')).ShouldBeNull();

    [Theory]
    [InlineData("v1")]
    [InlineData("/")]
    [InlineData("/v1//x")]
    [InlineData("/v1/{a")]
    [InlineData("/v1/{}")]
    [InlineData("/v1/{a=}")]
    [InlineData("/v1/{a}b")]
    [InlineData("/v1/{a=**}/b")]
    [InlineData("/v1/**/b")]
    [InlineData("/v1/a*")]
    [InlineData("/v1/{a}:")]
    [InlineData("/v1/{a}:b/c")]
    public void What_is_no_template_is_refused_at_the_start(string template) => Should.Throw<PathTemplateException>(() => PathTemplate.Parse(template));

    [Fact]
    public void The_more_particular_comes_first()
    {
        var ordered = new[] { "/v1/{a=**}", "/v1/{a}", "/v1/{a}:go", "/v1/x" }.Select(PathTemplate.Parse).OrderBy(static one => one.Order, StringComparer.Ordinal).Select(static one => one.Text);
        ordered.ShouldBe(["/v1/{a}:go", "/v1/x", "/v1/{a}", "/v1/{a=**}"]);
    }

    [Theory]
    [InlineData("127.0.0.1:5080", "127.0.0.1:5080")]
    [InlineData("localhost:0", "127.0.0.1:0")]
    [InlineData("[::1]:5080", "[::1]:5080")]
    [InlineData("0.0.0.0:1", "0.0.0.0:1")]
    public void An_address_is_host_and_port(string text, string address) => ListenAddress.Parse(text)!.ToString().ShouldBe(address);

    [Theory]
    [InlineData("5080")]
    [InlineData(":5080")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:70000")]
    [InlineData("127.0.0.1:-1")]
    [InlineData("::1:5080")]
    [InlineData("gateway.example:5080")]
    public void What_is_no_address_is_none(string text) => ListenAddress.Parse(text).ShouldBeNull();
}
