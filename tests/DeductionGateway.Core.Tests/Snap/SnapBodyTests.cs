using System.Text;
using DeductionGateway.Core.Snap;

namespace DeductionGateway.Core.Tests.Snap;

public sealed class SnapBodyTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("{ \"a\" : 1 ,\r\n\t\"b\" : [ 1.0 , null ] }", "{\"a\":1,\"b\":[1.0,null]}")]
    [InlineData("{\"a b\": \" c  d \"}", "{\"a b\":\" c  d \"}")]
    [InlineData("{\"a\": \"x\\\" y\", \"b\": \"\\\\\" }", "{\"a\":\"x\\\" y\",\"b\":\"\\\\\"}")]
    [InlineData("{\"b\": 1e2, \"a\": \"\\u00e9 \\/\"}", "{\"b\":1e2,\"a\":\"\\u00e9 \\/\"}")]
    [InlineData("{\"open\": \"never ends ", "{\"open\":\"never ends ")]
    public void Only_whitespace_between_the_parts_goes(string body, string minified) => Encoding.UTF8.GetString(SnapBody.Minify(Encoding.UTF8.GetBytes(body))).ShouldBe(minified);

    [Fact]
    public void No_body_has_the_hash_of_nothing() => SnapBody.Hash([]).ShouldBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}
