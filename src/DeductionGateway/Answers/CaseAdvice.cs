namespace DeductionGateway.Answers;

/// <summary>What is to be done about a case, by its cause; what only a run knows of a case, such as a credit that may pay its file, the work queue says in its place.</summary>
internal static class CaseAdvice
{
    /// <param name="cause">As the queue names it; behind a slash stands an employer.</param>
    /// <param name="candidates">As the queue names them; empty where there is none.</param>
    public static string Of(string cause, string candidates) => cause.Split('/')[0] switch
    {
        "short" => "Bill the rest again, or ask the employer why less was deducted.",
        "over" => "Ask the member: refund, or use for the next instalment.",
        "missing" => "Ask the employer why the line was not answered.",
        "unbilled" => "Nothing was billed: refund, or apply with the member's consent.",
        "unknown" => "Ask the employer whom this line means.",
        "fuzzy" => "Check the proposal and confirm or reject it.",
        "duplicate" => "The line stands twice; ask the employer whether wages were cut twice, and refund.",
        "double_deducted" => "Two channels took the same instalment, the payroll line and the bank entry that are named; the second money waits in 2-1030. Ask the member: refund, or keep for the next instalment.",
        "unremitted" => "Demand the remittance from the employer; the member is not in arrears.",
        "part_remitted" => "Ask the employer for the list that adds up to its remittance.",
        "wrong_period" => "Ask the employer which period is meant.",
        "paid_beyond" => "Another channel brought more than was open; the rest waits in 2-1030. Ask the member: refund, or keep for the next instalment.",
        "gap_unexplained" => candidates.Length == 0 ? "The remittance differs from the file by this amount and no set of up to three rows is worth it; ask the employer for its list."
            : "The rows named are each worth the gap, alone or together; ask the employer which of them it did not deduct.",
        WorkQueue.GapOwed => "The gap was within the accepted limit; the employer owes it (1-1030).",
        "held_for_employer" => "The credit is this employer's but fits no open file exactly; it waits in 2-1045. Ask which period it pays.",
        "unidentified_credit" => "Ask the bank or the sender who paid this; it waits in 2-1040.",
        "unexplained_debit" => "Ask the bank what was debited; it stands in 1-1050.",
        WorkQueue.PayoutDiffers => "The debit names a payout to a member and is not it: its amount is another, or the payout was debited already. Ask the bank to give it back, or what it is for; until then it stands in 1-1050.",
        "taken_elsewhere" => "A bank took this bill from the member's account for the collector named: nothing is posted, and the member is not in arrears. Claim it: ask the bank by which mandate, and to pass the money on, or to give it back to the member.",
        "taken_twice" => "Wages or another channel took this bill, and a bank took it once more from the member's account for the collector named: nothing is posted for that. Claim it: ask the bank to give the second money back to the member.",
        "taken_unbilled" => "A bank took money for the collector named, and no bill of ours is found for it. Ask the bank what it is for and by which mandate; what was for the cooperative is to be passed on or given back.",
        WorkQueue.RecourseDebit => "The debit equals what the members named left open: ask the bank whether it took their shortfall from the cooperative. If it did, subrogate: each of them owes the cooperative his part (1-1140). Until then it stands in 1-1050.",
        "reversal_of_unknown" => "Find the entry that the bank took back; none fits exactly.",
        _ => "",
    };
}
