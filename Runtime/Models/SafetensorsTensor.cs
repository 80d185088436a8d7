using System.Runtime.InteropServices;

namespace BfnProcGen.Models;

/// <summary>One tensor of a safetensors file: raw little-endian numbers.</summary>
/// <param name="Name">Full name, unique in its file.</param>
/// <param name="DataType">The format's name for the number type: <c>F32</c>, <c>F64</c>, <c>I64</c>, <c>U8</c>, …</param>
/// <param name="Shape">Extents, outermost first; empty for a scalar.</param>
/// <param name="Data">The numbers.</param>
public sealed record SafetensorsTensor(string Name, string DataType, long[] Shape, ReadOnlyMemory<byte> Data)
{
    private static readonly Dictionary<string, int> Sizes = new()
    {
        ["BOOL"] = 1, ["U8"] = 1, ["I8"] = 1, ["F8_E4M3"] = 1, ["F8_E5M2"] = 1, ["U16"] = 2, ["I16"] = 2, ["F16"] = 2, ["BF16"] = 2,
        ["U32"] = 4, ["I32"] = 4, ["F32"] = 4, ["U64"] = 8, ["I64"] = 8, ["F64"] = 8,
    };

    /// <summary>A tensor of 32-bit floats.</summary>
    public static SafetensorsTensor Of(string name, long[] shape, float[] values) =>
        new(name, "F32", shape, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    /// <summary>A tensor of 16-bit floats, the nearest to the given ones.</summary>
    public static SafetensorsTensor OfHalves(string name, long[] shape, float[] values) =>
        new(name, "F16", shape, MemoryMarshal.AsBytes(Array.ConvertAll(values, value => (Half)value).AsSpan()).ToArray());

    /// <summary>The numbers as 32-bit floats; <c>F16</c>, <c>BF16</c> and <c>F64</c> are converted.</summary>
    /// <exception cref="ModelFormatException">The tensor doesn't hold floats.</exception>
    public float[] ToFloats()
    {
        ReadOnlySpan<byte> data = Data.Span;
        return DataType switch
        {
            "F32" => MemoryMarshal.Cast<byte, float>(data).ToArray(),
            "F16" => Convert(MemoryMarshal.Cast<byte, Half>(data), value => (float)value),
            "BF16" => Convert(MemoryMarshal.Cast<byte, ushort>(data), value => BitConverter.UInt32BitsToSingle((uint)value << 16)),
            "F64" => Convert(MemoryMarshal.Cast<byte, double>(data), value => (float)value),
            _ => throw new ModelFormatException($"The tensor '{Name}' holds {DataType}, not floating-point numbers."),
        };

        static float[] Convert<T>(ReadOnlySpan<T> from, Func<T, float> one)
        {
            var to = new float[from.Length];
            for (int i = 0; i < to.Length; i++) to[i] = one(from[i]);
            return to;
        }
    }

    /// <summary>Bytes of one number of <paramref name="dataType"/>, or null for a type the format doesn't know.</summary>
    internal static int? SizeOf(string dataType) => Sizes.TryGetValue(dataType, out int size) ? size : null;
}
