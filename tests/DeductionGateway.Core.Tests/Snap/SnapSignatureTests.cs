using System.Text;
using DeductionGateway.Core.Snap;

namespace DeductionGateway.Core.Tests.Snap;

/// <summary>What is signed and how, against values that other programs computed: the HMAC by Python's hmac, the RSA signature by OpenSSL.</summary>
public sealed class SnapSignatureTests
{
    private const string Secret = "test-client-secret";
    private const string Token = "test-access-token";
    private const string At = "2026-01-26T08:00:00+07:00";
    private const string Body = """{"partnerReferenceNo":"2020102900000000000001","accountNo":"1234567890","fromDateTime":"2026-01-25T00:00:00+07:00","toDateTime":"2026-01-25T23:59:59+07:00"}""";
    private const string Text = "POST:/openapi/v1.0/bank-statement:test-access-token:a1f001c9fe2b107fdb67bb88618451018ba08133d7d28aa5a4b0d97f29f51be6:2026-01-26T08:00:00+07:00";
    private const string Base64 = "Sa0Qk/ZlVoDr683Vj1C2axlBL+TpuNRArn2dCVtGxCeAtDPI9R6vGcwXcgV6uJj7xVmTBdxWSR8Vg0QwUf7Iqw==";
    private const string Hex = "49ad1093f6655680ebebcdd58f50b66b19412fe4e9b8d440ae7d9d095b46c42780b433c8f51eaf19cc1772057ab898fbc5599305dc56491f1583443051fec8ab";
    private const string RsaText = "bank-a|2026-01-26T08:00:00+07:00";
    private const string RsaBase64 = "OuUjbgclfXhAVTOTpxALCuE0k/M1Eraa9vqgekxEfI3iCX2qMMyj77T1QFFVPq/mnPiIRtytNNFGB/qQZo/BuCtTSbaNGYThe+MlfUu/roGJkrrVgO4vxV3Isd/WkiW7d6wpmy7VAY8w/KRDgFu0MLpTsvaZbSKpfde81N5VsCIfUct9cnr7r7GqZhPtI5Os0f2PCo7pCuJ2+prcCZp2zgiDDznA18sxXBlYxI/EwDUNc8Xs8SJrWtjcpX9CfH3WrN6ocCB6SC8BYZGPQnDUGpwa3e15Zev85QhcBXRiY/qrK4A3yWZhu/g3D5XM1U+IKm9g8UDalhElbtvuACp+vw==";

    [Fact]
    public void The_text_of_a_call() => SnapSignature.OfCall("POST", "/openapi/v1.0/bank-statement", Token, Encoding.UTF8.GetBytes(Body), At).ShouldBe(Text);

    [Fact]
    public void The_text_of_a_call_without_a_token() =>
        SnapSignature.OfCall("DELETE", "/snap/v1.0/x?a=b", [], At).ShouldBe("DELETE:/snap/v1.0/x?a=b:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855:2026-01-26T08:00:00+07:00");

    [Theory]
    [InlineData(SignatureEncoding.Base64, Base64)]
    [InlineData(SignatureEncoding.Hex, Hex)]
    public void Symmetric(SignatureEncoding encoding, string signature)
    {
        SnapSignature.Sign(Secret, Text, encoding).ShouldBe(signature);
        SnapSignature.IsRight(Secret, Text, signature).ShouldBeTrue();
        SnapSignature.IsRight(Secret, Text, signature.ToUpperInvariant()).ShouldBe(encoding == SignatureEncoding.Hex, "hexadecimal in either case, base64 as it is");
        SnapSignature.IsRight(Secret + "x", Text, signature).ShouldBeFalse();
        for (var place = 0; place < Text.Length; place++) SnapSignature.IsRight(Secret, Altered(Text, place), signature).ShouldBeFalse();
        for (var place = 0; place < signature.TrimEnd('=').Length; place++) SnapSignature.IsRight(Secret, Text, Altered(signature, place)).ShouldBeFalse();
    }

    [Fact]
    public void Asymmetric()
    {
        using var key = ThrowAwayKey.Open();
        SnapSignature.OfToken("bank-a", At).ShouldBe(RsaText);
        SnapSignature.Sign(key, RsaText, SignatureEncoding.Base64).ShouldBe(RsaBase64);
        var hex = Convert.ToHexStringLower(Convert.FromBase64String(RsaBase64));
        SnapSignature.Sign(key, RsaText, SignatureEncoding.Hex).ShouldBe(hex);
        SnapSignature.IsRight(key, RsaText, RsaBase64).ShouldBeTrue();
        SnapSignature.IsRight(key, RsaText, hex).ShouldBeTrue();
        for (var place = 0; place < RsaText.Length; place++) SnapSignature.IsRight(key, Altered(RsaText, place), RsaBase64).ShouldBeFalse();
        SnapSignature.IsRight(key, RsaText, Altered(RsaBase64, 5)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("not a signature")]
    [InlineData("Sa0Qk/ZlVoDr683Vj1C2axlBL+TpuNRArn2dCVtGxCeAtDPI9R6vGcwXcgV6uJj7xVmTBdxWSR8Vg0QwUf7IqwA=")]
    public void What_is_no_signature_is_wrong(string signature)
    {
        using var key = ThrowAwayKey.Open();
        SnapSignature.IsRight(Secret, Text, signature).ShouldBeFalse();
        SnapSignature.IsRight(key, RsaText, signature).ShouldBeFalse();
    }

    /// <summary>Another character of the same alphabet there.</summary>
    private static string Altered(string text, int place) => text[..place] + (text[place] == 'a' ? 'b' : 'a') + text[(place + 1)..];
}
