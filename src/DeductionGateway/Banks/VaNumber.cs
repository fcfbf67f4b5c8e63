using System.Text.Json.Nodes;

namespace DeductionGateway.Banks;

/// <summary>A virtual account's number in its two parts, without padding.</summary>
internal readonly record struct VaNumber(string Prefix, string Customer)
{
    private const int PaddedLength = 8;

    /// <summary>As our register has it.</summary>
    public string Plain => Prefix + Customer;

    /// <summary>The prefix as the standard pads it: blanks before it.</summary>
    public string Padded => Prefix.PadLeft(PaddedLength);

    /// <summary>The three fields that say it.</summary>
    public JsonObject Fields() => new() { ["partnerServiceId"] = Padded, ["customerNo"] = Customer, ["virtualAccountNo"] = Padded + Customer };
}
