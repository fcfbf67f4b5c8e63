using System.Globalization;
using DeductionGateway.Core.Basics;

namespace DeductionGateway.Core.Tests.Basics;

public sealed class TextIndexTests
{
    [Fact]
    public void Every_text_is_found_at_its_place_and_no_other_is()
    {
        Utf8Text[] texts = [.. Enumerable.Range(0, 5_000).Select(static n => A.Text(n.ToString(CultureInfo.InvariantCulture)))];
        var index = new TextIndex<Utf8Text>(texts, static text => text).AddAll();
        for (var place = 0; place < texts.Length; place++) index.Find(texts[place]).ShouldBe(place);
        index.Find(A.Text("5000")).ShouldBe(-1);
        index.Find(A.Text("00")).ShouldBe(-1);
        index.Find(default).ShouldBe(-1);
    }

    [Fact]
    public void The_first_of_equal_texts_counts_and_is_named()
    {
        Utf8Text[] texts = [A.Text("b"), A.Text("a"), A.Text("b")];
        var index = new TextIndex<Utf8Text>(texts, static text => text);
        index.Add(0).ShouldBe(-1);
        index.Add(1).ShouldBe(-1);
        index.Add(2).ShouldBe(0);
        index.Find(A.Text("b")).ShouldBe(0);
    }

    [Fact]
    public void Equal_bytes_have_one_hash_wherever_they_lie()
    {
        var bytes = Bytes.Of("0123456789012345678901234567890123456789");
        for (var length = 0; length <= 30; length++)
        {
            new Utf8Text(bytes, 10, length).GetHashCode().ShouldBe(new Utf8Text(bytes, 0, length).GetHashCode());
        }
    }

    /// <summary>Texts of up to forty bytes that differ in one byte, or in length alone: hashes of 64 bits that were equal would be no accident.</summary>
    [Fact]
    public void Each_byte_and_the_length_count()
    {
        var hashes = new HashSet<ulong>();
        for (var length = 0; length <= 40; length++)
        {
            var text = new byte[length];
            hashes.Add(TextHash.Of(text)).ShouldBeTrue();
            for (var at = 0; at < length; at++)
            {
                text[at] = 1;
                hashes.Add(TextHash.Of(text)).ShouldBeTrue($"byte {at} of {length}");
                text[at] = 0;
            }
        }
    }

    [Fact]
    public void Texts_one_after_the_other_are_not_their_joint_text() =>
        TextHash.Of("bc"u8, TextHash.Of("a"u8)).ShouldNotBe(TextHash.Of("c"u8, TextHash.Of("ab"u8)));
}
