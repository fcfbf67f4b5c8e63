using System.Text.Json;

namespace DeductionGateway.Samples;

/// <summary>Writes an employer's dialect down as its entry of profiles.json (CONTRACT §1).</summary>
internal static class SampleProfile
{
    public static void Write(Utf8JsonWriter json, EmployerPlan plan)
    {
        var style = plan.Style;
        json.WriteStartObject(plan.Code);
        if (plan.File is not null) json.WriteString("file", plan.File);
        json.WriteString("format", plan.IsXlsx ? "xlsx" : "csv");
        if (plan.IsXlsx) json.WriteString("sheet", "Potongan");
        json.WriteString("shape", plan.Shape);
        json.WriteString("key", plan.Key);
        json.WriteString("bank_mode", plan.IsMember ? "member" : "lump");
        json.WriteStartArray("header");
        json.WriteStringValue(plan.Key == "employee_no" ? style.Header[0] : "");
        json.WriteStringValue(style.Header[1]);
        json.WriteStringValue(style.Header[2]);
        json.WriteStringValue(plan.Shape is "lines" or "exceptions" ? style.Header[3] : "");
        json.WriteStringValue(plan.Shape == "columns" ? "" : style.Header[4]);
        json.WriteStringValue(plan.HasPeriod ? style.Header[5] : "");
        json.WriteEndArray();
        if (plan.Key == "account_no") json.WriteString("account_header", style.AccountHeader);
        if (plan.SkipRows > 0) json.WriteNumber("skip_rows", plan.SkipRows);
        json.WriteString("number", style.Number);
        json.WriteString("period", plan.HasPeriod ? style.Period : "folder");
        json.WriteStartObject("codes");
        foreach (var code in DialectStyle.OurCodes) json.WriteString(code, style.Their(code));
        json.WriteEndObject();
        if (plan.Shape == "columns")
        {
            json.WriteStartObject("amounts");
            foreach (var code in DialectStyle.OurCodes) json.WriteString(style.AmountPrefix + style.Their(code), code);
            json.WriteEndObject();
        }
        json.WriteString("delimiter", style.Delimiter);
        json.WriteString("newline", style.Newline);
        json.WriteBoolean("bom", style.HasBom);
        json.WriteBoolean("upper", style.IsUpper);
        json.WriteNumber("has_nik", plan.HasNik ? 1 : 0);
        if (plan.Fees.Count > 0)
        {
            json.WriteStartArray("fees");
            foreach (var fee in plan.Fees) json.WriteNumberValue(fee);
            json.WriteEndArray();
        }
        if (plan.GapLimit > 0) json.WriteNumber("gap_limit", plan.GapLimit);
        json.WriteEndObject();
    }
}
