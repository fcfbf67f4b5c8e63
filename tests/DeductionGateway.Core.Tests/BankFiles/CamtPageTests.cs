using System.Xml;
using DeductionGateway.Core.BankFiles;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Tests.BankFiles;

/// <summary>Camt messages of several documents, notices, pages and balances: what is in the file is read, what is missing refuses it.</summary>
public sealed class CamtPageTests
{
    private static readonly string Second = Statement("2", Balance("OPBD", 100) + Balance("CLBD", 870_100) + Entry(870_000));

    [Fact]
    public void Every_document_of_an_envelope_is_read()
    {
        var read = Good("<Env>" + Message(First) + Message(Second) + "</Env>");
        read.Statements.SelectMany(static one => one.Entries).Select(static entry => entry.Amount.ToString()).ShouldBe(["100.00", "870000.00"]);
    }

    [Fact]
    public void Documents_of_two_kinds_are_refused() =>
        Faults("<Env>" + Message(First) + Message(Notice("N1"), "camt.054") + "</Env>").ShouldBe(["2 CAMT_MIXED"]);

    [Fact]
    public void A_file_cut_off_behind_its_first_document_is_refused() => Faults("<Env>" + Message(First) + "<Document>").ShouldBe(["2 XML_UNREADABLE"]);

    [Fact]
    public void A_notice_that_stands_twice_counts_once()
    {
        var read = Good(Message(Notice("N1") + Notice("N1") + Notice("N2"), "camt.054"));
        read.Statements.Select(static one => one.Number).ShouldBe(["N1", "N2"]);
        read.Notes.Select(static note => note.Code).ShouldBe(["STATEMENT_TWICE"]);
    }

    [Theory]
    [InlineData("OPBD")]
    [InlineData("CLBD")]
    public void A_balance_without_a_date_is_refused(string code)
    {
        var balances = (Balance("OPBD", 0) + Balance("CLBD", 100)).Replace(Balance(code, code == "OPBD" ? 0 : 100), Balance(code, 999, date: ""), StringComparison.Ordinal);
        Faults(Message(Statement("1", balances + Entry(100)))).ShouldContain("1 CAMT_BALANCE");
    }

    [Theory]
    [InlineData("OPBD 0;E 870000", "1 CAMT_CUT")]
    [InlineData("E 870000;CLBD 870000", "1 CAMT_CUT")]
    [InlineData("E 870000", "1 CAMT_CUT")]
    [InlineData("OPBD 0;E 870000;ITBD 870000", "1 CAMT_CUT")]
    [InlineData("PRCD 0;E 870000;CLBD 870000", "")]
    public void A_statement_without_both_balances_is_cut_off(string parts, string fault) => string.Join(' ', Faults(Message(Statement("1", Parts(parts))))).ShouldBe(fault);

    [Theory]
    [InlineData("OPBD 0;E 100", "E 700;CLBD 800", "")]
    [InlineData("OPBD 0;E 100;ITBD 100", "ITBD 100;E 700;CLBD 800", "")]
    [InlineData("OPBD 0;E 100", "E 700;CLBD 900", "1 BALANCE_SUM")]
    [InlineData("OPBD 0;E 100;ITBD 100", "ITBD 200;E 600;CLBD 800", "1 BALANCE_CHAIN 1 BALANCE_SUM")]
    [InlineData("OPBD 0;E 100", "E 700", "1 CAMT_CUT")]
    public void A_further_page_completes_a_statement(string one, string other, string faults) =>
        string.Join(' ', Faults(Message(Statement("1", Parts(one), page: "1") + Statement("1", Parts(other), page: "2")))).ShouldBe(faults);

    [Fact]
    public void Pages_of_a_statement_are_one_statement_and_a_page_that_stands_twice_counts_once()
    {
        var first = Statement("1", Parts("OPBD 0;E 100"), page: "1");
        var statement = Good(Message(first + first + Statement("1", Parts("E 700;CLBD 800"), page: "2"))).Statements.ShouldHaveSingleItem();
        (statement.Opening!.Amount.ToString(), statement.Closing!.Amount.ToString(), statement.Entries.Count, statement.Number).ShouldBe(("0.00", "800.00", 2, "1"));
    }

    [Fact]
    public void Pages_of_different_statements_complete_nothing() =>
        Faults(Message(Statement("1", Parts("OPBD 0;E 100"), page: "1") + Statement("2", Parts("E 700;CLBD 800"), page: "2"))).ShouldBe(["1 CAMT_CUT", "1 CAMT_CUT"]);

    [Theory]
    [InlineData("false", "", "1 CAMT_CUT")]
    [InlineData("false", "true", "")]
    [InlineData("false", "false", "2 CAMT_CUT")]
    [InlineData("true", "", "")]
    public void A_message_that_says_that_pages_follow_is_followed_by_one(string one, string other, string fault)
    {
        string Page(string isLast) => $"<GrpHdr><MsgId>1</MsgId><MsgPgntn><PgNb>1</PgNb><LastPgInd>{isLast}</LastPgInd></MsgPgntn></GrpHdr>";
        var text = Message(Page(one) + First) + (other.Length == 0 ? "" : Message(Page(other) + Second));
        string.Join(' ', Faults(other.Length == 0 ? text : $"<Env>{text}</Env>")).ShouldBe(fault);
    }

    [Fact]
    public void A_statement_that_says_of_itself_that_a_page_follows_is_cut_off_without_it() =>
        Faults(Message(Statement("1", "<StmtPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></StmtPgntn>" + Parts("OPBD 0;E 100;CLBD 100")))).ShouldBe(["1 CAMT_CUT"]);

    private static readonly string First = Statement("1", Balance("OPBD", 0) + Balance("CLBD", 100) + Entry(100));

    private static string Notice(string id) => $"<Ntfctn><Id>{id}</Id><Acct><Id><Othr><Id>111</Id></Othr></Id></Acct>{Entry(870_000)}</Ntfctn>";

    private static string Statement(string id, string body, string page = "") =>
        $"<Stmt><Id>{id}</Id>{(page.Length == 0 ? "" : $"<StmtPgntn><PgNb>{page}</PgNb></StmtPgntn>")}<Acct><Id><Othr><Id>111</Id></Othr></Id></Acct>{body}</Stmt>";

    /// <summary>Balances by their code and entries by E, each with its amount.</summary>
    private static string Parts(string parts) =>
        string.Concat(parts.Split(';').Select(static part => part.Split(' ')).Select(static part => part[0] == "E" ? Entry(int.Parse(part[1])) : Balance(part[0], int.Parse(part[1]))));

    private static string Balance(string code, int amount, string date = "<Dt><Dt>2026-02-27</Dt></Dt>") =>
        $"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"IDR\">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>{date}</Bal>";

    private static string Entry(int amount) =>
        $"<Ntry><Amt Ccy=\"IDR\">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-02-27</Dt></BookgDt><AcctSvcrRef>B{amount}</AcctSvcrRef></Ntry>";

    private static string Message(string body, string format = "camt.053")
    {
        var name = format == "camt.053" ? "BkToCstmrStmt" : "BkToCstmrDbtCdtNtfctn";
        return $"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:{format}.001.08\"><{name}>{body}</{name}></Document>\n";
    }

    private static ReadBankFile Good(string text)
    {
        var read = Read(text, out var faults);
        faults.Sorted().ShouldBeEmpty();
        return read;
    }

    private static string[] Faults(string text)
    {
        Read(text, out var faults);
        return faults.Brief();
    }

    private static ReadBankFile Read(string text, out FaultList faults)
    {
        faults = new FaultList();
        using var xml = XmlReader.Create(new StringReader(text));
        return CamtReader.Read("bank.xml", xml, faults);
    }
}
