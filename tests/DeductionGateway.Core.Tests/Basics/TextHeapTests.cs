using DeductionGateway.Core.Basics;

namespace DeductionGateway.Core.Tests.Basics;

public sealed class TextHeapTests
{
    [Fact]
    public void Groups_of_texts_of_any_length_come_back_as_they_were()
    {
        int[] lengths = [0, 1, 127, 128, 129, 16_383, 16_384, 60_000];
        var texts = lengths.Select((length, no) => Utf8Text.From(new string((char)('a' + no), length))).ToArray();
        var heap = new TextHeap();
        var places = Enumerable.Range(0, 20).Select(_ => heap.Pack(texts)).ToArray();
        foreach (var place in places)
        {
            var reading = heap.From(place);
            foreach (var text in texts) reading.Next().ShouldBe(text);
        }
    }

    [Fact]
    public void A_set_of_texts_knows_what_it_met()
    {
        var set = new TextSet();
        var texts = Enumerable.Range(0, 5_000).Select(static no => Utf8Text.From($"3171{no:000000000000}")).ToArray();
        texts.ShouldAllBe(text => set.Add(text));
        texts.ShouldAllBe(text => set.Contains(text) && !set.Add(text));
        set.Contains(Utf8Text.From("3171")).ShouldBeFalse();
        set.Contains(default).ShouldBeFalse();
    }
}
