using System.Xml;
using DeductionGateway.Core.BankFiles;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Tests.BankFiles;

/// <summary>What no golden file shows: bounds, and what makes an entry's direction and text.</summary>
public sealed class CamtReaderTests
{
    private const string Booked = "<Sts>BOOK</Sts><BookgDt><Dt>2026-02-27</Dt></BookgDt>";

    [Theory]
    [InlineData("CRDT", "", 5_000, false)]
    [InlineData("DBIT", "", -5_000, false)]
    [InlineData("DBIT", "<RvslInd>true</RvslInd>", -5_000, true)]
    [InlineData("CRDT", "<RvslInd>1</RvslInd>", 5_000, true)]
    [InlineData("CRDT", "<RvslInd>false</RvslInd>", 5_000, false)]
    public void A_reversal_has_its_net_direction_already(string direction, string reversal, long thousandths, bool isReversal)
    {
        var entry = Entry($"<Amt Ccy=\"IDR\">5.00</Amt><CdtDbtInd>{direction}</CdtDbtInd>{reversal}{Booked}");
        (entry.Amount.Thousandths, entry.IsReversal).ShouldBe((thousandths, isReversal));
    }

    [Fact]
    public void Details_in_another_currency_prove_nothing() =>
        Entry($"<Amt Ccy=\"IDR\">160000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>{Booked}<NtryDtls><TxDtls><Amt Ccy=\"USD\">10.00</Amt></TxDtls></NtryDtls>").Amount.ToString().ShouldBe("160000.00");

    [Fact]
    public void A_detail_of_the_other_direction_is_taken_off() =>
        Entry($"<Amt Ccy=\"IDR\">90.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>{Booked}<NtryDtls><TxDtls><Amt Ccy=\"IDR\">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></TxDtls>"
            + "<TxDtls><Amt Ccy=\"IDR\">10.00</Amt><CdtDbtInd>DBIT</CdtDbtInd></TxDtls></NtryDtls>").Amount.ToString().ShouldBe("90.00");

    [Fact]
    public void References_and_names_of_a_single_detail_are_the_entrys()
    {
        var entry = Entry($"<Amt Ccy=\"IDR\">5.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>{Booked}<NtryDtls><TxDtls><Refs><EndToEndId>E1</EndToEndId><AcctSvcrRef>B1</AcctSvcrRef></Refs>"
            + "<RltdPties><Dbtr><Nm>KAMI</Nm></Dbtr><Cdtr><Nm>TOKO</Nm></Cdtr></RltdPties><RmtInf><Strd><CdtrRefInf><Ref>RF18</Ref></CdtrRefInf></Strd></RmtInf></TxDtls></NtryDtls>");
        (entry.Reference.ToString(), entry.BankReference.ToString(), entry.Counterparty.ToString(), entry.Text.ToString()).ShouldBe(("E1", "B1", "TOKO", "RF18"));
    }

    [Fact]
    public void An_element_that_is_nested_too_deeply_is_refused() =>
        Faults($"{string.Concat(Enumerable.Repeat("<X>", 100))}{string.Concat(Enumerable.Repeat("</X>", 100))}").ShouldBe(["1 XML_UNREADABLE"]);

    [Fact]
    public void A_value_without_end_is_refused() =>
        Faults($"<Ntry><Amt Ccy=\"IDR\">5.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>{Booked}<AddtlNtryInf>{new string('A', 40_000)}</AddtlNtryInf></Ntry>").ShouldBe(["1 XML_UNREADABLE"]);

    [Theory]
    [InlineData("2026-02-30", "1 DATE")]
    [InlineData("0001-01-01", "1 DATE")]
    [InlineData("27/02/2026", "1 DATE")]
    public void An_impossible_date_is_refused(string date, string fault) =>
        Faults($"<Ntry><Amt Ccy=\"IDR\">5.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>{date}</Dt></BookgDt></Ntry>").ShouldContain(fault);

    [Fact]
    public void A_comment_or_a_prefix_changes_nothing()
    {
        var faults = new FaultList();
        const string Text = "<a:Document xmlns:a=\"urn:iso:std:iso:20022:tech:xsd:camt.054.001.02\"><a:BkToCstmrDbtCdtNtfctn><!-- x --><a:Ntfctn><a:Id>S</a:Id><a:Acct><a:Id><a:IBAN>DE02</a:IBAN></a:Id></a:Acct></a:Ntfctn></a:BkToCstmrDbtCdtNtfctn></a:Document>";
        Read(Text, faults).Statements.Single().Account.ShouldBe("DE02");
        faults.Any.ShouldBeFalse();
    }

    private static ReadEntry Entry(string body)
    {
        var faults = new FaultList();
        var read = Read(Message($"<Ntry>{body}</Ntry>"), faults);
        faults.Sorted().ShouldBeEmpty();
        return read.Statements.Single().Entries.Single();
    }

    private static string[] Faults(string body)
    {
        var faults = new FaultList();
        Read(Message(body), faults);
        return faults.Brief();
    }

    /// <summary>A notice: its entries are a statement's, and it needs no balances.</summary>
    private static string Message(string body) =>
        $"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.054.001.02\"><BkToCstmrDbtCdtNtfctn><Ntfctn><Id>S</Id><Acct><Id><Othr><Id>111</Id></Othr></Id></Acct>{body}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>";

    private static ReadBankFile Read(string text, FaultList faults)
    {
        using var xml = XmlReader.Create(new StringReader(text));
        return CamtReader.Read("bank.xml", xml, faults);
    }
}
