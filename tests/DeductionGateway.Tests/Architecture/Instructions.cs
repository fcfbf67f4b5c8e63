using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;

namespace DeductionGateway.Tests.Architecture;

/// <summary>Walks the instructions of a compiled method (ECMA-335 III): operation and, where it has one, its metadata token.</summary>
internal static class Instructions
{
    private static readonly Dictionary<ushort, OpCode> ByValue = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static).Select(static field => (OpCode)field.GetValue(null)!)
        .ToDictionary(static opCode => unchecked((ushort)opCode.Value));

    public static IEnumerable<(OpCode OpCode, int? Token)> In(byte[] code)
    {
        for (var at = 0; at < code.Length;)
        {
            ushort value = code[at++];
            if (value == 0xFE) value = (ushort)(0xFE00 | code[at++]);
            var opCode = ByValue[value];
            int? token = opCode.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType
                ? BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at)) : null;
            at += opCode.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at)),
                _ => 4,
            };
            yield return (opCode, token);
        }
    }
}
